/** Published optimisation problems with their published optimum, written as plan files. */

/** One problem. `value`: the published optimum, on objective level `level`. */
export interface Published {
  readonly name: string;
  readonly source: string;
  readonly file: string;
  readonly level: string;
  readonly value: number;
  /** Whether it is a network, so that the flow engine must accept it. */
  readonly isNetwork?: boolean;
}

const account = (id: string, remaining: number, senders: readonly string[], over: object = {}) => ({
  id,
  provider: 'declared',
  credits: { remaining, allowance: remaining, resets: { next: '2026-12-01', every: 'month' } },
  contacts: { limit: 'unlimited', used: 0 },
  dailyLimit: 'unlimited',
  senders: senders.map((sender) => ({
    id: sender,
    dailyLimit: 'unlimited',
    sentToday: 0,
    weeklyLimit: 'unlimited',
    sentLast6Days: [0, 0, 0, 0, 0, 0],
    status: 'active',
  })),
  ...over,
});

/** One day is enough: none of these problems has a time in it. YAML is written as JSON, which it contains. */
const file = (accounts: readonly object[], campaigns: readonly object[]): string =>
  JSON.stringify({
    version: 1,
    timeZone: 'UTC',
    horizon: { start: '2026-11-20', end: '2026-11-20' },
    accounts,
    campaigns: campaigns.map((c) => ({ ...c, priority: 1 })),
  });

type Item = readonly [weight: number, profit: number];

/**
 * Items into bins: an item is a campaign of as many contacts as it weighs, all or nothing and from one account; a bin is
 * an account. The worth of a contact has six digits, so the objective is off by less than 0.001 from the profit.
 */
const knapsack = (bins: readonly number[], items: readonly Item[]): string =>
  file(
    bins.map((capacity, b) => account(`bin${b + 1}`, capacity, [`s${b + 1}`])),
    items.map(([weight, profit], i) => ({
      id: `item${i + 1}`,
      contacts: weight,
      value: Math.round((profit / weight) * 1e6) / 1e6,
      allOrNothing: true,
      oneAccount: bins.length > 1,
    })),
  );

/**
 * Supplies to demands at least cost: a supply is an account; each way from it is an account below it without credits,
 * whose paid overage is what the way costs. Everything is served first, then as cheaply as possible.
 */
const transport = (supply: readonly number[], demand: readonly number[], cost: readonly (readonly number[])[]): string =>
  file(
    supply.flatMap((amount, i) => [
      account(`from${i + 1}`, amount, []),
      ...demand.map((_, j) =>
        account(`from${i + 1}-to${j + 1}`, 0, [`s${i + 1}-${j + 1}`], {
          parent: `from${i + 1}`,
          tags: [`to${j + 1}`],
          overage: { max: amount, pricePer1000: Math.round(1000 * (cost[i]?.[j] as number)), currency: 'USD' },
        }),
      ),
    ]),
    demand.map((contacts, j) => ({ id: `to${j + 1}`, contacts, from: { tags: [`to${j + 1}`] } })),
  );

/** As many supplies into demands as the pairs allow. */
const matching = (left: number, right: number, pairs: readonly (readonly [number, number])[]): string =>
  file(
    Array.from({ length: right }, (_, r) => account(`r${r + 1}`, 1, [`s${r + 1}`])),
    Array.from({ length: left }, (_, l) => ({
      id: `l${l + 1}`,
      contacts: 1,
      from: { senders: pairs.flatMap(([a, b]) => (a === l + 1 ? [`s${b}`] : [])) },
    })),
  );

const zip = (weights: readonly number[], profits: readonly number[]): Item[] => weights.map((w, i) => [w, profits[i] as number]);

const BURKARDT = 'J. Burkardt, KNAPSACK_01, data for the 0/1 knapsack problem, people.sc.fsu.edu/~jburkardt/datasets/knapsack_01';
const MARTELLO_TOTH =
  'S. Martello, P. Toth, Knapsack Problems, Wiley 1990, program MTM; run in J. Burkardt, KNAPSACK, knapsack_prb_output.txt';
const OR_TOOLS = 'Google OR-Tools guide, developers.google.com/optimization';

/** Ten items that several collections share. */
const P01 = zip([23, 31, 29, 44, 53, 38, 63, 85, 89, 82], [92, 57, 49, 68, 60, 43, 67, 84, 87, 72]);
const SERVED = 'served.priority1';

