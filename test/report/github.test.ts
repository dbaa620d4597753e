import { describe, expect, it } from 'vitest';
import { finding } from '../../src/model/finding.ts';
import { bySignificance } from '../../src/report/check-report.ts';
import { githubReport } from '../../src/report/github.ts';
import { checkReport, HOSTILE, hostileReport, position } from '../helpers/check-reports.ts';
import { runnerCommands } from '../helpers/runner-commands.ts';

describe('GitHub annotations', () => {
  it('one line each, at the line that causes it, then the counts', () => {
    expect(githubReport(checkReport())).toBe(
      [
        '::error file=plans/campaigns.sendplan.yaml,line=86,endLine=86,col=5,endColumn=14,title=Too little headroom (headroom.low)::account sg-main: 0 of 68,000 credits left; policy.minHeadroom asks for 2%25: 1,360.%0Apolicy.minHeadroom asks for more of the credits to be left at the reset: lower the demand, or add credits.',
        '::warning file=plans/campaigns.sendplan.yaml,line=9,endLine=9,col=5,endColumn=14,title=Campaign cannot be served completely (demand.shortfall)::black-friday: 6,000 of 74,000 contacts cannot be served: credits of sg-main before 1 Dec%0ASee the reasons: they name the capacity that is used up.',
        'sendplan check: 1 error, 1 warning, 1 note, 1 ignored',
        '',
      ].join('\n'),
    );
  });

  it('OU-04: a runner finds our own commands with our own values, whatever the names are', () => {
    const report = hostileReport(HOSTILE.slice(0, 10));
    const commands = runnerCommands(githubReport(report));
    expect(commands.length).toBe(10);
    for (const [i, { name, properties }] of commands.entries()) {
      expect(name).toBe('error');
      expect(Object.keys(properties)).toEqual(['file', 'line', 'endLine', 'col', 'endColumn', 'title']);
      expect(properties['line']).toBe('3');
      expect(properties['title']).toBe(`${report.findings[i]?.title} (serve.low)`);
    }
    expect(githubReport(hostileReport())).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b\u2028-\u202e]/u);
  });

  it('OU-05: file names come back from the official unescape', () => {
    for (const file of ['a,b', 'a:b', '100%', '%0A', 'a\nb', 'a\r\nb', 'c:\\x,y%3A']) {
      const one = checkReport({ findings: [finding('serve.low', 'm', { position: position(file, 1) })] });
      expect(runnerCommands(githubReport(one))[0]?.properties['file']).toBe(file);
    }
  });

  it('OU-07: ten a level at most; the most significant ones; the last says how many more', () => {
    const many = Array.from({ length: 30 }, (_, i) =>
      finding(i % 3 === 0 ? 'headroom.low' : 'demand.shortfall', `number ${i}`, {
        subject: { kind: 'account', id: `a${i}` },
        data: { excess: i },
      }),
    ).sort(bySignificance);
    const commands = runnerCommands(githubReport(checkReport({ findings: many })));
    const of = (name: string) => commands.filter((c) => c.name === name);
    expect(of('error').length).toBe(10);
    expect(of('error')[0]?.message).toMatch(/^number 27\n/);
    expect(of('warning').length).toBe(10);
    expect(of('warning').at(-1)?.properties['title']).toBe('11 more warnings');
    expect(commands.length).toBe(20);
  });

  it('says why there is no answer', () => {
    const failure = { code: 'provider_auth', message: 'sendgrid: the key is missing\nSet it.' };
    expect(githubReport(checkReport({ findings: [], ignored: [], failure, exitCode: 3 }))).toBe(
      '::error title=sendplan check%3A no answer::sendgrid: the key is missing%0ASet it.\nsendplan check: no findings\n',
    );
  });
});
