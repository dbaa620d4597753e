/** From planned what-ifs to what is shown: comparisons with the plan as it is, grid cells in order, findings. */

import type { Change } from '../model/catalog.ts';
import type { PriceSentence } from '../model/explanation.ts';
import { type Finding, finding } from '../model/finding.ts';
import type { Outcome, ScenarioResult, Simulation } from '../model/simulation.ts';
import type { Workspace } from '../model/workspace.ts';
import { aimedAt } from './aims.ts';
import type { Effect } from './apply-accounts.ts';
import { describeChange } from './changes.ts';
import { byGain, commonCurrency, compareOutcomes } from './compare.ts';
import { effectText } from './effect-words.ts';
import { type Accounts, ledgerOf } from './ledger.ts';
import type { Lever } from './levers.ts';
import { type Figures, withBills } from './outcome.ts';
import type { Situation } from './situation.ts';

/** Something to try: a scenario of the files, the settings of the command line together, or a cell of a grid. */
export interface WhatIf {
  readonly kind: 'scenario' | 'cell';
  readonly id: string;
  readonly title: string | null;
  readonly settings: ScenarioResult['settings'];
  readonly changes: readonly Change[];
}

/** One planned what-if; `whatIf` null = the plan as it is. */
export interface Simulated {
  readonly whatIf: WhatIf | null;
  readonly effects: readonly Effect[];
  readonly accounts: Accounts;
  readonly figures: Figures;
  readonly findings: readonly Finding[];
}

/** Prices of the plan as it is with their levers, and what it was made from. */
export interface BaselinePrices {
  readonly found: readonly { readonly lever: Lever; readonly price: PriceSentence }[];
  readonly leftOut: number;
  readonly situation: Situation;
}

/** Puts the plan as it is (the first one) and the what-ifs side by side. `findings`: of the plan files. */
export function simulationOf(
  simulated: readonly Simulated[],
  workspace: Workspace,
  findings: readonly Finding[],
  priced: BaselinePrices | null,
): Simulation {
  // A longer window may move the end of the horizon: what is paid is told over the same days for all of them.
  const last = simulated
    .map(({ figures }) => figures.horizon.end)
    .sort()
    .at(-1) as string;
  const outcomes = simulated.map(({ figures, accounts }) => withBills(figures, ledgerOf(accounts, figures.horizon.start, last)));
  const [baseline, ...others] = outcomes as [Outcome, ...Outcome[]];
  const currency = commonCurrency(outcomes, workspace.catalog);
  const rates = { catalog: workspace.catalog, currency, campaigns: workspace.campaigns };
  const results = others.map((outcome, i) => {
    const { whatIf, effects } = simulated[i + 1] as Simulated;
    const { id, title, settings, changes } = whatIf as WhatIf;
    const result: ScenarioResult = {
      ...{ id, title, settings, outcome },
      changes: changes.map(describeChange),
      // The effect of a tier or a top-up says what the change is.
      effects: [...changes.filter(({ kind }) => kind !== 'tier' && kind !== 'topUp').map(describeChange), ...effects.map(effectText)],
      comparison: compareOutcomes(baseline, outcome, rates),
      prices: priced === null ? null : pricesOf(priced, changes),
    };
    return { kind: (whatIf as WhatIf).kind, result };
  });
  const of = (kind: WhatIf['kind']) => results.filter((r) => r.kind === kind).map((r) => r.result);
  return {
    baseline,
    scenarios: of('scenario'),
    grid: [...of('cell')].sort((a, b) => byGain(a.comparison, b.comparison)),
    currency,
    prices: priced === null ? null : priced.found.map(({ price }) => price),
    pricesLeftOut: priced?.leftOut ?? 0,
    findings: [...findings, ...(simulated[0]?.findings ?? []), ...moneyFindings(simulated, outcomes, currency)],
  };
}

function pricesOf({ found, situation }: BaselinePrices, changes: readonly Change[]): readonly PriceSentence[] {
  const isAimedAt = aimedAt(changes, situation);
  return found.flatMap(({ lever, price }) => (isAimedAt(lever) ? [price] : []));
}

/** Costs that are not known, or not in one currency. */
function moneyFindings(simulated: readonly Simulated[], outcomes: readonly Outcome[], currency: string | null): readonly Finding[] {
  const unpriced = new Map(simulated.flatMap((s) => s.accounts.unpriced.map((u) => [u.account, u.why] as const)));
  const found = [...unpriced].map(([id, why]) =>
    finding('cost.unknown', `Not in the costs: ${why}.`, { subject: { kind: 'account', id } }),
  );
  const paid = outcomes.flatMap((o) => [...o.overage, ...o.subscription, ...o.afterwards]).filter((m) => Number(m.amount) !== 0);
  const currencies = [...new Set(paid.map((m) => m.currency))].sort();
  if (currency !== null || currencies.length < 2) return found;
  const text = `Costs are in ${currencies.join(' and ')} and are not added up: no rate is written between them.`;
  return [...found, finding('cost.no-rate', text, { subject: { kind: 'plan', id: 'plan' }, data: { currencies } })];
}
