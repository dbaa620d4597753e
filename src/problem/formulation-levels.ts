/** Objective levels of the plan, strictly one after the other (model.md section 3): what is best, and in which order. */

import { dayNumber } from '../model/calendar.ts';
import { compareText } from '../model/order.ts';
import { atMost, column, type Draft } from './formulation.ts';
import { addTerm, freeze, type LinearLevel, type LinearProgram, type TermMap } from './linear.ts';
import type { Problem } from './problem.ts';

/** All levels, most important first. `shortfall`: campaign → column of its missed serve.atLeast. */
export const objectiveLevels = (
  draft: Draft,
  shortfall: ReadonlyMap<number, number>,
  overage: LinearProgram['overage'],
): readonly LinearLevel[] => [
  ...shortfallLevels(draft, shortfall),
  ...servedLevels(draft),
  ...overageLevels(draft, overage),
  ...churnLevel(draft),
  ...pacingLevels(draft),
];

const byPriority = (problem: Problem): ReadonlyMap<number, readonly number[]> => {
  const groups = new Map<number, number[]>();
  problem.campaigns.forEach((campaign, c) => {
    groups.set(campaign.priority, [...(groups.get(campaign.priority) ?? []), c]);
  });
  return new Map([...groups].sort((a, b) => a[0] - b[0]));
};

/** Level 1, by priority: contacts short of serve.atLeast, as few as possible. */
function shortfallLevels(draft: Draft, shortfall: ReadonlyMap<number, number>): LinearLevel[] {
  return [...byPriority(draft.problem)].flatMap(([priority, campaigns]) => {
    const columns = campaigns.flatMap((c) => shortfall.get(c) ?? []);
    if (columns.length === 0) return [];
    const terms = freeze(new Map(columns.map((u) => [u, 1])));
    return [{ name: `shortfall.priority${priority}`, sense: 'min', terms, offset: 0, scale: 1, unit: 'contacts', isProven: true }];
  });
}

/** Level 2, priority after priority: value-weighted contacts served, as many as possible. */
function servedLevels(draft: Draft): LinearLevel[] {
  const { problem, index } = draft;
  return [...byPriority(problem)].map(([priority, campaigns]) => {
    const terms: TermMap = new Map();
    for (const c of campaigns) for (const x of index.startsOfCampaign(c).keys()) addTerm(terms, x, problem.campaigns[c]?.valueMicro ?? 0);
    const isPlain = campaigns.every((c) => problem.campaigns[c]?.valueMicro === 1_000_000);
    const unit = isPlain ? 'contacts' : 'value';
    return { name: `served.priority${priority}`, sense: 'max', terms: freeze(terms), offset: 0, scale: 1_000_000, unit, isProven: true };
  });
}

/** Level 3, currency by currency: overage cost, as low as possible. */
function overageLevels(draft: Draft, overage: LinearProgram['overage']): LinearLevel[] {
  const byCurrency = new Map<string, TermMap>();
  for (const { overage: price, cycles } of draft.problem.accounts) {
    if (price !== null && (cycles ?? []).some((c) => c.overageMax > 0))
      byCurrency.set(price.currency, byCurrency.get(price.currency) ?? new Map());
  }
  for (const { column: o, account } of overage) {
    const price = draft.problem.accounts[account]?.overage;
    if (price) addTerm(byCurrency.get(price.currency) as TermMap, o, price.priceNano);
  }
  return [...byCurrency]
    .sort((a, b) => compareText(a[0], b[0]))
    .map(([currency, terms]) => ({
      name: `overage.${currency}`,
      sense: 'min',
      terms: freeze(terms),
      offset: 0,
      scale: 1_000_000_000,
      unit: currency,
      isProven: true,
    }));
}

/** Level 4: starts of the earlier plan that change, as few as possible. */
function churnLevel(draft: Draft): LinearLevel[] {
  const { problem, index } = draft;
  if (problem.keep.length === 0) return [];
  const terms: TermMap = new Map();
  let ahead = 0;
  for (const start of problem.keep) {
    ahead += start.contacts;
    const x = index.startColumn(start, dayNumber(start.date) - problem.firstDay);
    if (x === undefined) continue;
    const kept = column(draft, start.contacts);
    atMost(
      draft,
      null,
      new Map([
        [kept, 1],
        [x, -1],
      ]),
      0,
    );
    addTerm(terms, kept, -1);
  }
  return [{ name: 'churn', sense: 'min', terms: freeze(terms), offset: ahead, scale: 1, unit: 'contacts', isProven: false }];
}

/** Level 5: contact-days of waiting (`asap`), or of hurry (`late`); then the largest days of `even` campaigns. */
function pacingLevels(draft: Draft): LinearLevel[] {
  const { problem, index } = draft;
  const days: TermMap = new Map();
  const even: TermMap = new Map();
  problem.campaigns.forEach((campaign, c) => {
    if (campaign.pacing === 'even') {
      const m = column(draft, Infinity);
      addTerm(even, m, 1);
      for (const [, terms] of index.campaignStarts(c)) {
        addTerm(terms, m, -1);
        atMost(draft, null, terms, 0);
      }
      return;
    }
    for (const x of index.startsOfCampaign(c).keys()) {
      const day = draft.starts[x]?.stepDays[0] ?? 0;
      addTerm(days, x, campaign.pacing === 'asap' ? day - campaign.firstDay : campaign.lastDay - day);
    }
  });
  const level = (name: string, terms: TermMap, unit: string): LinearLevel[] =>
    terms.size === 0 ? [] : [{ name, sense: 'min', terms: freeze(terms), offset: 0, scale: 1, unit, isProven: false }];
  return [...level('pacing.days', days, 'contact-days'), ...level('pacing.even', even, 'contacts')];
}
