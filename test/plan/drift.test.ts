import { describe, expect, it } from 'vitest';
import type { AccountCapacity, SenderCapacity } from '../../src/model/capacity.ts';
import { unknown } from '../../src/model/limit.ts';
import type { Plan } from '../../src/model/plan.ts';
import { driftFindings } from '../../src/plan/drift.ts';
import { accountCapacity, observed, senderCapacity, snapshot } from '../helpers/builders.ts';
import { capacityRow, handMadePlan } from '../helpers/hand-made-plan.ts';

const SENDER = 'news@brand.example';
const account = (remaining: number | null, over: { sender?: SenderCapacity; today?: string } = {}): AccountCapacity =>
  accountCapacity('relay', [over.sender ?? senderCapacity(SENDER, { dailyLimit: 40 })], {
    remaining,
    resets: { next: '2026-12-01', every: 'month' },
    today: over.today ?? '2026-11-20',
  });

/** 100 credits, 80 of them planned: 40 today, 40 tomorrow. */
function plan(over: Partial<Plan> = {}): Plan {
  const start = { campaign: 'autumn', segment: null, account: 'relay', sender: SENDER, contacts: 40 };
  const day = (date: string) => ({ account: 'relay', sender: SENDER, from: date, to: date, limit: 40, planned: 40, headroom: 0 });
  return {
    ...handMadePlan(),
    snapshot: { ...handMadePlan().snapshot, accounts: [account(100)] },
    starts: [
      { ...start, date: '2026-11-20' },
      { ...start, date: '2026-11-21' },
    ],
    followUps: [],
    capacity: [
      capacityRow({
        resource: 'credit_balance',
        account: 'relay',
        from: '2026-11-20',
        to: '2026-11-30',
        limit: 100,
        planned: 80,
        headroom: 20,
      }),
      capacityRow({ resource: 'sender_daily_limit', ...day('2026-11-20') }),
      capacityRow({ resource: 'sender_daily_limit', ...day('2026-11-21') }),
    ],
    ...over,
  };
}

const drift = (live: readonly AccountCapacity[], of: Plan = plan()) =>
  driftFindings(of, snapshot(live), {}).map((f) => `${f.severity} ${f.message}`);

describe('drift of the capacity under a saved plan', () => {
  it('nothing when the credits went as planned: what the plan has sent by today is no drift', () => {
    expect(drift([account(60)])).toEqual([]);
  });

  it('a warning while the plan still fits, an error when it does not, a note when there is more', () => {
    expect(drift([account(45)])).toEqual([
      'warning account relay: 100 when planned, 45 now, of which the plan has sent 40: 15 went elsewhere, the plan still fits',
    ]);
    expect(drift([account(40)])[0]).toMatch(/^warning/);
    expect(drift([account(39)])).toEqual([
      'error account relay: 100 when planned, 39 now, of which the plan has sent 40: the plan no longer fits, 1 credit short',
    ]);
    expect(drift([account(100)])).toEqual(['info account relay: 100 when planned, 100 now: 40 more than the plan counts on']);
  });

  it('a pool counts what its children send', () => {
    const child = { ...account(null), account: 'child', parent: 'relay' };
    const starts = [{ campaign: 'autumn', segment: null, account: 'child', sender: SENDER, contacts: 30, date: '2026-11-20' }];
    const of = plan({ starts, snapshot: { ...plan().snapshot, accounts: [child, { ...account(100), senders: [] }] } });
    expect(drift([child, { ...account(70), senders: [] }], of)).toEqual([]);
  });

  it('after a reset credits are not compared; an account that is gone is an error; unknown is a warning', () => {
    expect(drift([account(5, { today: '2026-12-01' })])).toEqual([]);
    expect(drift([])).toEqual(['error account relay is no longer there']);
    const lost = account(60);
    const credits = { ...lost.credits, remaining: observed(unknown('not told')) };
    expect(drift([{ ...lost, credits }])).toEqual(['warning account relay: 100 when planned, unknown now']);
  });

  it('senders: lower limits, pauses, absence; only days ahead count', () => {
    const at = (sender: SenderCapacity) => drift([account(60, { sender })]);
    expect(at(senderCapacity(SENDER, { dailyLimit: 39 }))).toEqual([
      `error sender ${SENDER}: daily limit 40 when planned, 39 now; the plan no longer fits, it sends up to 40 a day`,
    ]);
    expect(at(senderCapacity(SENDER, { dailyLimit: 41 }))).toEqual([]);
    expect(at(senderCapacity(SENDER, { dailyLimit: 40, status: 'paused' }))[0]).toMatch(
      /^error .*status "paused" now; the plan no longer fits/,
    );
    expect(drift([{ ...account(60), senders: [] }])[0]).toMatch(/^error .*no longer there/);
    const later = account(20, { today: '2026-11-21', sender: senderCapacity(SENDER, { dailyLimit: 1 }) });
    expect(drift([later])).toEqual([`warning sender ${SENDER}: daily limit 40 when planned, 1 now; the plan still fits`]);
  });
});