/** All of them. */
export const PUBLISHED: readonly Published[] = [
  {
    name: 'multiple knapsack, 15 items in 5 bins',
    source: `${OR_TOOLS}/pack/multiple_knapsack`,
    file: knapsack(
      [100, 100, 100, 100, 100],
      zip([48, 30, 42, 36, 36, 48, 42, 42, 36, 24, 30, 30, 42, 36, 36], [10, 30, 25, 50, 35, 30, 15, 40, 30, 35, 45, 10, 20, 30, 25]),
    ),
    level: SERVED,
    value: 395,
  },
  { name: 'multiple knapsack, 10 items in 2 bins', source: MARTELLO_TOTH, file: knapsack([70, 127], P01), level: SERVED, value: 333 },
  { name: 'knapsack P01', source: BURKARDT, file: knapsack([165], P01), level: SERVED, value: 309 },
  {
    name: 'knapsack P02',
    source: BURKARDT,
    file: knapsack([26], zip([12, 7, 11, 8, 9], [24, 13, 23, 15, 16])),
    level: SERVED,
    value: 51,
  },
  {
    name: 'knapsack P03',
    source: BURKARDT,
    file: knapsack([190], zip([56, 59, 80, 64, 75, 17], [50, 50, 64, 46, 50, 5])),
    level: SERVED,
    value: 150,
  },
  {
    name: 'knapsack P04',
    source: BURKARDT,
    file: knapsack([50], zip([31, 10, 20, 19, 4, 3, 6], [70, 20, 39, 37, 7, 5, 10])),
    level: SERVED,
    value: 107,
  },
  {
    name: 'knapsack P05',
    source: BURKARDT,
    file: knapsack([104], zip([25, 35, 45, 5, 25, 3, 2, 2], [350, 400, 450, 20, 70, 8, 5, 5])),
    level: SERVED,
    value: 900,
  },
  {
    name: 'knapsack P06',
    source: BURKARDT,
    file: knapsack([170], zip([41, 50, 49, 59, 55, 57, 60], [442, 525, 511, 593, 546, 564, 617])),
    level: SERVED,
    value: 1735,
  },
  {
    name: 'knapsack P07',
    source: BURKARDT,
    file: knapsack(
      [750],
      zip(
        [70, 73, 77, 80, 82, 87, 90, 94, 98, 106, 110, 113, 115, 118, 120],
        [135, 139, 149, 150, 156, 163, 173, 184, 192, 201, 210, 214, 221, 229, 240],
      ),
    ),
    level: SERVED,
    value: 1458,
  },
  {
    name: 'largest load, 6 weights',
    source: 'J. Burkardt, KNAPSACK_01, knapsack_01_prb_output.txt: 97 of 100',
    file: knapsack([100], zip([16, 17, 23, 24, 39, 40], [16, 17, 23, 24, 39, 40])),
    level: SERVED,
    value: 97,
  },
  {
    name: 'canneries to markets, cases',
    source: 'G. B. Dantzig, Linear Programming and Extensions, Princeton 1963, chapter 3.3; GAMS model trnsport',
    file: file(
      [account('seattle', 350, ['seattle']), account('san-diego', 600, ['san-diego'])],
      [
        { id: 'new-york', contacts: 325 },
        { id: 'chicago', contacts: 300 },
        { id: 'topeka', contacts: 275 },
      ],
    ),
    level: SERVED,
    value: 900,
    isNetwork: true,
  },
  {
    name: 'canneries to markets, freight in thousands of dollars',
    source: 'as above, objective of GAMS model trnsport at 90 dollars per case and thousand miles',
    file: transport(
      [350, 600],
      [325, 300, 275],
      [
        [0.225, 0.153, 0.162],
        [0.225, 0.162, 0.126],
      ],
    ),
    level: 'overage.USD',
    value: 153.675,
  },
  {
    name: 'power plants to cities',
    source: 'W. L. Winston, Operations Research, Duxbury 2004, chapter 7.1, Powerco',
    file: transport(
      [35, 50, 40],
      [45, 20, 30, 30],
      [
        [8, 6, 10, 9],
        [9, 12, 13, 7],
        [14, 9, 16, 5],
      ],
    ),
    level: 'overage.USD',
    value: 1020,
  },
  {
    name: 'two origins, two destinations',
    source: 'SAS/OR User’s Guide: Mathematical Programming, The OPTMODEL Procedure, A Transportation Problem',
    file: transport(
      [200, 100],
      [150, 150],
      [
        [30, 20],
        [40, 10],
      ],
    ),
    level: 'overage.USD',
    value: 6500,
  },
  {
    name: 'assignment of 4 tasks to 5 workers',
    source: `${OR_TOOLS}/assignment/assignment_example`,
    file: transport(
      [1, 1, 1, 1, 1],
      [1, 1, 1, 1],
      [
        [90, 80, 75, 70],
        [35, 85, 55, 65],
        [125, 95, 90, 95],
        [45, 110, 95, 115],
        [50, 100, 90, 100],
      ],
    ),
    level: 'overage.USD',
    value: 265,
  },
  {
    name: 'assignment of 4 tasks to 4 workers',
    source: `${OR_TOOLS}/flow/assignment_min_cost_flow`,
    file: transport(
      [1, 1, 1, 1],
      [1, 1, 1, 1],
      [
        [90, 76, 75, 70],
        [35, 85, 55, 65],
        [125, 95, 90, 105],
        [45, 110, 95, 115],
      ],
    ),
    level: 'overage.USD',
    value: 265,
  },
  {
    name: 'largest bipartite matching',
    source: 'T. H. Cormen et al., Introduction to Algorithms, 3rd edition, MIT Press 2009, figure 26.8',
    file: matching(5, 4, [
      [1, 1],
      [2, 1],
      [2, 3],
      [3, 2],
      [3, 3],
      [3, 4],
      [4, 3],
      [5, 3],
    ]),
    level: SERVED,
    value: 3,
    isNetwork: true,
  },
];
