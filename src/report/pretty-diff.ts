/** The difference between two plans for people at a terminal. */

import { type AccountChange, type CampaignChange, type Change, type PlanDiff, rowName } from '../model/plan-diff.ts';
import { circumstanceTexts, diffVerdict, goalTexts } from './diff-words.ts';
import { escapeTerminal } from './escape-terminal.ts';
import { glyphs, paint, proseWidth, type ReportStyle, title } from './style.ts';
import { type Column, tableLines } from './table.ts';
import { count, counted, dateRange, paragraph, weekdayDate } from './words.ts';

/** Rows of a table on a terminal. */
const MOST_ROWS = 60;
/** Sender-days shown; JSON has more. */
const MOST_SENDER_DAYS = 10;

/** The whole report. `names`: of the two plans, for the first line. */
export function prettyDiff(diff: PlanDiff, names: Change<string>, style: ReportStyle): string {
  const sections = [
    head(diff, names, style),
    campaignSection(diff.campaigns, style),
    accountSection(diff.accounts, style),
    senderDaySection(diff, style),
    costSection(diff, style),
    list(goalTexts(diff), 'goals', style),
  ].filter((lines) => lines.length > 0);
  return sections.map((lines) => `${lines.join('\n')}\n`).join('\n');
}

function head(diff: PlanDiff, names: Change<string>, style: ReportStyle): readonly string[] {
  const { yes, no, bullet } = glyphs(style);
  const gain = diff.served.after - diff.served.before;
  const [mark, tone] = gain < 0 ? ([no, 'bad'] as const) : diff.isSame || gain > 0 ? ([yes, 'good'] as const) : ([bullet, 'warn'] as const);
  const faint = (text: string) => paragraph('  ', escapeTerminal(text), proseWidth(style)).map((line) => paint(style, 'faint', line));
  return [
    paint(style, tone, `${mark} ${diffVerdict(diff)}`),
    ...[`${names.before} ${style.unicode ? '→' : '->'} ${names.after}`, ...circumstanceTexts(diff)].flatMap(faint),
  ];
}

const CAMPAIGNS: readonly Column[] = [
  { title: 'campaign', shrinksTo: 16 },
  { title: 'contacts', align: 'right', canDrop: true },
  { title: 'served', align: 'right' },
  { title: '', align: 'right' },
  { title: 'moved', align: 'right' },
  { title: 'last send', canDrop: true },
];

function campaignSection(campaigns: readonly CampaignChange[], style: ReportStyle): readonly string[] {
  if (campaigns.length === 0) return [];
  const { dash, bullet } = glyphs(style);
  const shown = style.width === null ? campaigns : campaigns.slice(0, MOST_ROWS);
  const rows = shown.map((row) => [
    escapeTerminal(rowName(row)),
    changed(row.contacts, style),
    changed(row.served, style),
    gainText((row.served.after ?? 0) - (row.served.before ?? 0), style),
    row.moved === 0 ? paint(style, 'faint', dash) : count(row.moved),
    changed(row.lastDay, style, weekdayDate),
  ]);
  const why = shown.flatMap((row) => [
    '',
    `  ${escapeTerminal(rowName(row))}:`,
    ...row.causes.flatMap(({ text }) => paragraph(`    ${bullet} `, escapeTerminal(text), proseWidth(style))),
  ]);
  const hidden = campaigns.length - shown.length;
  return [
    title('campaigns', style),
    ...tableLines(CAMPAIGNS, rows, style),
    ...(hidden > 0 ? [`  and ${counted(hidden, 'more campaign')}; --json has all`] : []),
    ...why,
  ];
}

const ACCOUNTS: readonly Column[] = [
  { title: 'account', shrinksTo: 12 },
  { title: 'of' },
  { title: 'when', canDrop: true },
  { title: 'used', align: 'right' },
  { title: 'headroom', align: 'right' },
  { title: 'overage', align: 'right', canDrop: true },
];

function accountSection(accounts: readonly AccountChange[], style: ReportStyle): readonly string[] {
  if (accounts.length === 0) return [];
  const shown = style.width === null ? accounts : accounts.slice(0, MOST_ROWS);
  const rows = shown.map((row) => [
    escapeTerminal(row.account),
    row.resource === 'credit_balance' ? 'credits' : 'contact slots',
    dateRange(row.from, row.to, style),
    changed(row.used, style),
    changed(row.headroom, style),
    changed(row.overage, style),
  ]);
  const hidden = accounts.length - shown.length;
  return [
    title('accounts', style),
    ...tableLines(ACCOUNTS, rows, style),
    ...(hidden > 0 ? [`  and ${counted(hidden, 'more row')}; --json has all`] : []),
  ];
}

const SENDER_DAYS: readonly Column[] = [
  { title: 'sender', shrinksTo: 12 },
  { title: 'day' },
  { title: 'sends', align: 'right' },
  { title: '', align: 'right' },
];

function senderDaySection({ senderDays: { more, fewer, largest } }: PlanDiff, style: ReportStyle): readonly string[] {
  if (more + fewer === 0) return [];
  const shown = largest.slice(0, MOST_SENDER_DAYS);
  const rows = shown.map((day) => [
    escapeTerminal(day.sender),
    weekdayDate(day.date),
    changed(day, style),
    gainText(day.after - day.before, style),
  ]);
  const which = more + fewer > shown.length ? '; the largest' : '';
  return [
    title('sender-days', style),
    `  ${count(more)} with more sends, ${count(fewer)} with fewer${which}`,
    ...tableLines(SENDER_DAYS, rows, style),
  ];
}

function costSection({ cost }: PlanDiff, style: ReportStyle): readonly string[] {
  const texts = cost.map(
    ({ account, currency, sends, amount }) =>
      `${account}: ${amount.after} ${currency} for ${counted(sends.after, 'send')} above the allowance, was ${amount.before} ${currency} for ${count(sends.before)}`,
  );
  return list(texts, 'paid overage', style);
}

function list(texts: readonly string[], heading: string, style: ReportStyle): readonly string[] {
  const { bullet } = glyphs(style);
  if (texts.length === 0) return [];
  return [title(heading, style), ...texts.flatMap((text) => paragraph(`  ${bullet} `, escapeTerminal(text), proseWidth(style)))];
}

/** One value when both are the same, else the first, an arrow and the second. */
function changed<T extends number | string>(
  { before, after }: Change<T | null>,
  style: ReportStyle,
  show: (value: T) => string = (value) => count(value as number),
): string {
  const text = (value: T | null): string => (value === null ? glyphs(style).dash : show(value));
  return before === after ? text(after) : `${text(before)} ${style.unicode ? '→' : '->'} ${text(after)}`;
}

function gainText(gain: number, style: ReportStyle): string {
  if (gain === 0) return '';
  return gain > 0 ? paint(style, 'good', `+${count(gain)}`) : paint(style, 'bad', `${style.unicode ? '−' : '-'}${count(-gain)}`);
}
