/** Judges how full senders get: every sender on every day it sends. */

import { type Finding, finding } from '../model/finding.ts';
import type { Measurement } from '../model/judgement.ts';
import { compareText } from '../model/order.ts';
import type { Plan } from '../model/plan.ts';
import type { Workspace } from '../model/workspace.ts';
import { dayText, grouped } from './amounts.ts';
import { ceilDiv, counted, partText, shareText, tenThousandths, wholeOf } from './policy-values.ts';

/** The fullest day of a sender. Units: 1/10000 sends. */
interface Busy {
  readonly sender: string;
  readonly date: string;
  readonly used: bigint;
  readonly limit: bigint;
  readonly days: number;
}

/**
 * One finding for every sender that is used above `policy.maxUtilisation` on some day, naming its worst day. What was sent
 * that day before the plan and what is promised count as use.
 */
export function busySenders({ plan, workspace }: { readonly plan: Plan; readonly workspace: Workspace }): readonly Finding[] {
  const share = workspace.policy.maxUtilisation10k;
  if (share === null) return [];
  const before = usedBefore(plan, workspace);
  const busy = new Map<string, Busy>();
  for (const use of plan.capacity) {
    if (use.resource !== 'sender_daily_limit' || use.sender === null || use.limit === null) continue;
    const earlier = before.get(`${use.from} ${use.sender}`) ?? 0n;
    const used = tenThousandths(use.planned) + earlier;
    const limit = tenThousandths(use.limit) + earlier;
    if (used * 10_000n <= limit * BigInt(share)) continue;
    const known = busy.get(use.sender);
    const isWorse = known === undefined || used * known.limit > known.used * limit;
    const days = (known?.days ?? 0) + 1;
    busy.set(use.sender, isWorse ? { sender: use.sender, date: use.from, used, limit, days } : { ...known, days });
  }
  return [...busy.values()].sort((a, b) => compareText(a.sender, b.sender)).map((b) => busyFinding(b, share, workspace));
}

/** Sends that were made or promised before the plan, by `<date> <sender>`. */
function usedBefore(plan: Plan, workspace: Workspace): ReadonlyMap<string, bigint> {
  const before = new Map<string, bigint>();
  const add = (date: string, sender: string, sends: number) => {
    const key = `${date} ${sender}`;
    before.set(key, (before.get(key) ?? 0n) + BigInt(sends) * 10_000n);
  };
  for (const { today, senders } of plan.snapshot.accounts) for (const sender of senders) add(today, sender.id, sender.sentToday.value);
  for (const promise of workspace.inFlight) add(promise.date, promise.sender, promise.sends);
  return before;
}

function busyFinding({ sender, date, used, limit, days }: Busy, share: number, workspace: Workspace): Finding {
  const most = (limit * BigInt(share)) / 10_000n;
  const others = days === 1 ? '' : days === 2 ? ', and on 1 more day' : `, and on ${days - 1} more days`;
  // A limit that leaves the same use below the share.
  const wanted = share === 0 ? null : wholeOf(ceilDiv(used * 10_000n, BigInt(share)));
  const measurement: Measurement = {
    measured: `${partText(used, limit)} on ${dayText(date)}: ${grouped(wholeOf(used))} of ${grouped(wholeOf(limit))} sends${others}`,
    required: `at most ${shareText(share)}: ${grouped(Number(most / 10_000n))}`,
    remedy: `${counted(wholeOf(used - most), 'send')} fewer that day${wanted === null ? '' : `, or a daily limit of ${grouped(wanted)}`}`,
    excess: Number(used - most) / 10_000,
  };
  const text = `sender ${sender}: ${measurement.measured}; policy.maxUtilisation allows ${measurement.required}. ${measurement.remedy} would do`;
  return finding('utilisation.high', text, {
    subject: { kind: 'sender', id: sender },
    position: workspace.positions['policy:maxUtilisation'],
    data: { ...measurement, date, days },
  });
}
