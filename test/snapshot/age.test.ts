import { describe, expect, it } from 'vitest';
import { ProviderError } from '../../src/errors.ts';
import type { AccountReading, SnapshotFile } from '../../src/model/capacity.ts';
import type { Account } from '../../src/model/workspace.ts';
import { judgeAge } from '../../src/snapshot/age.ts';
import { declaredAccount, observed, workspace } from '../helpers/builders.ts';

const TAKEN = '2026-11-20T09:30:00Z';
const HOUR = 3_600_000;

const account = (over: Partial<Account> = {}): Account =>
  declaredAccount('pf', { connection: { provider: 'puffle', apiKeyEnv: 'PUFFLE_API_KEY', campaigns: [] }, ...over });
const reading = (over: Partial<AccountReading> = {}): AccountReading => ({
  account: 'pf',
  provider: 'puffle',
  isDiscovered: false,
  observedAt: TAKEN,
  findings: [],
  ...over,
});
const file = (readings: readonly AccountReading[] = [reading()]): SnapshotFile => ({ formatVersion: '1.0', observedAt: TAKEN, readings });

const judge = (
  now: string,
  over: { allowStaleMs?: number | null; account?: Account; file?: SnapshotFile; excludedProviders?: readonly string[] } = {},
) =>
  judgeAge(over.file ?? file(), {
    workspace: workspace([], { accounts: [over.account ?? account()] }),
    now,
    allowStaleMs: over.allowStaleMs ?? null,
    excludedProviders: over.excludedProviders ?? [],
    name: 'usage.json',
  });

function refusal(...args: Parameters<typeof judge>): ProviderError {
  try {
    judge(...args);
  } catch (error) {
    if (error instanceof ProviderError) return error;
    throw error;
  }
  throw new Error('expected a ProviderError');
}

describe('age of a saved snapshot', () => {
  it('PV-18 up to 15 minutes it is fresh', () => {
    expect(judge(TAKEN)).toBeNull();
    expect(judge('2026-11-20T09:45:00Z')).toBeNull();
  });
  it('PV-18 older ones need --allow-stale, which the message says', () => {
    const error = refusal('2026-11-20T12:31:00Z');
    expect(error.code).toBe('snapshot_stale');
    expect(error.message).toBe(
      'Snapshot usage.json: it is 3 h 1 min old; expected at most 15 min without --allow-stale, up to 24 h. Or allow it, e.g. --allow-stale 4h. Take a new one: `sendplan usage --save usage.json`.',
    );
    expect(refusal('2026-11-20T12:31:00Z', { allowStaleMs: 2 * HOUR }).message).toContain('expected at most 2 h 0 min (--allow-stale)');
  });
  it('PV-18 with the flag it is let in with age and source time', () => {
    expect(judge('2026-11-20T12:30:00Z', { allowStaleMs: 24 * HOUR })).toEqual({ ageMs: 3 * HOUR, source: TAKEN });
    expect(judge('2026-11-20T12:30:00Z', { allowStaleMs: 3 * HOUR })).toEqual({ ageMs: 3 * HOUR, source: TAKEN });
    expect(judge('2026-11-20T09:45:01Z', { allowStaleMs: 24 * HOUR })?.ageMs).toBe(901_000);
  });
  it('PV-19 older than 24 h is refused whatever the flag, also on a local day of 25 h', () => {
    const error = refusal('2026-11-21T10:30:00Z', { allowStaleMs: 1000 * HOUR });
    expect(error.code).toBe('snapshot_stale');
    expect(error.message).toContain('it is 25 h 0 min old; nothing older than 24 h is planned on');
    const zoned = account({ timeZone: 'America/New_York' });
    const long = file([reading({ observedAt: '2026-11-01T04:10:00Z' })]);
    const flags = { account: zoned, file: long, allowStaleMs: 1000 * HOUR };
    expect(judge('2026-11-02T04:10:00Z', flags)?.ageMs).toBe(24 * HOUR);
    expect(refusal('2026-11-02T04:11:00Z', flags).message).toContain('24 h 1 min old');
  });
  it('PV-20 more than 5 minutes in the future is refused', () => {
    expect(judge('2026-11-20T09:25:00Z')).toBeNull();
    const error = refusal('2026-11-20T09:24:59Z', { allowStaleMs: 24 * HOUR });
    expect(error.code).toBe('snapshot_stale');
    expect(error.message).toContain('from the future');
  });
  it('PV-21 midnight of the account in between is refused, however fresh', () => {
    const zoned = account({ timeZone: 'America/Los_Angeles' });
    const before = file([reading({ observedAt: '2026-11-20T07:55:00Z' })]);
    const error = refusal('2026-11-20T08:05:00Z', { account: zoned, file: before, allowStaleMs: 24 * HOUR });
    expect(error.message).toContain('taken on 2026-11-19 and it is 2026-11-20 now in the zone of account pf (America/Los_Angeles)');
    expect(judge('2026-11-20T08:05:00Z', { file: before })).toBeNull();
  });
  it('PV-21 the zone may be the reading’s', () => {
    const zoned = file([reading({ observedAt: '2026-11-20T14:55:00Z', timeZone: observed('Asia/Tokyo', 'api') })]);
    expect(refusal('2026-11-20T15:05:00Z', { file: zoned }).message).toContain('Asia/Tokyo');
  });
  it('PV-21 a reset in between is named, from the provider or from the plan file', () => {
    const rule = { next: '2026-11-21', every: 'month' } as const;
    const told = file([reading({ credits: { resets: observed(rule, 'api') } })]);
    expect(refusal('2026-11-21T08:00:00Z', { file: told, allowStaleMs: 24 * HOUR }).message).toContain(
      'credits of account pf were reset on 2026-11-21',
    );
    const own = account({ credits: { remaining: null, allowance: null, resets: rule } });
    expect(refusal('2026-11-21T08:00:00Z', { account: own, allowStaleMs: 24 * HOUR }).message).toContain('reset on 2026-11-21');
  });
  it('numbers of declared accounts and of excluded providers have no age', () => {
    const now = '2027-11-20T09:30:00Z';
    expect(judge(now, { account: declaredAccount('pf') })).toBeNull();
    expect(judge(now, { excludedProviders: ['puffle'] })).toBeNull();
    expect(judge(now, { file: file([]) })).toBeNull();
  });
  it('a discovered account counts with its parent and its zone', () => {
    const found = reading({ account: 'pf/x', isDiscovered: true, parent: 'pf', observedAt: '2026-11-20T14:55:00Z' });
    const zoned = account({ timeZone: 'Asia/Tokyo' });
    expect(refusal('2026-11-20T15:05:00Z', { account: zoned, file: file([found]) }).account).toBe('pf/x');
  });
  it('the oldest reading decides', () => {
    const mixed = file([reading(), reading({ account: 'pf/x', isDiscovered: true, parent: 'pf', observedAt: '2026-11-20T08:30:00Z' })]);
    expect(judge('2026-11-20T09:30:00Z', { file: mixed, allowStaleMs: 2 * HOUR })?.ageMs).toBe(HOUR);
  });
});
