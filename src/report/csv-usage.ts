/** Usage as a CSV table: one row per account, then one per sender. `?` = unknown, `unlimited` = no limit. */

import type { Snapshot } from '../model/capacity.ts';
import type { Limit } from '../model/limit.ts';
import { csv } from './csv.ts';
import type { LimitsToday } from './pretty-usage.ts';
import { accountFigures, senderFigures } from './usage-figures.ts';

const COLUMNS = [
  'kind',
  'account',
  'sender',
  'provider',
  'used',
  'left',
  'allowance',
  'headroom',
  'next_reset',
  'days_to_reset',
  'runs_out',
  'limit_today',
  'sent_today',
  'left_today',
  'left_this_week',
  'status',
  'source',
  'observed_at',
] as const;

const cell = (limit: Limit): string | number => (limit.kind === 'limited' ? limit.amount : limit.kind === 'unlimited' ? 'unlimited' : '?');

/** The whole table. */
export function usageCsv(snapshot: Snapshot, limitsToday: LimitsToday): string {
  const rows = snapshot.accounts.flatMap((account) => {
    const figures = accountFigures(account);
    const head: Row = {
      kind: 'account',
      account: account.account,
      provider: account.provider,
      used: figures.used ?? '?',
      left: cell(figures.left),
      allowance: cell(figures.allowance),
      headroom: cell(figures.headroom),
      next_reset: figures.reset,
      days_to_reset: figures.daysToReset,
      runs_out: figures.runOut.kind === 'date' ? figures.runOut.date : figures.runOut.kind === 'unknown' ? '?' : null,
      limit_today: cell(account.dailyLimit.value),
      source: figures.sources,
      observed_at: account.credits.remaining.observedAt,
    };
    const senders = account.senders.map((sender): Row => {
      const today = senderFigures(sender, limitsToday.get(sender.id) ?? sender.dailyLimit.value);
      return {
        kind: 'sender',
        account: account.account,
        sender: sender.id,
        provider: account.provider,
        limit_today: cell(today.limit),
        sent_today: today.sent,
        left_today: cell(today.left),
        left_this_week: cell(today.weekLeft),
        status: sender.status.value,
        source: today.sources,
        observed_at: sender.dailyLimit.observedAt,
      };
    });
    return [head, ...senders];
  });
  return csv(
    COLUMNS,
    rows.map((row) => COLUMNS.map((column) => row[column] ?? null)),
  );
}

type Row = Partial<Record<(typeof COLUMNS)[number], string | number | null>>;
