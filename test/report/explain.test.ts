import { describe, expect, it } from 'vitest';
import type { Explanation } from '../../src/model/explanation.ts';
import { explainJson } from '../../src/report/explain-json.ts';
import { markdownExplanation } from '../../src/report/markdown-explain.ts';
import { prettyExplanation } from '../../src/report/pretty-explain.ts';
import type { ReportStyle } from '../../src/report/style.ts';
import { textWidth } from '../../src/report/table.ts';
import { handMadePlan } from '../helpers/hand-made-plan.ts';
import { elementsIn, render, textsIn } from '../helpers/rendered-markdown.ts';

const TERMINAL: ReportStyle = { width: 100, color: false, unicode: true };
const golden = (name: string) => `../fixtures/golden/${name}`;
const plan = handMadePlan();
const TOOL = { name: 'sendplan', version: '0.1.0' };

/** Black Friday of the hand-made plan, with a waterfall and prices written by hand. */
function explained(over: Partial<Explanation> = {}): Explanation {
  const [row] = plan.campaigns;
  if (row === undefined || row.shortfall === null) throw new Error('the hand-made plan has a short campaign');
  const { shortfall, ...rest } = row;
  const price = { unit: 'contacts', objective: 'served.priority1', campaign: 'black-friday' } as const;
  return {
    subject: { kind: 'campaign', id: 'black-friday' },
    inputs: { state: 'unchanged', note: null },
    campaigns: [
      {
        ...rest,
        short: shortfall.contacts,
        reasons: shortfall.reasons.map((reason) => ({
          ...reason,
          carries: reason.resource === 'credit_balance' ? 36_000 : null,
          remedy: 'more of it',
        })),
      },
    ],
    waterfall: {
      subject: { kind: 'campaign', id: 'black-friday' },
      lines: [
        { cause: 'nominal', sends: 240_000, text: 'nominal daily limits of 1 sender, 20 Nov – 19 Dec' },
        { cause: 'weekdays', sends: 0, text: 'days on which senders do not send' },
        { cause: 'window', sends: -200_000, text: 'days outside its window (24–28 Nov), its weekdays and its follow-ups' },
        { cause: 'credits', sends: -3_879.85, text: 'credits of sg-main before 1 Dec' },
        { cause: 'others', sends: -120.15, text: 'other campaigns: outreach' },
        { cause: 'unused', sends: 0, text: 'room that its other 4,000 contacts cannot use' },
      ],
      planned: 36_000,
    },
    binding: [
      {
        resource: 'credit_balance',
        account: 'sg-main',
        domain: null,
        sender: null,
        senders: 0,
        rows: 1,
        from: '2026-11-20',
        to: '2026-11-30',
        limit: 41_000,
        planned: 41_000,
        shadowPrice: 1,
        shadowPriceObjective: 'served.priority1',
      },
    ],
    prices: [
      {
        lever: { kind: 'credits', id: 'sg-main' },
        verdict: 'each',
        ...price,
        gain: 1,
        between: null,
        upTo: 1400,
        next: 0,
        what: 'credits of sg-main',
        text: 'each further credit of sg-main serves 1 more contact of black-friday, up to 1,400; the next one adds nothing',
      },
      {
        lever: { kind: 'sender', id: 'news@brand.example' },
        verdict: 'nothing',
        ...{ ...price, unit: null, objective: null, campaign: null },
        gain: 0,
        between: null,
        upTo: 1000,
        next: null,
        what: 'senders like news@brand.example',
        text: 'more senders like news@brand.example bring nothing',
      },
    ],
    pricesLeftOut: 3,
    ...over,
  };
}

