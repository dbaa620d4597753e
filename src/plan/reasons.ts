/** Why a demand is short, in words with numbers: the solver's bottlenecks as sentences. */

import { formatLocalDate } from '../model/calendar.ts';
import type { ShortfallReason } from '../model/plan.ts';
import type { LinearProgram, LinearRow } from '../problem/linear.ts';
import type { Problem, ProblemCampaign } from '../problem/problem.ts';
import type { Bottleneck, Solution } from '../solver/solver.ts';
import { dayText, rangeText } from './amounts.ts';

/** Reasons of one short demand; their `missing` add up to the shortfall. */
export function reasonsOf(
  problem: Problem,
  program: LinearProgram,
  bottleneck: Solution['bottlenecks'][number],
): readonly ShortfallReason[] {
  const reasons = bottleneck.groups.map((group) => groupReason(problem, program, group));
  if (bottleneck.unexplained > 0) reasons.push(remainder(problem, bottleneck.demand, bottleneck.unexplained));
  return reasons;
}

function groupReason(problem: Problem, program: LinearProgram, group: Bottleneck): ShortfallReason {
  const rows = group.rows.map((r) => program.rows[r] as LinearRow);
  const key = rows[0]?.key;
  const dates = rows.flatMap((row) => row.key?.date ?? []).sort();
  const senders = [...new Set(rows.flatMap((row) => row.key?.sender ?? []))];
  const others = [
    ...new Set(rows.filter((r) => r.key?.family !== key?.family || r.key?.account !== key?.account).map((r) => single(problem, r))),
  ];
  const base = { account: key?.account ?? null, domain: key?.domain ?? null, sender: senders.length === 1 ? (senders[0] as string) : null };
  const family =
    key?.family === 'new_contacts'
      ? 'contact_limit'
      : key?.family === 'follow_up_balance' || key === undefined || key === null
        ? 'demand'
        : key.family;
  const first = dates[0] ?? null;
  const last = lastDay(problem, rows[rows.length - 1], dates[dates.length - 1] ?? null);
  const text = [wording(problem, rows, senders, first, last), ...others.map((o) => `together with ${o}`)].join(', ');
  return { resource: family, ...base, from: first, to: last, missing: group.missing, text };
}

/** Last day a row speaks about: a cycle's end for credits, the seventh day for weeks. */
function lastDay(problem: Problem, row: LinearRow | undefined, date: string | null): string | null {
  if (date === null || row?.key?.date === undefined) return date;
  if (row.key.family === 'credit_balance') {
    const cycle = cycleOf(problem, row);
    return cycle === undefined ? date : (problem.dates[cycle.to] ?? date);
  }
  if (row.key.family !== 'sender_weekly_limit') return date;
  const day = problem.dates.indexOf(date);
  return problem.dates[Math.min(problem.dayCount - 1, day + 6)] ?? date;
}

function cycleOf(problem: Problem, row: LinearRow) {
  const account = problem.accounts.find((a) => a.id === row.key?.account);
  return account?.cycles?.find((c) => problem.dates[c.from] === row.key?.date);
}

const single = (problem: Problem, row: LinearRow): string => {
  const date = row.key?.date ?? null;
  return wording(problem, [row], row.key?.sender === undefined ? [] : [row.key.sender], date, lastDay(problem, row, date));
};

function wording(problem: Problem, rows: readonly LinearRow[], senders: readonly string[], from: string | null, to: string | null): string {
  const key = rows[0]?.key;
  const days = from === null || to === null ? '' : ` ${rangeText(from, to)}`;
  const who = senders.length === 1 ? `sender ${senders[0]}` : `${senders.length} senders of account ${key?.account}`;
  switch (key?.family) {
    case 'sender_daily_limit':
      return `daily limit of ${who}${days}`;
    case 'sender_weekly_limit':
      return `weekly limit of ${who}${days}`;
    case 'domain_daily_limit':
      return `daily limit of domain ${key.domain}${days}`;
    case 'account_daily_limit':
      return `daily limit of account ${key.account}${days}`;
    case 'credit_balance': {
      const end = rows[rows.length - 1] as LinearRow;
      const last = cycleOf(problem, end)?.to ?? problem.dayCount - 1;
      const isReset = last < problem.dayCount - 1;
      return `credits of ${key.account} ${isReset ? `before ${dayText(formatLocalDate(problem.firstDay + last + 1))}` : `until ${dayText(problem.dates[last] ?? '')}`}`;
    }
    case 'contact_limit':
    case 'new_contacts':
      return `free contact slots of account ${key.account}`;
    case 'campaign_daily_limit':
      return `perDay limit of campaign ${key.campaign}${days}`;
    case 'account_share':
      return `perAccount.maxShare of campaign ${key.campaign}`;
    default:
      return `demand of campaign ${key?.campaign ?? ''}`;
  }
}

/** What no limit explains: no sender, no day, or a rule that takes contacts in batches only. */
function remainder(problem: Problem, demand: number, missing: number): ShortfallReason {
  const d = problem.demands[demand];
  const campaign = problem.campaigns[d?.campaign ?? -1] as ProblemCampaign;
  const none = { account: null, sender: null, domain: null, from: null, to: null, missing };
  const window = { from: problem.dates[campaign.firstDay] ?? null, to: problem.dates[campaign.lastDay] ?? null };
  if (d?.senders.length === 0) return { ...none, resource: 'eligibility', text: 'no sender matches its `from`' };
  if (!problem.starts.some((s) => s.demand === demand)) {
    return {
      ...none,
      ...window,
      resource: 'window',
      text: 'no allowed start day: window, weekdays, calendars of the senders and follow-ups leave none',
    };
  }
  if (campaign.allOrNothing) return { ...none, resource: 'all_or_nothing', text: 'allOrNothing: what fits is not the whole campaign' };
  if (campaign.oneAccount) return { ...none, resource: 'one_account', text: 'oneAccount: no single account can take the rest' };
  if (campaign.minStarts > 1)
    return { ...none, resource: 'sender_min_batch', text: `perSender.minStarts ${campaign.minStarts}: the rest is too small for a batch` };
  return {
    ...none,
    resource: 'demand',
    text: 'whole contacts do not fill the last room under the limits, or the analysis ran out of time',
  };
}
