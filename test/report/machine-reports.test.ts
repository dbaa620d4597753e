import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { validateXML } from 'xmllint-wasm';
import { checkJson } from '../../src/report/check-json.ts';
import type { CheckReport } from '../../src/report/check-report.ts';
import { gitlabCodeQuality } from '../../src/report/gitlab.ts';
import { junit } from '../../src/report/junit.ts';
import { sarif } from '../../src/report/sarif.ts';
import { checkReport, HOSTILE, hostileReport } from '../helpers/check-reports.ts';

/** The published schema of SARIF 2.1.0. It is draft 4, of which it uses nothing that draft 7 reads differently but `id`. */
const {
  id: _id,
  $schema: _draft,
  ...sarifSchema
} = createRequire(import.meta.url)('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json');
const isSarif = new Ajv({ strict: false, validateFormats: false, unicodeRegExp: false }).compile(sarifSchema);

/** GitLab publishes no schema of Code Quality reports: this one says what its documentation says ("Code Quality report format"). */
const isGitlab = new Ajv().compile({
  type: 'array',
  items: {
    type: 'object',
    required: ['description', 'check_name', 'fingerprint', 'severity', 'location'],
    properties: {
      description: { type: 'string' },
      check_name: { type: 'string', minLength: 1 },
      fingerprint: { type: 'string', pattern: '^[0-9a-f]{64}$' },
      severity: { enum: ['info', 'minor', 'major', 'critical', 'blocker'] },
      location: {
        type: 'object',
        required: ['path', 'lines'],
        properties: {
          path: { type: 'string', pattern: '^(?!\\./|/)' },
          lines: { type: 'object', required: ['begin'], properties: { begin: { type: 'integer', minimum: 1 } } },
        },
      },
    },
  },
});

const XSD = readFileSync(new URL('../fixtures/schemas/jenkins-junit.xsd', import.meta.url), 'utf8');
async function junitErrors(text: string): Promise<readonly string[]> {
  const { errors } = await validateXML({ xml: [{ fileName: 'report.xml', contents: text }], schema: [XSD] });
  return errors.map((error) => error.message);
}

const REPORTS: readonly (readonly [string, () => CheckReport])[] = [
  ['an ordinary one', () => checkReport()],
  ['nothing to say', () => checkReport({ findings: [], ignored: [], exitCode: 0 })],
  [
    'no answer',
    () => checkReport({ plan: null, findings: [], ignored: [], exitCode: 3, failure: { code: 'provider_auth', message: 'no key' } }),
  ],
  ['with a baseline', () => checkReport({ known: checkReport().findings.slice(1), findings: checkReport().findings.slice(0, 1) })],
  ['without any file', () => checkReport({ files: [], rules: [] })],
  ['hostile names', () => hostileReport()],
];

describe('OU-14: machine reports follow their schemas', () => {
  it.each(REPORTS)('SARIF: %s', (_, make) => {
    const log = JSON.parse(sarif(make()));
    expect(isSarif(log), JSON.stringify(isSarif.errors)).toBe(true);
  });
  it.each(REPORTS)('GitLab: %s', (_, make) => {
    expect(isGitlab(JSON.parse(gitlabCodeQuality(make()))), JSON.stringify(isGitlab.errors)).toBe(true);
  });
  it.each(REPORTS)('JUnit: %s', async (_, make) => {
    expect(await junitErrors(junit(make()))).toEqual([]);
  });
  it('the schemas refuse what is wrong', async () => {
    expect(isSarif({ ...JSON.parse(sarif(checkReport())), version: '2.0.0' })).toBe(false);
    expect(isGitlab([{ description: 'x' }])).toBe(false);
    expect(
      (await junitErrors(junit(checkReport()).replaceAll('<testcase', '<case').replaceAll('</testcase', '</case'))).length,
    ).toBeGreaterThan(0);
  });

  it('any text', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.string({ unit: 'binary' }), { minLength: 1, maxLength: 5 }), async (texts) => {
        const report = hostileReport(texts);
        expect(isSarif(JSON.parse(sarif(report)))).toBe(true);
        expect(await junitErrors(junit(report))).toEqual([]);
      }),
      { numRuns: 5 },
    );
  });

  it('OU-01, OU-04: none of them holds a control or a command of a build runner', () => {
    for (const text of [sarif, gitlabCodeQuality, junit, checkJson].map((reporter) => reporter(hostileReport()))) {
      expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b\u2028-\u202e]|##\[|^\s*::/mu);
    }
  });
});

