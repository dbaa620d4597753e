/** Specification of `sendplan recommend`. */

import { Option } from 'commander';
import type { Allowable, Target } from '../model/recommendation.ts';
import type { CommandSpec } from './command.ts';
import { FILES } from './files.ts';
import { parseAllowed, parseMoney, parseTarget } from './recommend-values.ts';

/** Options of `recommend` alone. */
export interface RecommendOptions {
  readonly target: Target;
  /** In 1e-9 of the currency. */
  readonly withinBudget?: bigint;
  readonly allow: readonly Allowable[];
  readonly frontier?: true;
}

/** `sendplan recommend`. */
export const recommendSpec: CommandSpec = {
  name: 'recommend',
  summary: 'which upgrade is the cheapest that is enough',
  description:
    'Finds the cheapest set of upgrades, top-ups, senders and moves, over all accounts at once, with which a plan reaches the target, and proves that nothing cheaper does. Every set is judged by a plan of its own, checked independently. Also says what the next money would bring and which tiers can go down without losing a planned contact. Prices stand in the catalog of the plan files.',
  arguments: [FILES],
  options: () => [
    new Option('--target <target>', 'what must be reached: serve=all, serve.priority1=0.95 or shortfall<=500')
      .default({ kind: 'all' } satisfies Target, 'serve=all')
      .argParser(parseTarget),
    new Option('--within-budget <money>', 'most money in the days of the plan').argParser(parseMoney),
    new Option('--allow <kinds>', 'changes to choose from: tier, top-up, senders, move')
      .default(['tier', 'top-up'], 'tier,top-up')
      .argParser(parseAllowed),
    new Option('--frontier', 'also list what every amount of money would serve'),
  ],
  uses: ['capacity', 'solver'],
  formats: ['pretty', 'json', 'markdown', 'csv'],
  examples: [
    ['sendplan recommend plans/', 'the cheapest way to serve everybody'],
    ['sendplan recommend plans/ --target serve.priority1=1 --allow tier,top-up,senders,move', 'the first priority, by whatever helps'],
    ["sendplan recommend plans/ --target 'shortfall<=5000' --within-budget 100", 'within a budget; exit 1 when it is not enough'],
    ['sendplan recommend plans/ --frontier --format csv', 'contacts served against money, as a table'],
  ],
  load: () => import('./recommend.run.ts'),
};
