/** Usage for people: what every account and sender can still send, until when, and how we know. */

import type { AccountCapacity, SenderCapacity, Snapshot } from '../model/capacity.ts';
import type { Limit } from '../model/limit.ts';
import { escapeTerminal } from './escape-terminal.ts';
import { findingsSection } from './pretty-findings.ts';
import { glyphs, paint, proseWidth, type ReportStyle, title } from './style.ts';
import { type Column, tableLines } from './table.ts';
import { type AccountFigures, accountFigures, type RunOut, senderFigures } from './usage-figures.ts';
import { count, counted, paragraph, shortDate } from './words.ts';

/** Most sends of a sender today, by sender id: warm-up and calendar are worked out by the caller. */
export type LimitsToday = ReadonlyMap<string, Limit>;

/** Rows a table shows on a terminal before it says how many more there are. */
const MOST_ROWS = 60;

/** The whole report. */
export function prettyUsage(snapshot: Snapshot, limitsToday: LimitsToday, style: ReportStyle): string {
  const sections = [
    heading(snapshot, style),
    accountsSection(snapshot.accounts, style),
    otherLimits(snapshot.accounts, style),
    sendersSection(snapshot.accounts, limitsToday, style),
    unknowns(snapshot.accounts, style),
  ].filter((lines) => lines.length > 0);
  const text = sections.map((lines) => `${lines.join('\n')}\n`).join('\n');
  return snapshot.findings.length === 0 ? text : `${text}\n${findingsSection(snapshot.findings, style)}`;
}

/** A limit as a cell: `?` when nobody told, never 0. */
export function limitCell(limit: Limit, style: ReportStyle): string {
  if (limit.kind === 'limited') return count(limit.amount);
  return limit.kind === 'unlimited' ? paint(style, 'faint', 'unlimited') : paint(style, 'warn', '?');
}

function heading(snapshot: Snapshot, style: ReportStyle): readonly string[] {
  const senders = snapshot.accounts.reduce((sum, account) => sum + account.senders.length, 0);
  const { dot } = glyphs(style);
  const lines = [
    `${counted(snapshot.accounts.length, 'account')}, ${counted(senders, 'sender')} ${dot} capacity as of ${snapshot.observedAt}`,
    ...(snapshot.stale ? [paint(style, 'warn', `saved ${age(snapshot.stale.ageMs)} ago in ${escapeTerminal(snapshot.stale.source)}`)] : []),
    ...(snapshot.excludedProviders.length > 0
      ? [paint(style, 'warn', `left out: ${snapshot.excludedProviders.map(escapeTerminal).join(', ')}`)]
      : []),
  ];
  return lines;
}

/** `3 h`, `2 days`. */
export function age(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  if (minutes < 120) return counted(minutes, 'minute');
  const hours = Math.round(minutes / 60);
  return hours < 48 ? counted(hours, 'hour') : counted(Math.round(hours / 24), 'day');
}

function accountsSection(accounts: readonly AccountCapacity[], style: ReportStyle): readonly string[] {
  const columns: readonly Column[] = [
    { title: 'account', shrinksTo: 14 },
    { title: 'used', align: 'right' },
    { title: 'left', align: 'right' },
    { title: 'allowance', align: 'right', canDrop: true },
    { title: 'headroom', align: 'right' },
    { title: 'resets', align: 'right' },
    { title: 'runs out', align: 'right' },
    { title: 'source', shrinksTo: 12 },
    { title: 'provider', shrinksTo: 10, canDrop: true },
  ];
  const rows = familyOrder(accounts).map(({ account, depth }) => {
    const figures = accountFigures(account);
    const isDry = figures.left.kind === 'limited' && figures.left.amount === 0;
    const left = limitCell(figures.left, style);
    return [
      `${depth > 0 ? `${'  '.repeat(depth - 1)}${style.unicode ? '└ ' : '- '}` : ''}${escapeTerminal(account.account)}`,
      usedCell(figures, style),
      isDry ? paint(style, 'bad', left) : left,
      limitCell(figures.allowance, style),
      limitCell(figures.headroom, style),
      resetCell(figures, style),
      runOutCell(figures.runOut, style),
      paint(style, 'faint', figures.sources),
      paint(style, 'faint', escapeTerminal(account.provider)),
    ];
  });
  return [title('credits', style), ...tableLines(columns, rows, style)];
}

const resetCell = ({ reset, daysToReset }: AccountFigures, style: ReportStyle): string =>
  reset === null ? paint(style, 'faint', 'never') : `${shortDate(reset)}, ${counted(daysToReset ?? 0, 'day')}`;

function runOutCell(runOut: RunOut, style: ReportStyle): string {
  if (runOut.kind === 'date') return paint(style, 'bad', shortDate(runOut.date));
  return runOut.kind === 'lasts' ? 'lasts' : paint(style, 'warn', '?');
}

/** What was used is of no interest where nothing limits it. */
function usedCell({ used, left }: AccountFigures, style: ReportStyle): string {
  if (used !== null) return count(used);
  return left.kind === 'unlimited' ? paint(style, 'faint', glyphs(style).dash) : paint(style, 'warn', '?');
}

