/** Falsified frame: snapshot, horizon, inputs. */

import { addDays } from '../../src/model/calendar.ts';
import type { AccountCapacity, SenderCapacity } from '../../src/model/capacity.ts';
import { limited } from '../../src/model/limit.ts';
import type { CapacityUse } from '../../src/model/plan.ts';
import { changeFirst, dayAfterHorizon, type Tampering, withAccounts } from './tamper-kit.ts';

export const SNAPSHOT: readonly Tampering[] = [
  {
    name: 'snapshot changed, digest kept',
    apply: (plan) => {
      const accounts = changeFirst(
        plan.snapshot.accounts,
        () => true,
        (a) => ({ ...a, reserve: { ...a.reserve, perDay: a.reserve.perDay + 1 } }),
      );
      return accounts && { ...plan, snapshot: { ...plan.snapshot, accounts } };
    },
  },
  { name: 'digest changed', apply: (plan) => ({ ...plan, snapshot: { ...plan.snapshot, sha256: '0'.repeat(64) } }) },
  {
    // Only where the credits are above 0 in the row: there one more must show.
    name: 'one more credit in the snapshot, digest made to fit',
    apply: (plan) => {
      const isFirstCycle = (a: AccountCapacity, row: CapacityUse) =>
        a.credits.resets.value === null || row.from < a.credits.resets.value.next;
      const accounts = changeFirst(
        plan.snapshot.accounts,
        (a) =>
          a.credits.remaining.value.kind === 'limited' &&
          plan.capacity.some((r) => r.resource === 'credit_balance' && r.account === a.account && (r.limit ?? 0) > 0 && isFirstCycle(a, r)),
        (a) => {
          const { value } = a.credits.remaining;
          const more = value.kind === 'limited' ? limited(value.amount + 1) : value;
          return { ...a, credits: { ...a.credits, remaining: { ...a.credits.remaining, value: more } } };
        },
      );
      return withAccounts(plan, accounts);
    },
  },
  {
    name: 'sender limit 0 in the snapshot, digest made to fit',
    apply: (plan) => {
      const start = plan.starts[0];
      if (start === undefined) return null;
      const stop = (s: SenderCapacity): SenderCapacity =>
        s.id === start.sender ? { ...s, dailyLimit: { ...s.dailyLimit, value: limited(0) } } : s;
      return withAccounts(
        plan,
        plan.snapshot.accounts.map((a) => ({ ...a, senders: a.senders.map(stop) })),
      );
    },
  },
  {
    name: 'sender not active in the snapshot, digest made to fit',
    apply: (plan) => {
      const start = plan.starts[0];
      if (start === undefined) return null;
      const stop = (s: SenderCapacity): SenderCapacity => (s.id === start.sender ? { ...s, status: { ...s.status, value: 'paused' } } : s);
      return withAccounts(
        plan,
        plan.snapshot.accounts.map((a) => ({ ...a, senders: a.senders.map(stop) })),
      );
    },
  },
  {
    name: 'account listed twice in the snapshot, digest made to fit',
    apply: (plan) => {
      const [first] = plan.snapshot.accounts;
      return first === undefined ? null : withAccounts(plan, [first, ...plan.snapshot.accounts]);
    },
  },
];

export const FRAME: readonly Tampering[] = [
  { name: 'horizon one day longer', apply: (plan) => ({ ...plan, horizon: { ...plan.horizon, end: dayAfterHorizon(plan) } }) },
  {
    name: 'horizon begins a day early',
    apply: (plan) => ({ ...plan, horizon: { ...plan.horizon, start: addDays(plan.horizon.start, -1) } }),
  },
  { name: 'another time zone', apply: (plan) => ({ ...plan, horizon: { ...plan.horizon, timeZone: 'Mars/Olympus_Mons' } }) },
  { name: 'another format version', apply: (plan) => ({ ...plan, formatVersion: '0.9' }) },
  {
    name: 'made from another file',
    apply: (plan) => ({ ...plan, inputs: [...plan.inputs, { path: 'other.yaml', sha256: '0'.repeat(64) }] }),
  },
  {
    name: 'made from an older state of a file',
    apply: (plan) => {
      const inputs = changeFirst(
        plan.inputs,
        () => true,
        (file) => ({ ...file, sha256: '0'.repeat(64) }),
      );
      return inputs && { ...plan, inputs };
    },
  },
];