describe('SARIF', () => {
  const log = (report: CheckReport) => JSON.parse(sarif(report)).runs[0];

  it('rules once, results at their place, accepted ones suppressed with the reason', () => {
    const run = log(checkReport());
    expect(run.tool.driver.rules.map((r: { id: string }) => r.id)).toEqual([
      'capacity.assumed',
      'demand.shortfall',
      'headroom.low',
      'provider.legacy',
    ]);
    expect(run.results.map((r: { ruleId: string; level: string }) => `${r.level} ${r.ruleId}`)).toEqual([
      'error headroom.low',
      'warning demand.shortfall',
      'note capacity.assumed',
      'note provider.legacy',
    ]);
    expect(run.results[0].locations[0].physicalLocation).toEqual({
      artifactLocation: { uri: 'plans/campaigns.sendplan.yaml', uriBaseId: '%SRCROOT%' },
      region: { startLine: 86, startColumn: 5, endLine: 86, endColumn: 15 },
    });
    expect(run.results[3].suppressions).toEqual([{ kind: 'external', justification: 'moves to v3 in January' }]);
    for (const result of run.results) expect(run.tool.driver.rules[result.ruleIndex].id).toBe(result.ruleId);
  });

  it('fingerprints do not change when lines move', () => {
    const moved = checkReport().findings.map((f) => ({ ...f, line: 1, column: 1 }));
    const prints = (report: CheckReport) => log(report).results.map((r: { partialFingerprints: object }) => r.partialFingerprints);
    expect(prints(checkReport({ findings: moved }))).toEqual(prints(checkReport()));
    expect(new Set(prints(checkReport()).map((p: object) => JSON.stringify(p))).size).toBe(4);
  });

  it('names of files and texts come back', () => {
    for (const name of HOSTILE.filter((text) => !/\p{Cs}/u.test(text))) {
      const [result] = log(hostileReport([name])).results;
      expect(decodeURIComponent(result.locations[0].physicalLocation.artifactLocation.uri)).toBe(`plans/${name}.yaml`);
    }
    expect(log(hostileReport(['[y](javascript:x)'])).results[0].message.text).toContain('\\[y\\](javascript:x)');
  });
});

describe('JUnit', () => {
  it('a suite per file, a case per campaign and policy, lesser findings beside them', () => {
    expect(junit(checkReport())).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="sendplan check" tests="4" failures="1" errors="0">
  <testsuite name="plans/campaigns.sendplan.yaml" tests="4" failures="1" errors="0" skipped="0">
    <testcase classname="plans/campaigns.sendplan.yaml" name="campaign black-friday">
      <system-out>warning: demand.shortfall black-friday: 6,000 of 74,000 contacts cannot be served: credits of sg-main before 1 Dec</system-out>
    </testcase>
    <testcase classname="plans/campaigns.sendplan.yaml" name="policy minHeadroom">
      <failure type="headroom.low" message="account sg-main: 0 of 68,000 credits left; policy.minHeadroom asks for 2%: 1,360.">plans/campaigns.sendplan.yaml:86:5 policy.minHeadroom asks for more of the credits to be left at the reset: lower the demand, or add credits.</failure>
    </testcase>
    <testcase classname="plans/campaigns.sendplan.yaml" name="account outreach">
      <system-out>info: capacity.assumed Account outreach: nobody tells sentToday of 24 senders.</system-out>
    </testcase>
    <testcase classname="plans/campaigns.sendplan.yaml" name="account outlet">
      <system-out>ignored (moves to v3 in January): provider.legacy Web API v2 ends soon.</system-out>
    </testcase>
  </testsuite>
</testsuites>
`);
  });

  it('--fail-on decides what is a failure; without an answer everything is skipped', () => {
    expect(junit(checkReport({ failOn: 'warning' }))).toContain('failures="2"');
    expect(junit(checkReport({ failOn: 'never' }))).toContain('failures="0"');
    const text = junit(checkReport({ findings: [], ignored: [], failure: { code: 'provider_auth', message: 'no key' } }));
    expect(text).toContain('<error type="provider_auth" message="no key"/>');
    expect([...text.matchAll(/<skipped>could not be checked<\/skipped>/g)].length).toBe(2);
  });
});