/** Accounts with their children beneath them, otherwise in the order given. */
function familyOrder(accounts: readonly AccountCapacity[]): readonly { readonly account: AccountCapacity; readonly depth: number }[] {
  const ids = new Set(accounts.map((account) => account.account));
  const children = new Map<string | null, AccountCapacity[]>();
  for (const account of accounts) children.set(account.parent, [...(children.get(account.parent) ?? []), account]);
  const below = (account: AccountCapacity, depth: number): { account: AccountCapacity; depth: number }[] => [
    { account, depth },
    ...(children.get(account.account) ?? []).flatMap((child) => below(child, depth + 1)),
  ];
  return accounts.filter((account) => account.parent === null || !ids.has(account.parent)).flatMap((account) => below(account, 0));
}

/** Account-wide daily limits and contact slots, for accounts that have any. */
function otherLimits(accounts: readonly AccountCapacity[], style: ReportStyle): readonly string[] {
  const rows = accounts.flatMap((account) => {
    const { dailyLimit, contacts } = account;
    const sentToday = account.senders.reduce((sum, sender) => sum + sender.sentToday.value, 0);
    const row = (name: string, limit: typeof dailyLimit, used: number) =>
      limit.value.kind === 'unlimited'
        ? []
        : [
            [
              escapeTerminal(account.account),
              name,
              limitCell(limit.value, style),
              count(used),
              limit.value.kind === 'limited' ? count(Math.max(0, limit.value.amount - used)) : paint(style, 'warn', '?'),
              paint(style, 'faint', limit.source),
            ],
          ];
    return [...row('sends today', dailyLimit, sentToday), ...row('contacts', contacts.limit, contacts.used.value)];
  });
  if (rows.length === 0) return [];
  const columns: readonly Column[] = [
    { title: 'account', shrinksTo: 14 },
    { title: 'limit of' },
    { title: 'limit', align: 'right' },
    { title: 'used', align: 'right' },
    { title: 'left', align: 'right' },
    { title: 'source' },
  ];
  return [title('account limits', style), ...tableLines(columns, rows, style)];
}

function sendersSection(accounts: readonly AccountCapacity[], limitsToday: LimitsToday, style: ReportStyle): readonly string[] {
  const columns: readonly Column[] = [
    { title: 'sender', shrinksTo: 18 },
    { title: 'account', shrinksTo: 14 },
    { title: 'limit', align: 'right' },
    { title: 'sent', align: 'right' },
    { title: 'left', align: 'right' },
    { title: 'left this week', align: 'right' },
    { title: 'status', shrinksTo: 8 },
    { title: 'source', shrinksTo: 12, canDrop: true },
  ];
  const all = accounts.flatMap((account) => account.senders.map((sender) => ({ account, sender })));
  const shown = style.width === null ? all : all.slice(0, MOST_ROWS);
  const rows = shown.map(({ account, sender }) => senderRow(account, sender, limitsToday, style));
  if (rows.length === 0) return [];
  const hidden = all.length - shown.length;
  const rest = hidden > 0 ? [`  and ${counted(hidden, 'more sender')}; --json and --format csv have all`] : [];
  return [title('senders today', style), ...tableLines(columns, rows, style), ...rest];
}

function senderRow(account: AccountCapacity, sender: SenderCapacity, limitsToday: LimitsToday, style: ReportStyle): readonly string[] {
  const figures = senderFigures(sender, limitsToday.get(sender.id) ?? sender.dailyLimit.value);
  const isActive = sender.status.value === 'active';
  return [
    escapeTerminal(sender.id),
    escapeTerminal(account.account),
    limitCell(figures.limit, style),
    count(figures.sent),
    limitCell(figures.left, style),
    limitCell(figures.weekLeft, style),
    isActive ? (sender.warmUp === null ? 'active' : 'warming up') : paint(style, 'warn', escapeTerminal(sender.status.value)),
    paint(style, 'faint', figures.sources),
  ];
}

/** Every unknown number, with what would fill it. */
function unknowns(accounts: readonly AccountCapacity[], style: ReportStyle): readonly string[] {
  const why = (subject: string, limit: Limit): readonly string[] => (limit.kind === 'unknown' ? [`${subject}: ${limit.why}`] : []);
  const lines = accounts.flatMap((account) => [
    ...why(`credits of ${account.account}`, account.credits.remaining.value),
    ...why(`allowance of ${account.account}`, account.credits.allowance.value),
    ...why(`daily limit of ${account.account}`, account.dailyLimit.value),
    ...why(`contact limit of ${account.account}`, account.contacts.limit.value),
    ...account.senders.flatMap((sender) => [
      ...why(`daily limit of ${sender.id}`, sender.dailyLimit.value),
      ...why(`weekly limit of ${sender.id}`, sender.weeklyLimit.value),
    ]),
  ]);
  if (lines.length === 0) return [];
  const { bullet } = glyphs(style);
  const shown = style.width === null ? lines : lines.slice(0, MOST_ROWS);
  const rest = lines.length > shown.length ? [`  and ${count(lines.length - shown.length)} more`] : [];
  return [title('unknown', style), ...shown.flatMap((line) => paragraph(`  ${bullet} `, escapeTerminal(line), proseWidth(style))), ...rest];
}
