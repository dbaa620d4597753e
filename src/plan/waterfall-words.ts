/** Lines of a waterfall in words. */

import { formatLocalDate } from '../model/calendar.ts';
import type { Waterfall, WaterfallCause } from '../model/explanation.ts';
import type { CampaignResult } from '../model/plan.ts';
import type { Problem } from '../problem/problem.ts';
import { dayText, grouped, rangeText } from './amounts.ts';
import type { Takers } from './waterfall-room.ts';

/** What the words are about. `supply`: limits with every cause counted. */
export interface LineFacts {
  readonly kind: Waterfall['subject']['kind'];
  readonly id: string;
  readonly senders: readonly number[];
  readonly campaign: number | null;
  readonly results: readonly CampaignResult[];
  readonly problem: Problem;
  readonly supply: Problem;
}

/** More names than this are counted. */
const MOST_NAMED = 3;

/** Names one after the other, the rest counted: `a, b and 3 more`. */
function named(names: readonly string[]): string {
  const shown = names.slice(0, MOST_NAMED);
  const hidden = names.length - shown.length;
  if (hidden > 0) return `${shown.join(', ')} and ${grouped(hidden)} more`;
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown[shown.length - 1]}`;
}

const counted = (n: number, one: string): string => `${grouped(n)} ${n === 1 ? one : `${one}s`}`;

/** One line in words: what takes sends away. `takers`: whose limits it was. */
export function lineText(cause: WaterfallCause, takers: Takers, facts: LineFacts): string {
  const { problem, senders } = facts;
  const names = [...takers];
  switch (cause) {
    case 'nominal':
      return nominalText(facts);
    case 'inactive':
      return names.length === 0 ? 'senders that are not active' : `not active: ${named(names)}`;
    case 'weekdays':
      return 'days on which senders do not send: weekdays, exceptions, days that are over';
    case 'window': {
      const campaign = problem.campaigns[facts.campaign ?? -1];
      const [from, to] = [problem.dates[campaign?.firstDay ?? -1], problem.dates[campaign?.lastDay ?? -1]];
      const window = from === undefined || to === undefined || from > to ? '' : ` (${rangeText(from, to)})`;
      return `days outside its window${window}, its weekdays and its follow-ups`;
    }
    case 'warmUp':
      return names.length === 0 ? 'warm-up' : `warm-up of ${counted(names.length, 'sender')}`;
    case 'sentToday':
      return 'sent already today';
    case 'weeklyLimit':
      return names.length === 0 ? 'weekly limits' : `weekly limit of ${counted(names.length, 'sender')}`;
    case 'domainLimit':
      return names.length === 0 ? 'daily limits of domains' : `daily limit of ${names.length === 1 ? 'domain' : 'domains'} ${named(names)}`;
    case 'accountLimit':
      return names.length === 0
        ? 'daily limits of accounts'
        : `daily limit of ${names.length === 1 ? 'account' : 'accounts'} ${named(names)}`;
    case 'credits':
      return names.length === 0 ? 'credits' : `credits of ${named(names.map((name) => poolText(problem, name)))}`;
    case 'reserve':
      return names.length === 0 ? 'reserve' : `reserve of ${named(names)}`;
    case 'followUpsDue':
      return 'follow-ups due: promised to earlier contacts';
    case 'campaignLimit':
      return 'its own perDay limit';
    case 'contactLimit':
      return names.length === 0 ? 'contact slots' : `free contact slots of ${named(names)}`;
    case 'others':
      if (facts.kind !== 'campaign') return `other ${facts.kind}s that share its credits or domain`;
      return names.length === 0 ? 'other campaigns' : `other campaigns: ${named(names)}`;
    case 'unused':
      return senders.length === 0 ? 'no sender' : unusedText(facts);
  }
}

/** Whose nominal limits, and what stands in for those that have none. */
function nominalText({ senders, problem, supply }: LineFacts): string {
  const [first, last] = [problem.dates[0] as string, problem.dates[problem.dayCount - 1] as string];
  const open = senders.filter((s) => supply.senders[s]?.dailyLimit === null).length;
  const aside =
    open === 0
      ? ''
      : `; ${open === senders.length ? '' : `${grouped(open)} of them `}without a daily limit, counted with what other limits leave`;
  return `nominal daily limits of ${counted(senders.length, 'sender')}, ${rangeText(first, last)}${aside}`;
}

/** A pool with the days it is used up on would be long; its cycles' ends say enough: `sg-main before 1 Dec`. */
function poolText(problem: Problem, id: string): string {
  const cycles = problem.accounts.find((account) => account.id === id)?.cycles ?? [];
  const [cycle] = cycles;
  if (cycles.length !== 1 || cycle === undefined) return id;
  const isReset = cycle.to < problem.dayCount - 1;
  return isReset ? `${id} before ${dayText(formatLocalDate(problem.firstDay + cycle.to + 1))}` : id;
}

function unusedText({ kind, results }: LineFacts): string {
  if (kind !== 'campaign') return 'left over: no campaign can or needs to use it';
  const missing = results.reduce((sum, row) => sum + (row.shortfall?.contacts ?? 0), 0);
  const contacts = results.reduce((sum, row) => sum + row.contacts, 0);
  if (missing === 0) return `not needed: all ${grouped(contacts)} contacts are served`;
  return `room that its other ${counted(missing, 'contact')} do not use: it would take whole sequences, batches or other senders`;
}
