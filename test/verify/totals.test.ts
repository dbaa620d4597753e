import { describe, expect, it } from 'vitest';
import type { CampaignResult, Plan } from '../../src/model/plan.ts';
import { check, messages, missing, PLAN, result } from './hand-plan.ts';

describe('a plan written out by hand', () => {
  it('is accepted, with what was checked (SV-03)', () => {
    const verification = check(PLAN);
    expect(verification.findings).toEqual([]);
    expect(verification).toMatchObject({ isValid: true, isOptimal: false, levels: PLAN.outcome.levels });
    expect(verification.checked).toMatchObject({ start: 3, demand: 3, capacity_row: 14, credit_balance: 1, level: 3, input: 1 });
  });

  it.each<[string, Plan, string]>([
    ['contacts', result(0, { contacts: 101 }), 'segment news/eu: contacts is 101, the rows and files give 100'],
    ['served', result(0, { served: 61 }), 'segment news/eu: served is 61, the rows and files give 60'],
    ['sends', result(1, { sends: 37.5 }), 'segment news/us: sends is 37.5, the rows and files give 37'],
    ['priority', result(2, { priority: 1 }), 'campaign sale: priority is 1, the rows and files give 2'],
    ['firstDay', result(2, { firstDay: null }), 'campaign sale: firstDay is null, the rows and files give "2026-11-21"'],
    ['lastDay', result(0, { lastDay: '2026-11-20' }), 'segment news/eu: lastDay is "2026-11-20", the rows and files give "2026-11-23"'],
    [
      'alreadyStarted',
      result(0, { alreadyStarted: 5 }),
      'segment news/eu: alreadyStarted is 5, the rows and files give 0 without a previous plan',
    ],
    [
      'a shortfall that is not there',
      result(2, { shortfall: { contacts: 1, reasons: [] } }),
      'campaign sale: shortfall is 1, the rows and files give null',
    ],
    ['a shortfall that is hidden', result(1, { shortfall: null }), 'segment news/us: shortfall is null, the rows and files give 30'],
    [
      'its size',
      result(1, { shortfall: { contacts: 29, reasons: [missing(30)] } }),
      'segment news/us: shortfall.contacts is 29, the rows and files give 30',
    ],
    [
      'its reasons',
      result(1, { shortfall: { contacts: 30, reasons: [missing(29)] } }),
      'segment news/us: missing of all reasons is 29, the rows and files give 30',
    ],
  ])('is rejected for %s', (_, plan, message) => {
    expect(messages(plan)).toEqual([message]);
  });

  it('is rejected for reasons that are no counts or name nothing', () => {
    const reasons = [
      { ...missing(30), account: 'nope' },
      { ...missing(0.5), sender: 's9' },
    ];
    expect(messages(result(1, { shortfall: { contacts: 30, reasons } }))).toEqual([
      'segment news/us: account of a reason is "nope", the rows and files give an account of the snapshot',
      'segment news/us: missing of a reason is 0.5, the rows and files give a non-negative integer',
      'segment news/us: sender of a reason is "s9", the rows and files give a sender of the snapshot',
    ]);
  });

  it('takes contacts that an earlier plan started on trust only when there is one', () => {
    const previous = { path: 'old.json', sha256: 'b'.repeat(64) };
    expect(messages({ ...result(0, { alreadyStarted: 5 }), previous })).toEqual([]);
    expect(messages({ ...result(0, { alreadyStarted: 0.5 }), previous })).toEqual([
      'segment news/eu: alreadyStarted is 0.5, the rows and files give a count',
    ]);
  });

  it('is rejected when results are missing, too many or in another order', () => {
    const list = (campaigns: readonly CampaignResult[]) => messages({ ...PLAN, campaigns }).at(-1);
    const [eu, us, sale] = PLAN.campaigns as [CampaignResult, CampaignResult, CampaignResult];
    const expected = ', expected 3: one for each campaign and segment of the plan files, in canonical order';
    expect(list([eu, us])).toBe(`plan: 2 campaign results${expected}`);
    expect(list([us, eu, sale])).toBe(`plan: 3 campaign results${expected}`);
    expect(list([eu, us, { ...sale, campaign: 'x' }])).toBe(`plan: 3 campaign results${expected}`);
  });

  it('is rejected for isComplete', () => {
    expect(messages({ ...PLAN, outcome: { ...PLAN.outcome, isComplete: true } })).toEqual([
      'plan: isComplete is true, the rows give false',
    ]);
  });

  it.each<[string, Plan['cost']['overage'], readonly string[]]>([
    ['sends', [{ account: 'acc', sends: 7, amount: '0.0088', currency: 'USD' }], ['account acc: sends of the overage is 7, expected 8']],
    [
      'amount',
      [{ account: 'acc', sends: 8, amount: '0.01', currency: 'USD' }],
      ['account acc: amount of the overage is "0.01", expected 0.0088'],
    ],
    [
      'amount that is none',
      [{ account: 'acc', sends: 8, amount: '88e-4', currency: 'USD' }],
      ['account acc: amount of the overage is "88e-4", expected 0.0088'],
    ],
    [
      'currency',
      [{ account: 'acc', sends: 8, amount: '0.00880', currency: 'EUR' }],
      ['account acc: currency of the overage is "EUR", expected USD'],
    ],
    ['nothing', [], ['account acc: 8 paid sends are not listed in cost.overage, expected a row']],
    [
      'an account without overage',
      [...PLAN.cost.overage, { account: 'spare', sends: 0, amount: '0', currency: 'USD' }],
      ['account spare: account of the overage is "spare", expected an account of the snapshot that has overage'],
    ],
    [
      'an unknown account',
      [...PLAN.cost.overage, { account: 'x', sends: 0, amount: '0', currency: 'USD' }],
      ['account x: account of the overage is "x", expected an account of the snapshot that has overage'],
    ],
    [
      'a row twice',
      [...PLAN.cost.overage, ...PLAN.cost.overage],
      ['account acc: row of the overage is "acc", expected one row per account'],
    ],
  ])('is rejected for %s in the cost of overage', (_, overage, expected) => {
    expect(messages({ ...PLAN, cost: { overage } })).toEqual(expected);
  });
});
