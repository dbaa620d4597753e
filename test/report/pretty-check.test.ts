import { describe, expect, it } from 'vitest';
import { bySignificance, countsText, fails, withUniqueIds } from '../../src/report/check-report.ts';
import { conciseReport } from '../../src/report/concise.ts';
import { prettyCheck } from '../../src/report/pretty-check.ts';
import { REPORTERS, renderReport } from '../../src/report/reporters.ts';
import { checkReport, hostileReport } from '../helpers/check-reports.ts';

const PLAIN = { width: 100, color: false, unicode: true };
const NO_SOURCES = new Map<string, string>();

describe('a check for people', () => {
  it('verdict with counts first, then findings, notes and what is ignored', () => {
    const text = prettyCheck(checkReport(), PLAIN, NO_SOURCES);
    expect(text.split('\n')[0]).toBe('✗ failed: 1 error, 1 warning, 1 note, 1 ignored');
    expect(text.indexOf('headroom.low')).toBeLessThan(text.indexOf('demand.shortfall'));
    expect(text).toContain('NOTES\n  • Account outreach: nobody tells sentToday of 24 senders.\n');
    expect(text).toContain('IGNORED\n  • Web API v2 ends soon. (moves to v3 in January, until 2027-01-31)\n');
    expect(prettyCheck(checkReport({ findings: [], exitCode: 0 }), PLAIN, NO_SOURCES)).toMatch(/^✓ passed: 1 ignored\n/);
    const lenient = prettyCheck(checkReport({ failOn: 'never', exitCode: 0 }), PLAIN, NO_SOURCES);
    expect(lenient).toMatch(/^✓ passed: 1 error, 1 warning, 1 note, 1 ignored \(fails on never\)\n/);
  });

  it('shows the most significant of very many of a kind', () => {
    const [, short] = checkReport().findings;
    const findings = Array.from({ length: 50 }, (_, i) => ({ ...short!, id: `x${i}` }));
    const text = prettyCheck(checkReport({ findings }), PLAIN, NO_SOURCES);
    expect(text.split('\n').filter((line) => line.includes('warning  demand.shortfall')).length).toBe(20);
    expect(text).toContain('  and 30 more demand.shortfall\n  --format concise lists them all\n');
  });

  it('what is as in the baseline is listed and counted', () => {
    const known = checkReport().findings.slice(0, 1);
    const report = checkReport({ findings: [], ignored: [], known, exitCode: 0 });
    expect(countsText(report)).toBe('1 as in the baseline');
    expect(prettyCheck(report, PLAIN, NO_SOURCES)).toContain('AS IN THE BASELINE\n  • account sg-main');
  });

  it('concise: one line each, accepted ones too, counts last', () => {
    expect(
      conciseReport(checkReport())
        .split('\n')
        .map((line) => line.slice(0, 70)),
    ).toEqual([
      'plans/campaigns.sendplan.yaml:86:5: error headroom.low account sg-main',
      'plans/campaigns.sendplan.yaml:9:5: warning demand.shortfall black-frid',
      '-: info capacity.assumed Account outreach: nobody tells sentToday of 2',
      '-: ignored provider.legacy Web API v2 ends soon.',
      '-: check failed: 1 error, 1 warning, 1 note, 1 ignored',
      '',
    ]);
  });

  it.each(REPORTERS)('OU-01, OU-04: %s prints no control and no foreign command', async (name) => {
    const text = await renderReport(name, hostileReport(), { style: PLAIN, sources: async () => NO_SOURCES });
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b\u2028-\u202e]|##\[/u);
    for (const line of text.split('\n')) expect(line).not.toMatch(name === 'github' ? /^\s*::(?!error |warning )/ : /^\s*::/);
  });
});

describe('order and exit', () => {
  it('severity, weight of the kind, how far beyond the bound, place', () => {
    const [low, short, note] = checkReport().findings;
    const worse = { ...low!, id: 'worse', data: { excess: 2000 } };
    const broken = { ...low!, id: 'broken', kind: 'plan.limit-exceeded' as const };
    expect([note!, short!, low!, worse, broken].sort(bySignificance).map((f) => f.id)).toEqual([
      'broken',
      'worse',
      low!.id,
      short!.id,
      note!.id,
    ]);
  });

  it('--fail-on', () => {
    expect((['error', 'warning', 'never'] as const).map((on) => checkReport().findings.filter((f) => fails(f, on)).length)).toEqual([
      1, 2, 0,
    ]);
  });

  it('ids are made unique', () => {
    const [low] = checkReport().findings;
    expect(withUniqueIds([low!, low!, low!]).map((f) => f.id)).toEqual([low!.id, `${low!.id}#2`, `${low!.id}#3`]);
  });
});
