/** Capacity of a plan: how full every account and its senders get, what binds, and what more of it would bring. */

import type { CapacityUse, Plan } from '../model/plan.ts';
import type { Rows } from '../model/rows.ts';
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
  from: string;
  to: string;
  limit: number | null;
  planned: number;
  overage: number;
  bindingRows: number;
}

/** Everything of one account or domain. */
interface Owner {
  readonly credits: Summary[];
  readonly others: Map<CapacityUse['resource'], Summary>;
  readonly senders: Set<string | null>;
}

/** One line per account resource and one per account for its senders; accounts in canonical order. */
export function capacitySection(plan: Plan, style: ReportStyle): readonly string[] {
  const senderCounts = new Map(plan.snapshot.accounts.map((account) => [account.account, account.senders.length]));
  const summaries = [...summariesOf(plan.capacity)].flatMap(([owner, { credits, others, senders }]) => {
    const named = (resource: CapacityUse['resource'], what: string) => {
      const summary = others.get(resource);
      return summary === undefined ? [] : [{ ...summary, what }];
    };
    return [
      ...credits.map((summary) => ({ ...summary, what: 'credits' })),
      ...named('contact_limit', 'contact slots'),
      ...named('account_daily_limit', 'daily limits'),
      ...named('domain_daily_limit', 'daily limits'),
      ...named('sender_daily_limit', `${count(senders.size)}/${counted(senderCounts.get(owner) ?? 0, 'sender')}`),
      ...named('sender_weekly_limit', 'full sender weeks'),
    ];
  });
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

/** Sums by owner and resource, owners as they come; every credit cycle for itself. */
function summariesOf(capacity: Rows<CapacityUse>): ReadonlyMap<string, Owner> {
  const owners = new Map<string, Owner>();
  for (const use of capacity) {
    const name = ownerOf(use);
    const owner: Owner = owners.get(name) ?? { credits: [], others: new Map(), senders: new Set() };
    owners.set(name, owner);
    const nothing: Summary = { owner: name, from: use.from, to: use.to, limit: 0, planned: 0, overage: 0, bindingRows: 0 };
    if (use.resource === 'credit_balance') {
      add(nothing, use);
      owner.credits.push(nothing);
    } else {
      const summary = owner.others.get(use.resource) ?? nothing;
      add(summary, use);
      owner.others.set(use.resource, summary);
      if (use.resource === 'sender_daily_limit') owner.senders.add(use.sender);
    }
  }
  return owners;
}

function add(summary: Summary, use: CapacityUse): void {
  if (use.from < summary.from) summary.from = use.from;
  if (use.to > summary.to) summary.to = use.to;
  summary.limit = summary.limit === null || use.limit === null ? null : summary.limit + use.limit;
  summary.planned += use.planned;
  summary.overage += use.overage;
  summary.bindingRows += Number(use.isBinding);
}

function cells(row: Summary & { readonly what: string }, isSameOwner: boolean, style: ReportStyle): readonly string[] {
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

/** What one more unit is worth: rows of one subject that say the same. */
interface Worth {
  readonly use: CapacityUse;
  readonly price: number;
  times: number;
}

/**
 * What one more unit of the scarcest resources would bring, as sentences, the most worth first. Rows of one subject stand
 * side by side, so only theirs and the best so far are kept.
 */
export function worthSection(capacity: Rows<CapacityUse>, style: ReportStyle, where = 'plan.json'): readonly string[] {
  let best: readonly Worth[] = [];
  let known = 0;
  let subject = '';
  let worths = new Map<string, Worth>();
  const close = () => {
    known += worths.size;
    // Sorting is stable: of equal worth, the first ones stay.
    if (worths.size > 0) best = [...best, ...worths.values()].sort((a, b) => b.price - a.price).slice(0, MOST_SENTENCES);
    worths = new Map();
  };
  for (const use of capacity) {
    if (!use.isBinding || use.shadowPrice === null || use.shadowPrice <= 0) continue;
    if (subjectOf(use) !== subject) close();
    subject = subjectOf(use);
    const price = Math.round(use.shadowPrice * 1000) / 1000;
    const key = `${unitWords(use)} ${price} ${use.shadowPriceObjective}`;
    const before = worths.get(key);
    if (before) before.times += 1;
    else worths.set(key, { use, price, times: 1 });
  }
  close();
  if (known === 0) return [];
  const { bullet } = glyphs(style);
  const lines = best.flatMap(({ use, price, times }) => {
    const sentence = worthSentence(use, price);
    return paragraph(`  ${bullet} `, times > 1 ? `${sentence} (on each of ${counted(times, 'day')})` : sentence, proseWidth(style));
  });
  const hidden = known - best.length;
  return [title('what one more would bring', style), ...lines, ...(hidden > 0 ? [`  and ${count(hidden)} more in ${where}`] : [])];
}

const subjectOf = (use: CapacityUse): string => use.sender ?? use.domain ?? use.account ?? use.campaign ?? '';

function worthSentence(use: CapacityUse, price: number): string {
  const objective = use.shadowPriceObjective ?? '';
  const gain = objective.startsWith('served.') ? 'more' : 'less';
  return `one more ${unitWords(use)} ${escapeTerminal(subjectOf(use))}: ${price.toLocaleString('en-US', { maximumFractionDigits: 3 })} ${gain} ${levelWords(objective)}`;
}

function unitWords(use: CapacityUse): string {
  if (use.resource === 'credit_balance') return 'credit of';
  if (use.resource === 'contact_limit') return 'contact slot of';
  return use.resource === 'sender_weekly_limit' ? 'send a week by' : 'send a day by';
}
