/** Whether saved capacity may still be planned on. Units: ms. */

import { ProviderError } from '../errors.ts';
import { type Instant, localDateAt, parseInstant } from '../model/calendar.ts';
import type { AccountReading, Snapshot, SnapshotFile } from '../model/capacity.ts';
import type { Workspace } from '../model/workspace.ts';
import { zoneOf } from './zone.ts';

const MINUTE = 60_000;
/** Up to this age saved capacity counts as live. */
export const FRESH_MS = 15 * MINUTE;
/** Beyond this age no flag helps. */
export const STALE_CAP_MS = 24 * 60 * MINUTE;
/** Clocks of two machines may differ by this much. */
export const FUTURE_MS = 5 * MINUTE;

/** How a saved snapshot is judged. */
export interface AgeOptions {
  /** Names the accounts that are planned on, their zones and declared resets. */
  readonly workspace: Workspace;
  readonly now: Instant;
  /** `--allow-stale`; null = not given. */
  readonly allowStaleMs: number | null;
  readonly excludedProviders: readonly string[];
  /** Path of the file, for messages. */
  readonly name: string;
}

/**
 * Age of a saved snapshot as the plan has to say it: null while fresh. Only readings that the plan uses and that come from
 * a provider count; numbers written in plan files have no age.
 * Throws: ProviderError `snapshot_stale` when it is too old, from the future, or from before a reset or the account's midnight.
 */
export function judgeAge(file: SnapshotFile, options: AgeOptions): Snapshot['stale'] {
  const { workspace } = options;
  const now = instantMs(options.now);
  const used = usedReadings(file, workspace, options.excludedProviders);
  if (used.length === 0) return null;
  const ages = used.map((reading) => now - instantMs(reading.observedAt));
  const oldest = Math.max(...ages);
  const refuse = (why: string, reading?: AccountReading): ProviderError => {
    const text = `Snapshot ${options.name}: ${why}. Take a new one: \`sendplan usage --save ${options.name}\`.`;
    return new ProviderError('snapshot_stale', text, { provider: reading?.provider ?? null, account: reading?.account ?? null });
  };
  if (Math.min(...ages) < -FUTURE_MS) {
    throw refuse(`it is from the future (observed ${file.observedAt}, now ${options.now}); check the clock of this machine or --now`);
  }
  if (oldest > STALE_CAP_MS) throw refuse(`it is ${hours(oldest)} old; nothing older than 24 h is planned on`);
  for (const reading of used) {
    const crossed = crossedMidnight(workspace, reading, options.now);
    if (crossed !== null) throw refuse(crossed, reading);
  }
  if (oldest <= FRESH_MS) return null;
  const allowed = options.allowStaleMs ?? 0;
  if (oldest > allowed) {
    const limit = options.allowStaleMs === null ? 'at most 15 min without --allow-stale' : `at most ${hours(allowed)} (--allow-stale)`;
    throw refuse(
      `it is ${hours(oldest)} old; expected ${limit}, up to 24 h. Or allow it, e.g. --allow-stale ${Math.ceil(oldest / (60 * MINUTE))}h`,
    );
  }
  return { ageMs: oldest, source: file.observedAt };
}

function usedReadings(file: SnapshotFile, workspace: Workspace, excludedProviders: readonly string[]): readonly AccountReading[] {
  const live = new Set(
    workspace.accounts
      .filter((a) => a.connection.provider !== 'declared' && !excludedProviders.includes(a.connection.provider))
      .map((a) => a.id),
  );
  return file.readings.filter((r) => live.has(r.isDiscovered ? (r.parent ?? '') : r.account));
}

/** Why a reading is of an earlier day than now in its account's zone, or null. A reset always falls on a day's beginning. */
function crossedMidnight(workspace: Workspace, reading: AccountReading, now: Instant): string | null {
  const account = workspace.accounts.find((a) => a.id === reading.account) ?? null;
  const parent = workspace.accounts.find((a) => a.id === reading.parent);
  const parentZone =
    parent === undefined || parent.timeZone === null ? undefined : { value: parent.timeZone, observedAt: now, source: 'declared' as const };
  const zone = zoneOf(workspace, account, reading, reading.observedAt, parentZone).value;
  const then = localDateAt(reading.observedAt, zone);
  const today = localDateAt(now, zone);
  if (then === today) return null;
  const resets = [account?.credits.resets?.next, reading.credits?.resets?.value?.next];
  const reset = resets.find((next) => next !== undefined && next > then && next <= today);
  if (reset !== undefined)
    return `the credits of account ${reading.account} were reset on ${reset}, after it was taken (${then} in ${zone})`;
  return `it was taken on ${then} and it is ${today} now in the zone of account ${reading.account} (${zone}), so what was sent that day no longer counts`;
}

function instantMs(instant: Instant): number {
  const ms = parseInstant(instant);
  if (ms === null) throw new RangeError(`not an instant: ${JSON.stringify(instant)}`);
  return ms;
}

function hours(ms: number): string {
  const minutes = Math.round(ms / MINUTE);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
