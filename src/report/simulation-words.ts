/** A what-if in words and figures, shared by its reports. Names in it are not escaped. */

import type { CampaignShift, Money, Outcome, ScenarioResult, Simulation } from '../model/simulation.ts';
import { provenWords } from './levels.ts';
import { count, counted, shortDate } from './words.ts';

/** `1,316.67`; a minus for what is paid back or saved. */
export function amountWords(amount: string): string {
  const [whole = '0', fraction = '00'] = amount.replace('-', '').split('.');
  return `${amount.startsWith('-') ? '−' : ''}${whole.replace(/\B(?=(\d{3})+$)/g, ',')}.${fraction}`;
}

/** `1,316.67 USD`. */
export const moneyWords = ({ amount, currency }: Money): string => `${amountWords(amount)} ${currency}`;

/** `0.0020`: a contact more often costs less than a cent, so there are four digits. */
export function unitPriceWords({ amount }: Money): string {
  const [whole = '0', fraction = ''] = amountWords(amount).split('.');
  return `${whole}.${fraction.padEnd(4, '0')}`;
}

/** `+6,000`, `−120`, `0`. */
export const signed = (n: number): string => `${n > 0 ? '+' : n < 0 ? '−' : ''}${count(Math.abs(n))}`;

/** `+250.00`, `−18.00`, `0.00`. */
export const signedAmount = (amount: string): string => (Number(amount) > 0 ? `+${amountWords(amount)}` : amountWords(amount));

/** `campaign` or `campaign/segment`. */
export const shiftName = ({ campaign, segment }: CampaignShift): string => (segment === null ? campaign : `${campaign}/${segment}`);

const isPaid = ({ amount }: Money): boolean => Number(amount) !== 0;
const listed = (rows: readonly Money[]): string => rows.map(moneyWords).join(' and ');
const unsigned = (m: Money): Money => ({ ...m, amount: m.amount.replace('-', '') });

/** Contacts more (below 0: fewer) in the lists of a scenario. */
const listedMore = ({ campaigns }: ScenarioResult['comparison']): number =>
  campaigns.reduce((sum, { before, after }) => sum + (after?.contacts ?? 0) - (before?.contacts ?? 0), 0);

/** What a scenario brings and costs, in two or three sentences. */
export function bringsTexts({ comparison: c }: ScenarioResult): readonly string[] {
  const served =
    c.served === 0
      ? 'As many contacts are served'
      : `${counted(Math.abs(c.served), 'contact')} ${c.served > 0 ? 'more' : 'fewer'} ${Math.abs(c.served) === 1 ? 'is' : 'are'} served`;
  const lists = listedMore(c);
  const size = lists === 0 ? '' : ` (the lists hold ${count(Math.abs(lists))} ${lists > 0 ? 'more' : 'fewer'})`;
  const more = c.cost.filter((m) => Number(m.amount) > 0);
  const less = c.cost.filter((m) => Number(m.amount) < 0).map(unsigned);
  const each = c.perContact === null ? '' : `: ${unitPriceWords(c.perContact)} ${c.perContact.currency} for each of them`;
  const money = [...(more.length > 0 ? [`${listed(more)} more`] : []), ...(less.length > 0 ? [`${listed(less)} less`] : [])];
  const cost = money.length === 0 ? ', at no further cost in the price lists.' : `, for ${money.join(' and ')} in the horizon${each}.`;
  const after = c.afterwards
    .filter(isPaid)
    .map((m) => `${moneyWords(unsigned(m))} ${Number(m.amount) > 0 ? 'more' : 'less'} each ${m.cycle}`);
  return [`${served}${size}${cost}`, ...(after.length === 0 ? [] : [`After it ${after.join(' and ')}.`])];
}

/** What a scenario changes and, where prices were asked for, how much of it helps. */
export const effectTexts = ({ effects, prices }: ScenarioResult): readonly string[] => [
  ...effects,
  ...(prices ?? []).map(({ text }) => `as it is, ${text}`),
];

/** One figure: what is shown, and a number to compare by (null = none). */
interface Figure {
  readonly text: string;
  readonly number: number | null;
}

/** One row of the table: a figure of the plan as it is and of every scenario. `wanted`: whether more of it is better. */
export interface FigureRow {
  readonly label: string;
  readonly isPart: boolean;
  readonly wanted: 'more' | 'less' | null;
  readonly baseline: Figure;
  readonly scenarios: readonly Figure[];
}

const NOTHING: Figure = { text: '', number: null };
const number = (n: number): Figure => ({ text: count(n), number: n });
const money = (amount: string | undefined, none = '0.00'): Figure =>
  amount === undefined ? NOTHING : { text: Number(amount) === 0 ? none : amountWords(amount), number: Number(amount) };
const unitPrice = (price: Money | null): Figure =>
  price === null ? NOTHING : { text: unitPriceWords(price), number: Number(price.amount) };
const day = (date: string | null): Figure => (date === null ? NOTHING : { text: shortDate(date), number: Date.parse(date) });

/** Most rows of credits left. */
const MOST_CREDITS = 16;

