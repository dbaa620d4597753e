/** Check reports for tests of reporters: a small ordinary one, and hostile ones made of any texts. */

import { type Finding, finding } from '../../src/model/finding.ts';
import type { CheckReport } from '../../src/report/check-report.ts';
import { handMadePlan } from './hand-made-plan.ts';

/** Names that try to be something else: terminal and runner commands, HTML, Markdown, CSV, XML, paths. */
export const HOSTILE: readonly string[] = [
  '\u001b[2J\u001b]0;x\u0007',
  '\u009b31m',
  '\u202egnp.exe',
  'a\u200bb\u2028c\ufeff',
  'x\n::error::pwn',
  'x%0A::set-env name=a::b',
  '::add-mask::a',
  '##[set-output name=a]b',
  '\r::stop-commands::t',
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  '</testsuite><testsuite name="x">',
  ']]>&amp;&#x3c;',
  '`@team` **bold** | pipe \\| #123 GH-12',
  '@org/team and owner/repo#1 and http://evil.example www.evil.example',
  '![x](http://evil.example/x.png) [y](javascript:alert(1)) <!-- sendplan:check -->',
  '<details><summary>',
  '=cmd|calc',
  '../../etc/passwd',
  'a,b:c%d',
  '\ud83d',
  '\uffff\ufffe',
  '日本語 👍🏽',
  '',
  ' ',
];

export const position = (file: string, line: number) => ({ file, line, column: 5, endLine: line, endColumn: 15 });

/** A report with everything in it: failing, lesser, note, accepted, known from the baseline. */
export function checkReport(over: Partial<CheckReport> = {}): CheckReport {
  const file = 'plans/campaigns.sendplan.yaml';
  const measured = { measured: '0 of 68,000 credits left', required: '2%: 1,360', remedy: '1,360 sends fewer', excess: 1360 };
  return {
    command: 'check',
    tool: { name: 'sendplan', version: '0.1.0' },
    files: [file],
    plan: handMadePlan(),
    rules: [
      { kind: 'campaign', id: 'black-friday', position: position(file, 9) },
      { kind: 'policy', id: 'minHeadroom', position: position(file, 86) },
    ],
    findings: [
      finding('headroom.low', 'account sg-main: 0 of 68,000 credits left; policy.minHeadroom asks for 2%: 1,360.', {
        subject: { kind: 'account', id: 'sg-main' },
        position: position(file, 86),
        data: measured,
      }),
      finding('demand.shortfall', 'black-friday: 6,000 of 74,000 contacts cannot be served: credits of sg-main before 1 Dec', {
        subject: { kind: 'campaign', id: 'black-friday' },
        position: position(file, 9),
        data: { contacts: 74_000, served: 68_000 },
      }),
      finding('capacity.assumed', 'Account outreach: nobody tells sentToday of 24 senders.', {
        subject: { kind: 'account', id: 'outreach' },
      }),
    ],
    ignored: [
      {
        finding: finding('provider.legacy', 'Web API v2 ends soon.', { subject: { kind: 'account', id: 'outlet' } }),
        reason: 'moves to v3 in January',
        until: '2027-01-31',
      },
    ],
    known: null,
    failOn: 'error',
    exitCode: 1,
    show: null,
    failure: null,
    ...over,
  };
}

/** A finding whose every text is the given one. */
export const hostileFinding = (text: string, n: number): Finding => ({
  ...finding('serve.low', `${text}: ${text}`, {
    subject: { kind: 'campaign', id: text },
    position: position(`plans/${text}.yaml`, 3),
    data: { measured: text, required: text, remedy: text, excess: 1 },
    help: text,
  }),
  id: `serve.low/${n}`,
});

/** A report in which every name, reason and message is hostile. */
export function hostileReport(texts: readonly string[] = HOSTILE): CheckReport {
  const plain = handMadePlan();
  const [row] = plain.campaigns;
  if (row === undefined) throw new Error('the hand-made plan has campaigns');
  return checkReport({
    files: texts.map((text) => `plans/${text}.yaml`),
    plan: { ...plain, campaigns: texts.map((text) => ({ ...row, campaign: text, segment: text })) },
    rules: texts.map((text) => ({ kind: 'campaign', id: text, position: position(`plans/${text}.yaml`, 3) })),
    findings: texts.map(hostileFinding),
    ignored: texts.map((text, n) => ({ finding: hostileFinding(text, n + texts.length), reason: text, until: null })),
    known: texts.map((text, n) => hostileFinding(text, n + 2 * texts.length)),
  });
}
