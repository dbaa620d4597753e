import { describe, expect, it } from 'vitest';
import type { Plan } from '../../src/model/plan.ts';
import { check, messages, PLAN, SNAPSHOT, WORKSPACE } from './hand-plan.ts';
import { digestOf } from './make-plan.ts';

describe('what a plan was made from', () => {
  it('is exactly the files given now, byte by byte', () => {
    const [file] = WORKSPACE.inputs as [(typeof WORKSPACE.inputs)[number]];
    const kinds = (plan: Plan, inputs = WORKSPACE.inputs) => check(plan, { ...WORKSPACE, inputs }).findings.map((f) => [f.kind, f.message]);
    expect(kinds(PLAN, [])).toEqual([
      ['plan.stale', 'file plans/all.sendplan.yaml: the plan was made from it, but it is not among the files given now'],
    ]);
    expect(kinds({ ...PLAN, inputs: [] })).toEqual([['plan.stale', 'file plans/all.sendplan.yaml: the plan was made without it']]);
    expect(kinds(PLAN, [{ ...file, sha256: 'b'.repeat(64) }])).toEqual([
      ['plan.stale', `file plans/all.sendplan.yaml: its SHA-256 is ${'b'.repeat(64)}, the plan was made from ${'a'.repeat(64)}`],
    ]);
    expect(kinds({ ...PLAN, inputs: [file, file] })).toEqual([
      ['plan.inconsistent', 'file plans/all.sendplan.yaml: listed twice in inputs'],
    ]);
  });

  it('is of a format this checker knows', () => {
    expect(messages({ ...PLAN, formatVersion: '2.0' })).toEqual(['plan: formatVersion is "2.0", this checker knows 1.0']);
  });

  it('is the snapshot whose digest it carries', () => {
    const accounts = SNAPSHOT.accounts.map((a) => ({ ...a, tier: 'changed' }));
    expect(messages({ ...PLAN, snapshot: { ...PLAN.snapshot, accounts } })).toEqual([
      `snapshot: sha256 is "${digestOf(SNAPSHOT.accounts)}", the accounts in the plan give ${digestOf(accounts)}`,
    ]);
  });

  it('is in the time zone of the plan files', () => {
    expect(messages({ ...PLAN, horizon: { ...PLAN.horizon, timeZone: 'Europe/Berlin' } })).toEqual([
      'horizon: timeZone is Europe/Berlin in the plan, the plan files give UTC',
    ]);
  });
});