describe('pretty explanation', () => {
  it('of a campaign, with everything', async () => {
    await expect(prettyExplanation(plan, explained(), TERMINAL)).toMatchFileSnapshot(golden('explain.txt'));
  });

  it('the column of the waterfall adds up as printed', () => {
    const lines = prettyExplanation(plan, explained(), TERMINAL).split('\n');
    const from = lines.indexOf('FROM LIMITS TO SENDS') + 1;
    const rule = lines.findIndex((line, i) => i > from && /^ +─+$/.test(line));
    const numberOf = (line: string): number => Number((/^ +(−?[\d,.]+) /.exec(line)?.[1] ?? 'none').replaceAll(',', '').replace('−', '-'));
    const sum = lines.slice(from, rule).reduce((n, line) => n + Math.round(numberOf(line) * 10_000), 0);
    expect(sum).toBe(numberOf(lines[rule + 1] as string) * 10_000);
  });

  it('fits into 100 columns; says the same with colour; ASCII where asked', () => {
    const text = prettyExplanation(plan, explained(), TERMINAL);
    for (const line of text.split('\n')) expect(textWidth(line), line).toBeLessThanOrEqual(100);
    expect(prettyExplanation(plan, explained(), { ...TERMINAL, color: true }).replace(/\u001b\[\d+m/g, '')).toBe(text);
    expect(prettyExplanation(plan, explained(), { ...TERMINAL, unicode: false })).not.toMatch(/[−─•✗]/);
  });

  it('says when the plan files are not as they were', () => {
    const note = 'plan files changed since the plan was made: a.sendplan.yaml.';
    const text = prettyExplanation(plan, explained({ inputs: { state: 'changed', note }, waterfall: null, prices: null }), TERMINAL);
    expect(text).toContain('Only what plan.json itself says: plan files changed since the plan was made: a.sendplan.yaml.');
    expect(text).not.toContain('FROM LIMITS');
  });

  it('of the whole plan, when nothing is short', () => {
    const good = { ...plan, campaigns: plan.campaigns.map((row) => ({ ...row, served: row.contacts, shortfall: null })) };
    const text = prettyExplanation(
      good,
      explained({ subject: { kind: 'plan' }, campaigns: [], binding: [], waterfall: null, prices: [], pricesLeftOut: 0 }),
      TERMINAL,
    );
    expect(text.split('\n')[0]).toBe('✓ nothing is short: 40,120 of 40,120 contacts served');
    expect(text).toContain('nothing found of which more would help');
  });

  it('text from outside cannot speak to the terminal', () => {
    const evil = '\u001b[31m\u202eevil\n::error::x';
    const [row] = explained().campaigns;
    const text = prettyExplanation(
      plan,
      explained({ subject: { kind: 'campaign', id: evil }, campaigns: row ? [{ ...row, campaign: evil }] : [] }),
      TERMINAL,
    );
    expect(text).not.toMatch(/\u001b|\u202e|^\s*::error/m);
  });
});

describe('markdown explanation', () => {
  it('of a campaign', async () => {
    await expect(markdownExplanation(plan, explained())).toMatchFileSnapshot(golden('explain.md'));
  });

  it('fits a comment, however much there is to say', () => {
    const [row] = explained().campaigns;
    const [limits] = explained().binding;
    if (row === undefined || limits === undefined) throw new Error('the explanation has a campaign and a limit');
    const campaigns = Array.from({ length: 5_000 }, (_, i) => ({ ...row, campaign: `campaign ${i}` }));
    const binding = Array.from({ length: 5_000 }, (_, i) => ({ ...limits, account: `account ${i}` }));
    const text = markdownExplanation(plan, explained({ subject: { kind: 'plan' }, campaigns, binding }));
    expect(text).toContain('\nand 4,950 more campaigns\n');
    expect(text).toContain('\nand 4,950 more limits\n');
    expect(text).toContain('each further credit of sg-main serves 1 more contact');
    const long = 'long '.repeat(60);
    const longest = markdownExplanation(
      plan,
      explained({ campaigns: campaigns.map((own) => ({ ...own, reasons: own.reasons.map((r) => ({ ...r, text: long, remedy: long })) })) }),
    );
    expect(longest.length).toBeLessThan(65_536);
  });

  it('names mention and load nothing', () => {
    const evil = '@everyone ![x](https://x.example/y.png) <b>|';
    const [row] = explained().campaigns;
    const text = markdownExplanation(plan, explained({ campaigns: row ? [{ ...row, campaign: evil }] : [] }));
    const html = render(text);
    expect(elementsIn(html).filter((name) => /^(img|a|b|script)(@|$)/.test(name))).toEqual([]);
    expect(textsIn(html).all).toContain(evil);
    expect(textsIn(html).outsideCode).not.toContain('@everyone');
  });
});

it('JSON holds the explanation as it is', () => {
  const { outcome, plan: about, explanation } = JSON.parse(explainJson(TOOL, plan, explained()));
  expect(outcome).toEqual({ status: 'ok', exitCode: 0 });
  expect(about.status).toBe('optimal');
  expect(explanation).toEqual(explained());
});
