/** Reports of a what-if, made from fixed values of the example's scenarios: a change in the solver does not move them. */

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { PriceSentence } from '../../src/model/explanation.ts';
import type { ScenarioResult, Simulation } from '../../src/model/simulation.ts';
import { simulationCsv } from '../../src/report/csv-simulation.ts';
import { markdownSimulation } from '../../src/report/markdown-simulation.ts';
import { prettySimulation } from '../../src/report/pretty-simulation.ts';
import { amountWords, bringsTexts } from '../../src/report/simulation-words.ts';
import type { ReportStyle } from '../../src/report/style.ts';
import { textWidth } from '../../src/report/table.ts';
import { HOSTILE } from '../helpers/check-reports.ts';

const EXAMPLE = JSON.parse(readFileSync(new URL('../fixtures/simulation/example.json', import.meta.url), 'utf8')) as Simulation;
const TERMINAL: ReportStyle = { width: 100, color: false, unicode: true };
const golden = (name: string) => `../fixtures/golden/${name}`;
const unpriced = (results: readonly ScenarioResult[]) => results.map((result) => ({ ...result, prices: null }));
const PRICED: Simulation = { ...EXAMPLE, grid: [] };
const NAMED: Simulation = { ...PRICED, scenarios: unpriced(EXAMPLE.scenarios), prices: null };
const GRID: Simulation = { ...EXAMPLE, scenarios: [], grid: unpriced(EXAMPLE.grid), prices: null };
const [FIRST] = EXAMPLE.scenarios as [ScenarioResult];

describe('scenarios of the example', () => {
  it('on a terminal', async () => {
    await expect(prettySimulation(NAMED, TERMINAL)).toMatchFileSnapshot(golden('simulation.txt'));
  });
  it('as Markdown', async () => {
    await expect(markdownSimulation(NAMED)).toMatchFileSnapshot(golden('simulation.md'));
  });
  it('with prices', async () => {
    await expect(prettySimulation(PRICED, TERMINAL)).toMatchFileSnapshot(golden('simulation-prices.txt'));
    await expect(markdownSimulation(PRICED)).toMatchFileSnapshot(golden('simulation-prices.md'));
  });
  it('as CSV', async () => {
    await expect(simulationCsv(EXAMPLE)).toMatchFileSnapshot(golden('simulation.csv'));
  });
  it('a grid', async () => {
    await expect(prettySimulation(GRID, TERMINAL)).toMatchFileSnapshot(golden('simulation-grid.txt'));
  });
});

describe('layout', () => {
  it('keeps to the width: scenarios that do not fit beside each other come below', () => {
    for (const width of [100, 80, 60]) {
      const text = prettySimulation(EXAMPLE, { ...TERMINAL, width });
      for (const line of text.split('\n'))
        if (!line.startsWith('sg-main.')) expect(textWidth(line), line).toBeLessThanOrEqual(Math.max(width, 60));
    }
    expect(prettySimulation(NAMED, { ...TERMINAL, width: 60 }).match(/as it is {2}/g)?.length).toBeGreaterThan(2);
  });

  it('says the same with and without colour', () => {
    const colored = prettySimulation(EXAMPLE, { ...TERMINAL, color: true });
    expect(colored.replace(/\u001b\[\d+m/g, '')).toBe(prettySimulation(EXAMPLE, TERMINAL));
  });

  it('uses ASCII alone where asked', () => {
    expect(prettySimulation(EXAMPLE, { ...TERMINAL, unicode: false })).toMatch(/^[\n -~−]*$/);
  });

  it('names people chose are escaped', () => {
    for (const text of HOSTILE) {
      const shift = { ...(FIRST.comparison.campaigns[0] as ScenarioResult['comparison']['campaigns'][number]), campaign: text };
      const hostile: ScenarioResult = {
        ...FIRST,
        id: text,
        title: text,
        effects: [text],
        prices: [{ ...(EXAMPLE.prices?.[0] as PriceSentence), text }],
        comparison: { ...FIRST.comparison, campaigns: [shift], worse: [text] },
      };
      const simulation: Simulation = { ...EXAMPLE, scenarios: [hostile], grid: [], prices: hostile.prices };
      expect(prettySimulation(simulation, TERMINAL)).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e\u200b]|^::/m);
      expect(markdownSimulation(simulation)).not.toMatch(/<script|!\[|\]\(|[\u202e]/);
    }
  });
});

describe('what a scenario brings, in words', () => {
  const texts = (over: Partial<ScenarioResult['comparison']>) => bringsTexts({ ...FIRST, comparison: { ...FIRST.comparison, ...over } });
  const usd = (amount: string) => ({ currency: 'USD', amount });
  it('more, fewer, or as many; for more or less money', () => {
    expect(texts({ served: 1, cost: [], afterwards: [], perContact: null })).toEqual([
      '1 contact more is served, at no further cost in the price lists.',
    ]);
    expect(texts({ served: -20, cost: [usd('-1200.50')], afterwards: [{ ...usd('-1200.50'), cycle: 'month' }], perContact: null })).toEqual(
      ['20 contacts fewer are served, for 1,200.50 USD less in the horizon.', 'After it 1,200.50 USD less each month.'],
    );
    expect(texts({ served: 0, cost: [usd('5.00'), { currency: 'EUR', amount: '2.00' }], afterwards: [], perContact: null })).toEqual([
      'As many contacts are served, for 5.00 USD and 2.00 EUR more in the horizon.',
    ]);
  });
  it('contacts that are wanted besides are told from those that are served', () => {
    const [shift] = FIRST.comparison.campaigns as [ScenarioResult['comparison']['campaigns'][number]];
    const resized = { ...shift, after: shift.after && { ...shift.after, contacts: shift.after.contacts + 1_500 } };
    expect(texts({ served: 20, campaigns: [resized], cost: [], afterwards: [], perContact: null })).toEqual([
      '20 contacts more are served (the lists hold 1,500 more), at no further cost in the price lists.',
    ]);
  });
  it('amounts are grouped', () => {
    expect(['0.00', '1234567.5', '-1000.00'].map(amountWords)).toEqual(['0.00', '1,234,567.5', '−1,000.00']);
  });
});
