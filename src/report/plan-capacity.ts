/** Capacity of a plan: how full every account and its senders get, what binds, and what more of it would bring. */

import type { CapacityUse, Plan } from '../model/plan.ts';
import { escapeTerminal } from './escape-terminal.ts';
import { levelWords } from './levels.ts';
import { glyphs, paint, proseWidth, type ReportStyle, title } from './style.ts';
import { type Column, tableLines } from './table.ts';
import { count, counted, dateRange, paragraph, percent } from './words.ts';

const COLUMNS: readonly Column[] = [
  { title: 'account', shrinksTo: 14 },
  { title: 'limit of' },
  { title: 'when', canDrop: true },
  { title: 'limit', align: 'right' },
  { title: 'planned', align: 'right' },
  { title: 'headroom', align: 'right' },
  { title: 'use', align: 'right' },
  { title: '', canDrop: true },
  { title: '' },
];

const BAR_WIDTH = 6;
/** Use from which a resource is called `low` on headroom. */
const LOW = 0.9;
const MOST_ROWS = 60;
const MOST_SENTENCES = 5;

/** Several rows of one resource as one line: sums of limit and use over days or senders. */
interface Summary {
  readonly owner: string;
  readonly what: string;
  readonly from: string;
  readonly to: string;
  readonly limit: number | null;
  readonly planned: number;
  readonly overage: number;
  readonly bindingRows: number;
}

/** One line per account resource and one per account for its senders; accounts in canonical order. */
export function capacitySection(plan: Plan, style: ReportStyle): readonly string[] {
  const uses = [...plan.capacity];
  const owners = [...new Set(uses.map(ownerOf))];
  const senderCounts = new Map(plan.snapshot.accounts.map((account) => [account.account, account.senders.length]));
  const summaries = owners.flatMap((owner) =>
    summariesOf(
      uses.filter((use) => ownerOf(use) === owner),
      owner,
      senderCounts.get(owner) ?? 0,
    ),
  );
  // Limits nothing is planned on say nothing here; `sendplan usage` shows them.
  const telling = summaries.filter((s) => s.planned > 0 || s.bindingRows > 0);
  if (telling.length === 0) return [];
  const shown = style.width === null ? telling : telling.slice(0, MOST_ROWS);
  const hidden = telling.length - shown.length;
  const rows = shown.map((summary, i) => cells(summary, shown[i - 1]?.owner === summary.owner, style));
  return [
    title('capacity', style),
    ...tableLines(COLUMNS, rows, style),
    ...(hidden > 0 ? [`  and ${counted(hidden, 'more limit')}; plan.json has all`] : []),
  ];
}

const ownerOf = (use: CapacityUse): string => use.account ?? (use.domain === null ? '' : `@${use.domain}`);

function summariesOf(uses: readonly CapacityUse[], owner: string, senders: number): readonly Summary[] {
  const of = (resource: CapacityUse['resource']) => uses.filter((use) => use.resource === resource);
  const used = new Set(of('sender_daily_limit').map((use) => use.sender)).size;
  return [
    ...of('credit_balance').map((use) => summary([use], owner, 'credits')),
    ...grouped(of('contact_limit'), owner, 'contact slots'),
    ...grouped(of('account_daily_limit'), owner, 'daily limits'),
    ...grouped(of('domain_daily_limit'), owner, 'daily limits'),
    ...grouped(of('sender_daily_limit'), owner, `${count(used)}/${counted(senders, 'sender')}`),
    ...grouped(of('sender_weekly_limit'), owner, 'full sender weeks'),
  ];
}

const grouped = (uses: readonly CapacityUse[], owner: string, what: string): readonly Summary[] =>
  uses.length === 0 ? [] : [summary(uses, owner, what)];

function summary(uses: readonly CapacityUse[], owner: string, what: string): Summary {
  const sum = (number: (use: CapacityUse) => number): number => uses.reduce((total, use) => total + number(use), 0);
  const dates = uses.flatMap((use) => [use.from, use.to]).sort();
  return {
    owner,
    what,
    from: dates[0] ?? '',
    to: dates.at(-1) ?? '',
    limit: uses.some((use) => use.limit === null) ? null : sum((use) => use.limit ?? 0),
    planned: sum((use) => use.planned),
    overage: sum((use) => use.overage),
    bindingRows: uses.filter((use) => use.isBinding).length,
  };
}

