/** Parts of the tamperings: changing one entry of a plan, and looking things up in it. */

import { createHash } from 'node:crypto';
import { addDays, type LocalDate } from '../../src/model/calendar.ts';
import type { AccountCapacity, SenderCapacity } from '../../src/model/capacity.ts';
import type { CapacityUse, ObjectiveLevel, Start } from '../../src/model/plan.ts';
import type { Campaign, Workspace } from '../../src/model/workspace.ts';
import type { ListedPlan as Plan } from './listed-plan.ts';

/** One way to falsify a plan. */
export interface Tampering {
  readonly name: string;
  readonly apply: (plan: Plan, workspace: Workspace) => Plan | null;
}

export type Level = Plan['outcome']['levels'][number];
export type CertificateLevel = NonNullable<Plan['outcome']['certificate']>['levels'][number];

export const changeAt = <T>(list: readonly T[], index: number, change: (item: T) => T): readonly T[] =>
  list.map((item, i) => (i === index ? change(item) : item));

/** Changes the first entry that fits; null when there is none. */
export function changeFirst<T>(list: readonly T[], fits: (item: T, index: number) => boolean, change: (item: T) => T): readonly T[] | null {
  const index = list.findIndex(fits);
  return index < 0 ? null : changeAt(list, index, change);
}

export const withStarts = (plan: Plan, starts: readonly Start[] | null): Plan | null => starts && { ...plan, starts };
export const withCapacity = (plan: Plan, capacity: readonly CapacityUse[] | null): Plan | null => capacity && { ...plan, capacity };
export const withOutcome = (plan: Plan, outcome: Partial<Plan['outcome']>): Plan => ({ ...plan, outcome: { ...plan.outcome, ...outcome } });
export const withLevels = (plan: Plan, levels: readonly ObjectiveLevel[] | null): Plan | null => levels && withOutcome(plan, { levels });

export const digestOf = (accounts: unknown): string => createHash('sha256').update(JSON.stringify(accounts)).digest('hex');

/** Replaces the snapshot's accounts and makes the digest fit them. */
export function withAccounts(plan: Plan, accounts: readonly AccountCapacity[] | null): Plan | null {
  return accounts && { ...plan, snapshot: { ...plan.snapshot, accounts, sha256: digestOf(accounts) } };
}

export const accountOf = (plan: Plan, id: string): AccountCapacity | undefined => plan.snapshot.accounts.find((a) => a.account === id);
export const senderOf = (plan: Plan, start: Start): SenderCapacity | undefined =>
  accountOf(plan, start.account)?.senders.find((s) => s.id === start.sender);
export const campaignOf = (workspace: Workspace, id: string): Campaign | undefined => workspace.campaigns.find((c) => c.id === id);
export const dayAfterHorizon = (plan: Plan): LocalDate => addDays(plan.horizon.end, 1);

export function horizonDays(plan: Plan): readonly LocalDate[] {
  const days: LocalDate[] = [];
  for (let day = plan.horizon.start; day <= plan.horizon.end; day = addDays(day, 1)) days.push(day);
  return days;
}

export const weekdayName = (date: LocalDate): string =>
  ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'][new Date(`${date}T00:00:00Z`).getUTCDay()] as string;
