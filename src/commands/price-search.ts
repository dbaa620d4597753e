/** Prices for `explain` and `simulate`: plans again with more of everything that could help. */

import { availableParallelism } from 'node:os';
import type { PriceSentence } from '../model/explanation.ts';
import { escapeTerminal } from '../report/escape-terminal.ts';
import type { Lever } from '../whatif/levers.ts';
import { type PriceQuestion, pricedLevers } from '../whatif/priced-levers.ts';
import { priceOf, type Resolve, type Resolved } from '../whatif/prices.ts';
import type { Situation } from '../whatif/situation.ts';
import type { Invocation } from './command.ts';
import { planLine } from './plan-line.ts';

/** Prices with their levers, and how many levers there are besides. */
export interface FoundPrices {
  readonly found: readonly { readonly lever: Lever; readonly price: PriceSentence }[];
  readonly leftOut: number;
}

/** For one plan. Units: ms. */
const TIME_LIMIT = 30_000;

/** Finds the prices, as many at once as there are processors. Throws: as `planLine`. */
export async function searchPrices(
  question: PriceQuestion,
  invocation: Pick<Invocation, 'options' | 'runtime' | 'output'>,
): Promise<FoundPrices> {
  const { levers, leftOut } = pricedLevers(question);
  const resolve = resolver(invocation);
  const found: FoundPrices['found'][number][] = [];
  const waiting = levers.entries();
  const lane = async (): Promise<void> => {
    for (const [i, { lever, levels }] of waiting) {
      found[i] = { lever, price: await priceOf(lever, levels, resolve) };
      await invocation.output.say(`priced ${escapeTerminal(lever.many)}, ${found.filter(Boolean).length} of ${levers.length}`);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, lane));
  return { found, leftOut };
}

/** Plans again as `plan` does, the check included. */
function resolver({ options, runtime, output }: Pick<Invocation, 'options' | 'runtime' | 'output'>): Resolve {
  // Situations without anything more are the same for every lever.
  const known = new WeakMap<Situation, Promise<Resolved>>();
  return (situation) => {
    const resolved = known.get(situation) ?? planned(situation);
    known.set(situation, resolved);
    return resolved;
  };

  async function planned({ workspace, snapshot }: Situation): Promise<Resolved> {
    const { plan } = await planLine({
      workspace,
      snapshot,
      previous: null,
      solver: options.solver ?? 'auto',
      timeLimitMs: options.timeLimit ?? TIME_LIMIT,
      signal: runtime.signal,
      clock: runtime.clock,
      onProgress: () => undefined,
      onFallback: (message) => void output.say(message),
    });
    const served = new Map<string, number>();
    for (const row of plan.campaigns) served.set(row.campaign, (served.get(row.campaign) ?? 0) + row.served);
    const levels = plan.outcome.levels.map(({ objective, sense, value, bound }) => ({ name: objective, sense, value, bound }));
    return { levels, isNetwork: plan.outcome.solver.name === 'flow', served };
  }
}