function cells(row: Summary, isSameOwner: boolean, style: ReportStyle): readonly string[] {
  // Expected follow-ups have fractions; a whole send is needed for each.
  const planned = Math.ceil(row.planned);
  const headroom = row.limit === null ? null : Math.max(0, row.limit - planned);
  return [
    isSameOwner ? '' : escapeTerminal(row.owner),
    row.what,
    dateRange(row.from, row.to, style),
    row.limit === null ? paint(style, 'faint', 'unlimited') : count(row.limit),
    count(planned),
    headroom === null ? '' : count(headroom),
    row.limit === null ? '' : percent(row.planned, row.limit),
    bar(row, style),
    word(row, style),
  ];
}

function bar(row: Summary, style: ReportStyle): string {
  if (row.limit === null || row.limit === 0) return '';
  const share = Math.min(1, row.planned / row.limit);
  const filled = share === 0 ? 0 : Math.max(1, Math.floor(share * BAR_WIDTH));
  const tone = row.bindingRows > 0 || row.overage > 0 ? 'bad' : share >= LOW ? 'warn' : 'good';
  const [on, off] = style.unicode ? ['█', '░'] : ['#', '.'];
  return `${paint(style, tone, on.repeat(filled))}${paint(style, 'faint', off.repeat(BAR_WIDTH - filled))}`;
}

function word(row: Summary, style: ReportStyle): string {
  if (row.overage > 0) return paint(style, 'bad', `over by ${count(row.overage)}`);
  if (row.bindingRows > 0) return paint(style, 'bad', 'binding');
  if (row.limit === null) return '';
  if (row.limit === 0) return paint(style, 'warn', 'empty');
  if (row.planned >= row.limit) return paint(style, 'warn', 'full');
  return row.planned >= row.limit * LOW ? paint(style, 'warn', 'low') : 'ok';
}

interface Worth {
  readonly sentence: string;
  readonly price: number;
  times: number;
}

/** What one more unit of the scarcest resources would bring, as sentences, the most worth first. */
export function worthSection(capacity: readonly CapacityUse[], style: ReportStyle): readonly string[] {
  const worths = new Map<string, Worth>();
  for (const use of capacity) {
    if (!use.isBinding || use.shadowPrice === null || use.shadowPrice <= 0) continue;
    const sentence = worthSentence(use, use.shadowPrice);
    const before = worths.get(sentence);
    if (before) before.times += 1;
    else worths.set(sentence, { sentence, price: use.shadowPrice, times: 1 });
  }
  if (worths.size === 0) return [];
  const ordered = [...worths.values()].sort((a, b) => b.price - a.price);
  const { bullet } = glyphs(style);
  const lines = ordered
    .slice(0, MOST_SENTENCES)
    .flatMap(({ sentence, times }) =>
      paragraph(`  ${bullet} `, times > 1 ? `${sentence} (on each of ${counted(times, 'day')})` : sentence, proseWidth(style)),
    );
  const hidden = ordered.length - MOST_SENTENCES;
  return [title('what one more would bring', style), ...lines, ...(hidden > 0 ? [`  and ${count(hidden)} more in plan.json`] : [])];
}

function worthSentence(use: CapacityUse, price: number): string {
  const owner = escapeTerminal(use.sender ?? use.domain ?? use.account ?? use.campaign ?? '');
  const objective = use.shadowPriceObjective ?? '';
  const gain = objective.startsWith('served.') ? 'more' : 'less';
  return `one more ${unitWords(use)} ${owner}: ${price.toLocaleString('en-US', { maximumFractionDigits: 3 })} ${gain} ${levelWords(objective)}`;
}

function unitWords(use: CapacityUse): string {
  if (use.resource === 'credit_balance') return 'credit of';
  if (use.resource === 'contact_limit') return 'contact slot of';
  return use.resource === 'sender_weekly_limit' ? 'send a week by' : 'send a day by';
}