/** Rows of figures side by side. */
export function figureRows(baseline: Outcome, scenarios: readonly ScenarioResult[]): readonly FigureRow[] {
  const row = (label: string, wanted: FigureRow['wanted'], of: (o: Outcome) => Figure, isPart = false): FigureRow => ({
    ...{ label, wanted, isPart },
    baseline: of(baseline),
    scenarios: scenarios.map((s) => of(s.outcome)),
  });
  const own = (label: string, of: (s: ScenarioResult) => Figure): FigureRow => ({
    ...{ label, wanted: null, isPart: false },
    baseline: NOTHING,
    scenarios: scenarios.map(of),
  });
  const outcomes = [baseline, ...scenarios.map((s) => s.outcome)];
  const numbers = [...new Set(outcomes.flatMap((o) => o.priorities.map((p) => p.priority)))].sort((a, b) => a - b);
  const rows = [
    row('contacts served', 'more', (o) => number(o.served)),
    ...numbers.map((priority) =>
      row(`priority ${count(priority)}`, 'more', (o) => number(o.priorities.find((p) => p.priority === priority)?.served ?? 0), true),
    ),
    row('contacts short', 'less', (o) => number(o.contacts - o.served)),
    row('first send', null, (o) => day(o.firstDay)),
    row('last send', null, (o) => day(o.lastDay)),
    ...moneyRows(outcomes, row),
    ...(scenarios.some((s) => s.comparison.total !== null && s.comparison.cost.some(isPaid))
      ? [own('more to pay', (s) => money(s.comparison.total?.amount, '–'))]
      : []),
    ...(scenarios.some((s) => s.comparison.perContact !== null)
      ? [own('for each contact more', (s) => unitPrice(s.comparison.perContact))]
      : []),
    ...(scenarios.some((s) => s.comparison.netGain !== null) ? [own('net gain', (s) => money(s.comparison.netGain?.amount))] : []),
    ...creditRows(baseline, scenarios, row),
  ];
  const isProven = outcomes.every((o) => provenWords(o.levels) === 'optimal, proven');
  return isProven ? rows : [...rows, row('proven best', null, (o) => ({ text: proofText(o), number: null }))];
}

/** `yes`, or how far the plan can be from the best one: differences up to that may be the solver's. */
const proofText = ({ levels }: Outcome): string =>
  provenWords(levels)
    .replace('optimal, proven', 'yes')
    .replace('at most ', 'within ')
    .replace(' from optimal', '')
    .replace('not proven optimal', 'not proven');

type MakeRow = (label: string, wanted: FigureRow['wanted'], of: (o: Outcome) => Figure, isPart?: boolean) => FigureRow;

function moneyRows(outcomes: readonly Outcome[], row: MakeRow): readonly FigureRow[] {
  const paid = (of: (o: Outcome) => readonly Money[]): readonly string[] =>
    [
      ...new Set(
        outcomes.flatMap((o) =>
          of(o)
            .filter(isPaid)
            .map((m) => m.currency),
        ),
      ),
    ].sort();
  const cycles = [...new Set(outcomes.flatMap((o) => o.afterwards.map((m) => m.cycle)))].sort();
  const find = (rows: readonly Money[], currency: string): Figure => money(rows.find((m) => m.currency === currency)?.amount ?? '0.00');
  return [
    ...paid((o) => o.overage).map((currency) => row(`overage, ${currency}`, 'less', (o) => find(o.overage, currency))),
    ...paid((o) => o.subscription).map((currency) => row(`subscription, ${currency}`, 'less', (o) => find(o.subscription, currency))),
    ...cycles.flatMap((cycle) =>
      paid((o) => o.afterwards.filter((m) => m.cycle === cycle)).map((currency) =>
        row(`each ${cycle} after, ${currency}`, 'less', (o) =>
          find(
            o.afterwards.filter((m) => m.cycle === cycle),
            currency,
          ),
        ),
      ),
    ),
  ];
}

/** Credits left at each reset; those a scenario changes first when there are too many. */
function creditRows(baseline: Outcome, scenarios: readonly ScenarioResult[], row: MakeRow): readonly FigureRow[] {
  const outcomes = [baseline, ...scenarios.map((s) => s.outcome)];
  const all = new Map(outcomes.flatMap((o) => o.credits.filter((c) => c.limit !== null).map((c) => [`${c.to} ${c.account}`, c] as const)));
  const rows = [...all.values()].map(({ account, to, from }) => ({
    key: `${account} ${from}`,
    row: row(`${account} ${to === baseline.horizon.end ? 'on' : 'until'} ${shortDate(to)}`, null, (o) => leftOf(o, account, to), true),
  }));
  const isChanged = ({ row: r }: (typeof rows)[number]) => r.scenarios.some((s) => s.text !== r.baseline.text);
  const shown =
    rows.length <= MOST_CREDITS ? rows : [...rows.filter(isChanged), ...rows.filter((r) => !isChanged(r))].slice(0, MOST_CREDITS);
  if (shown.length === 0) return [];
  const sorted = [...shown].sort((a, b) => (a.key < b.key ? -1 : 1)).map((r) => r.row);
  const left = rows.length - shown.length;
  const title = left === 0 ? 'credits left' : `credits left (${count(left)} more rows: --json)`;
  return [{ label: title, isPart: false, wanted: null, baseline: NOTHING, scenarios: scenarios.map(() => NOTHING) }, ...sorted];
}

function leftOf(outcome: Outcome, account: string, to: string): Figure {
  const found = outcome.credits.find((c) => c.account === account && c.to === to);
  return found === undefined || found.headroom === null ? NOTHING : number(found.headroom);
}

/** How grid cells are ordered. */
export function orderText({ grid, currency }: Simulation): string {
  return grid.some((s) => s.comparison.netGain !== null)
    ? `The best net gain first: the value of the contacts served more (their campaign's value, in ${currency}), less what is paid more in the horizon.`
    : 'Most contacts served more first, priority by priority; then the lower cost. No campaign says what a contact is worth (value), so there is no net gain in money.';
}
