/** Why a demand is short, in words with numbers: the solver's bottlenecks as sentences. */

import { formatLocalDate } from '../model/calendar.ts';
import type { RowKey, ShortfallReason } from '../model/plan.ts';
import { canStart } from '../problem/options.ts';
import type { Problem, ProblemCampaign } from '../problem/problem.ts';
import type { Bottleneck, ShortDemand } from '../solver/solver.ts';
import { dayText, rangeText } from './amounts.ts';

/** More accounts or domains than this in one reason are counted, not named. */
const MOST_NAMED = 3;

/** Reasons of one short demand; their `missing` add up to the shortfall. `groupSizes`: senders of each group that keys name. */
export function reasonsOf(problem: Problem, short: ShortDemand, groupSizes: ReadonlyMap<string, number>): readonly ShortfallReason[] {
  const reasons = short.groups.map((group) => groupReason(problem, group, groupSizes));
  if (short.unexplained > 0) reasons.push(remainder(problem, short));
  return reasons;
}

/** Family as people know it: the rows behind contact slots and follow-ups count for the limit they serve. */
function familyOf(key: RowKey | undefined): ShortfallReason['resource'] {
  if (key === undefined || key.family === 'follow_up_balance') return 'demand';
  return key.family === 'new_contacts' ? 'contact_limit' : key.family;
}

function groupReason(problem: Problem, { keys, missing }: Bottleneck, groupSizes: ReadonlyMap<string, number>): ShortfallReason {
  const key = keys[0];
  const family = keys.filter((k) => k.family === key?.family);
  const isMany = new Set(family.map((k) => k.account ?? k.domain)).size > MOST_NAMED;
  const own = isMany ? family : family.filter((k) => k.account === key?.account && k.domain === key?.domain);
  const dates = own.flatMap((k) => k.date ?? []).sort();
  const senders = new Set(own.map((k) => k.sender ?? null));
  const others = [...new Set(keys.filter((k) => !own.includes(k)).map((k) => wording(problem, [k], groupSizes)))];
  return {
    resource: familyOf(key),
    account: isMany ? null : (key?.account ?? null),
    sender: senders.size === 1 ? (key?.sender ?? null) : null,
    domain: isMany ? null : (key?.domain ?? null),
    from: dates[0] ?? null,
    to: lastDay(problem, own, dates[dates.length - 1] ?? null),
    missing,
    text: [wording(problem, own, groupSizes), ...others.map((o) => `together with ${o}`)].join(', '),
  };
}

/** Last day rows speak about: a cycle's end for credits, the seventh day for weeks. */
function lastDay(problem: Problem, keys: readonly RowKey[], date: string | null): string | null {
  const key = keys.find((k) => k.date === date);
  if (date === null || key === undefined) return date;
  if (key.family === 'credit_balance') return problem.dates[cycleOf(problem, key)?.to ?? -1] ?? date;
  if (key.family !== 'sender_weekly_limit') return date;
  return problem.dates[Math.min(problem.dayCount - 1, problem.dates.indexOf(date) + 6)] ?? date;
}

const cycleOf = (problem: Problem, key: RowKey) =>
  problem.accounts.find((a) => a.id === key.account)?.cycles?.find((c) => problem.dates[c.from] === key.date);

function wording(problem: Problem, keys: readonly RowKey[], groupSizes: ReadonlyMap<string, number>): string {
  const key = keys[0];
  const dates = keys.flatMap((k) => k.date ?? []).sort();
  const from = dates[0];
  const to = lastDay(problem, keys, dates[dates.length - 1] ?? null);
  const days = from === undefined || to === null ? '' : ` ${rangeText(from, to)}`;
  const accounts = new Set(keys.flatMap((k) => k.account ?? []));
  const domains = new Set(keys.flatMap((k) => k.domain ?? []));
  const account = accounts.size > 1 ? `${accounts.size} accounts` : `account ${key?.account}`;
  const named = new Set(keys.flatMap((k) => k.sender ?? []));
  const groups = new Set(keys.flatMap((k) => k.group ?? []));
  const senderCount = [...groups].reduce((n, id) => n + (groupSizes.get(id) ?? 0), named.size);
  const who = senderCount === 1 && key?.sender !== undefined ? `sender ${key.sender}` : `${senderCount} senders of ${account}`;
  switch (key?.family) {
    case 'sender_daily_limit':
      return `daily limit of ${who}${days}`;
    case 'sender_weekly_limit':
      return `weekly limit of ${who}${days}`;
    case 'domain_daily_limit':
      return `daily limit of ${domains.size > 1 ? `${domains.size} domains` : `domain ${key.domain}`}${days}`;
    case 'account_daily_limit':
      return `daily limit of ${account}${days}`;
    case 'credit_balance': {
      const last = problem.dates.indexOf(to ?? '');
      const isReset = last < problem.dayCount - 1;
      const whose = accounts.size > 1 ? account : key.account;
      return `credits of ${whose} ${isReset ? `before ${dayText(formatLocalDate(problem.firstDay + last + 1))}` : `until ${dayText(to ?? '')}`}`;
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
function remainder(problem: Problem, { demand, unexplained: missing, isAnalysed }: ShortDemand): ShortfallReason {
  const d = problem.demands[demand];
  const campaign = problem.campaigns[d?.campaign ?? -1] as ProblemCampaign;
  const none = { account: null, sender: null, domain: null, from: null, to: null, missing };
  const window = { from: problem.dates[campaign.firstDay] ?? null, to: problem.dates[campaign.lastDay] ?? null };
  if (d?.senders.length === 0) return { ...none, resource: 'eligibility', text: 'no sender matches its `from`' };
  if (!canStart(problem, demand)) {
    return {
      ...none,
      ...window,
      resource: 'window',
      text: 'no allowed start day: window, weekdays, calendars of the senders and follow-ups leave none',
    };
  }
  if (!isAnalysed) return { ...none, resource: 'demand', text: 'not analysed: the largest shortfalls of a plan are explained first' };
  if (campaign.allOrNothing) return { ...none, resource: 'all_or_nothing', text: 'allOrNothing: what fits is not the whole campaign' };
  if (campaign.oneAccount) return { ...none, resource: 'one_account', text: 'oneAccount: no single account can take the rest' };
  if (campaign.minStarts > 1)
    return { ...none, resource: 'sender_min_batch', text: `perSender.minStarts ${campaign.minStarts}: the rest is too small for a batch` };
  return {
    ...none,
    resource: 'demand',
    text: 'whole contacts do not fill the last room under the limits',
  };
}
