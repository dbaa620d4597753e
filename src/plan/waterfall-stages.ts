/** The stages of a waterfall: the capacity of a plan with everything lifted that later stages take into account. */

import { WEEKDAYS } from '../model/calendar.ts';
import type { AccountCapacity, SenderCapacity, Snapshot } from '../model/capacity.ts';
import type { WaterfallCause } from '../model/explanation.ts';
import { type Observed, UNLIMITED } from '../model/limit.ts';
import type { Workspace } from '../model/workspace.ts';
import { buildProblem } from '../problem/build.ts';
import type { Problem } from '../problem/problem.ts';

/** Causes that are part of workspace and snapshot, in the order in which they are taken into account. */
const CAUSES = [
  'inactive',
  'weekdays',
  'warmUp',
  'sentToday',
  'weeklyLimit',
  'domainLimit',
  'accountLimit',
  'credits',
  'reserve',
  'followUpsDue',
] as const satisfies readonly WaterfallCause[];
type Cause = (typeof CAUSES)[number];

/** Limits and calendars once a cause counts; `nominal`: nothing but the daily limits of the senders. */
export interface Stage {
  readonly cause: 'nominal' | Cause;
  readonly supply: Problem;
}

/**
 * Stages of a plan, `nominal` first; the last one is the capacity the plan was made for. Limits come from `buildProblem`, so
 * that they are those of the planner. Made one by one: each holds the limits of every sender and day.
 */
export function* stagesOf(workspace: Workspace, snapshot: Snapshot, { dates }: Problem): Generator<Stage> {
  const horizon = { start: dates[0] as string, end: dates[dates.length - 1] as string };
  const names = ['nominal', ...CAUSES] as const;
  for (const [n, cause] of names.entries()) {
    const lifted = new Set<Cause>(CAUSES.slice(n));
    const inFlight = lifted.has('followUpsDue') ? [] : workspace.inFlight;
    const accounts = snapshot.accounts.map((account) => liftedAccount(account, lifted));
    yield { cause, supply: buildProblem({ ...workspace, horizon, inFlight, campaigns: [] }, { ...snapshot, accounts }) };
  }
}

const valued = <T>(observed: Observed<T>, value: T): Observed<T> => ({ ...observed, value });

function liftedAccount(account: AccountCapacity, lifted: ReadonlySet<Cause>): AccountCapacity {
  const { credits, dailyLimit, reserve } = account;
  const { windows: _, ...observed } = credits;
  return {
    ...account,
    credits: lifted.has('credits')
      ? { ...observed, remaining: valued(credits.remaining, UNLIMITED), allowance: valued(credits.allowance, UNLIMITED) }
      : credits,
    reserve: lifted.has('reserve') ? { perDay: 0, untilReset: 0 } : reserve,
    dailyLimit: lifted.has('accountLimit') ? valued(dailyLimit, UNLIMITED) : dailyLimit,
    senders: account.senders.map((sender) => liftedSender(sender, lifted)),
  };
}

function liftedSender(sender: SenderCapacity, lifted: ReadonlySet<Cause>): SenderCapacity {
  const { status, sentToday, weeklyLimit } = sender;
  return {
    ...sender,
    status: lifted.has('inactive') ? valued(status, 'active') : status,
    ...(lifted.has('weekdays') ? { weekdays: WEEKDAYS, except: [] } : {}),
    warmUp: lifted.has('warmUp') ? null : sender.warmUp,
    sentToday: lifted.has('sentToday') ? valued(sentToday, 0) : sentToday,
    weeklyLimit: lifted.has('weeklyLimit') ? valued(weeklyLimit, UNLIMITED) : weeklyLimit,
    domain: lifted.has('domainLimit') ? null : sender.domain,
  };
}
