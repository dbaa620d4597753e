import { describe, expect, it } from 'vitest';
import { MARKER, markdown } from '../../src/report/markdown.ts';
import { checkReport, HOSTILE, hostileFinding, hostileReport } from '../helpers/check-reports.ts';
import { elementsIn, render, textsIn } from '../helpers/rendered-markdown.ts';

describe('the report of a check in Markdown', () => {
  it('says what fails, by how much, what would fix it, and where', () => {
    const text = markdown(checkReport());
    expect(text.split('\n')[0]).toBe(MARKER);
    expect(text).toContain('## ❌ sendplan check failed: 1 error, 1 warning, 1 note, 1 ignored\n');
    expect(text).toContain(
      '| ❌ error | Too little headroom: <code>sg-main</code><br><code>headroom.low</code><br><code>plans/campaigns.sendplan.yaml&#58;86</code> | 0 of 68,000 credits left | 2%: 1,360 | 1,360 sends fewer |',
    );
    expect(text).toContain('<details><summary>1 ignored finding</summary>');
    expect(text).toContain('– “moves to v3 in January”, until 2027-01-31');
    expect(markdown(checkReport({ findings: [], exitCode: 0 }))).toContain('## ✅ sendplan check passed: 1 ignored\n');
  });

  it('shows the changes alone, or every detail unfolded', () => {
    const folded = markdown(checkReport());
    const changes = markdown(checkReport({ show: 'changes' }));
    expect(folded.startsWith(changes)).toBe(true);
    expect(changes).toContain('headroom.low');
    expect(changes).not.toContain('<details');
    expect(markdown(checkReport({ show: 'all' }))).toBe(folded.replaceAll('<details>', '<details open>'));
    expect(folded.match(/<details>/g)?.length).toBe(3);
  });

  it('says why there is no answer', () => {
    const failure = { code: 'provider_auth', message: 'sendgrid: SENDGRID_API_KEY is not set' };
    const text = markdown(checkReport({ plan: null, findings: [], ignored: [], exitCode: 3, failure }));
    expect(text).toBe(`${MARKER}\n## ❌ sendplan check: no answer\n\nsendgrid: <code>SENDGRID&#95;API&#95;KEY</code> is not set\n`);
  });

  it('OU-10: hostile names make no element, no mention, no second marker; every table stays a table', () => {
    const plainElements = new Set(elementsIn(render(markdown(checkReport({ known: checkReport().findings })))));
    for (const name of HOSTILE) {
      const text = markdown(hostileReport([name]));
      const html = render(text);
      expect(
        elementsIn(html).filter((element) => !plainElements.has(element)),
        name,
      ).toEqual([]);
      expect(textsIn(html).outsideCode, name).not.toMatch(/(^|[^\w])@\w|(^|[^\w])#\d|gh-\d|https?:|www\.\w/i);
      expect(text.split(MARKER).length, name).toBe(2);
      for (const row of html.split('<tr>').slice(1)) expect([5, 7], row).toContain([...row.matchAll(/<t[dh][ >]/g)].length);
    }
  });

  it('OU-13: whatever there is, it fits a comment, and says what is cut', () => {
    const findings = Array.from({ length: 10_000 }, (_, i) => hostileFinding(`${'@|'.repeat(100)} ${i}`, i));
    const [row] = checkReport().plan?.campaigns ?? [];
    const plan = { ...checkReport().plan!, campaigns: Array.from({ length: 10_000 }, (_, i) => ({ ...row!, campaign: `campaign ${i}` })) };
    expect(markdown(checkReport({ findings })).length).toBeLessThan(65_536);
    const many = markdown(checkReport({ findings: checkReport().findings.flatMap((f) => Array.from({ length: 100 }, () => f)), plan }));
    expect(many.length).toBeLessThan(65_536);
    expect(many).toContain('and 160 more, all less significant');
    expect(many).toContain('and 9,950 more');
  });
});
