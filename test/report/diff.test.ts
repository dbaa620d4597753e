/** Reports of the difference between two plans. */

import { describe, expect, it } from 'vitest';
import { diffCsv } from '../../src/report/csv-diff.ts';
import { DIFF_MARKER, markdownDiff } from '../../src/report/markdown-diff.ts';
import { prettyDiff } from '../../src/report/pretty-diff.ts';
import { HOSTILE } from '../helpers/check-reports.ts';
import { handMadeDiff, sameDiff } from '../helpers/hand-made-diff.ts';
import { elementsIn, render, textsIn } from '../helpers/rendered-markdown.ts';

const NAMES = { before: 'main.json', after: 'branch.json' };
const STYLE = { width: 100, color: false, unicode: true };

/** The hand-made difference with every text from outside replaced. */
function hostileDiff(name: string) {
  const diff = handMadeDiff();
  return handMadeDiff({
    files: [name],
    campaigns: diff.campaigns.map((row) => ({
      ...row,
      campaign: name,
      segment: name,
      causes: [{ kind: 'capacity', text: `credits of ${name}: 1 → 2` }],
    })),
    accounts: diff.accounts.map((row) => ({ ...row, account: name })),
    senderDays: { ...diff.senderDays, largest: diff.senderDays.largest.map((day) => ({ ...day, sender: name, account: name })) },
    cost: diff.cost.map((row) => ({ ...row, account: name, currency: name })),
  });
}

describe('what moved between two plans', () => {
  it('for people: verdict, why each campaign changed, accounts, sender-days, cost, goals', async () => {
    await expect(prettyDiff(handMadeDiff(), NAMES, STYLE)).toMatchFileSnapshot('../fixtures/golden/diff.txt');
  });

  it('as Markdown for a comment', async () => {
    await expect(markdownDiff(handMadeDiff(), NAMES)).toMatchFileSnapshot('../fixtures/golden/diff.md');
  });

  it('as a table of campaigns', () => {
    expect(diffCsv(handMadeDiff()).split('\n').slice(0, 3)).toEqual([
      'campaign,segment,contacts_before,contacts_after,served_before,served_after,sends_before,sends_after,first_day_before,first_day_after,last_day_before,last_day_after,moved,causes',
      'flash,,,5000,,5000,,5000,,2026-11-24,,2026-11-25,0,flash is new',
      'black-friday,eu,40000,40000,36000,28000,36000,28000,2026-11-24,2026-11-24,2026-11-28,2026-11-27,1200,"credits of sg-main: 41,000 → 38,000; flash (priority 1) starts 5,000 more through sg-main; short by credits of sg-main before 1 Dec: 4,000 → 12,000"',
    ]);
  });

  it('says that nothing moved', () => {
    expect(prettyDiff(sameDiff(), NAMES, STYLE)).toBe(
      '✓ nothing moved\n  main.json → branch.json\n  capacity as of 2026-11-20T09:30:00Z\n',
    );
    expect(markdownDiff(sameDiff(), NAMES)).toContain('## ✅ sendplan diff: nothing moved\n');
  });

  it('says more, fewer and as before', () => {
    const head = (after: number) => prettyDiff(handMadeDiff({ served: { before: 100, after } }), NAMES, STYLE).split('\n')[0];
    expect(head(101)).toBe('✓ 1 contact more served: 101 instead of 100');
    expect(head(90)).toMatch(/^✗ 10 contacts fewer served: 90 instead of 100$/);
    expect(head(100)).toMatch(/^• 100 contacts served as before$/);
  });

  it('ASCII where the terminal has nothing else, narrow where it is narrow', () => {
    const ascii = prettyDiff(handMadeDiff({ campaigns: [] }), NAMES, { ...STYLE, unicode: false });
    expect(ascii).not.toMatch(/[\u0080-\uffff]/);
    for (const line of prettyDiff(handMadeDiff(), NAMES, { ...STYLE, width: 60 }).split('\n'))
      expect([line.length <= 60, line]).toEqual([true, line]);
  });

  it('a terminal gets the first campaigns and how many there are besides', () => {
    const [row] = handMadeDiff().campaigns;
    const campaigns = Array.from({ length: 100 }, (_, i) => ({ ...row!, campaign: `c${i}` }));
    expect(prettyDiff(handMadeDiff({ campaigns }), NAMES, STYLE)).toContain('  and 40 more campaigns; --json has all\n');
    expect(prettyDiff(handMadeDiff({ campaigns }), NAMES, { ...STYLE, width: null })).toContain('c99');
    const many = markdownDiff(handMadeDiff({ campaigns: campaigns.flatMap((c) => Array.from({ length: 100 }, () => c)) }), NAMES);
    expect(many).toContain('and 9,950 more');
    expect(many.length).toBeLessThan(65_536);
  });

  it('OU-01, OU-04: names are only names at a terminal', () => {
    for (const name of HOSTILE) {
      const text = prettyDiff(hostileDiff(name), { before: name, after: name }, STYLE);
      expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b\u2028-\u202e]|##\[/u);
      for (const line of text.split('\n')) expect(line).not.toMatch(/^\s*::/);
    }
  });

  it('OU-10: names are only names in a comment', () => {
    const plain = new Set(elementsIn(render(markdownDiff(hostileDiff('x'), NAMES))));
    for (const name of HOSTILE) {
      const text = markdownDiff(hostileDiff(name), { before: name, after: name });
      const html = render(text);
      expect(
        elementsIn(html).filter((element) => !plain.has(element)),
        name,
      ).toEqual([]);
      expect(textsIn(html).outsideCode, name).not.toMatch(/(^|[^\w])@\w|(^|[^\w])#\d|gh-\d|https?:|www\.\w/i);
      expect(text.split(DIFF_MARKER).length, name).toBe(2);
    }
  });

  it('OU-11: no cell begins a formula', () => {
    for (const name of ['=1+1', '+1', '-1', '@x', '\t=1']) {
      const [, row = ''] = diffCsv(hostileDiff(name)).split('\n');
      expect(row.replace(/^"/, '').startsWith("'")).toBe(true);
    }
  });
});
