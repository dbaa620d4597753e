import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Plan } from '../../src/model/plan.ts';
import { withProof } from '../../src/plan/proof.ts';
import { loadHighs } from '../../src/solver/highs.ts';
import type { Engine } from '../../src/solver/solver.ts';
import { checkPlan, verifyPlan } from '../../src/verify/verify.ts';
import { planValues } from '../helpers/plan-values.ts';
import { smallWorkspaces } from '../helpers/small-workspaces.ts';
import { TAMPERINGS } from '../helpers/tamper.ts';
import { PLAN, WORKSPACE } from './hand-plan.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await loadHighs();
});

const messages = (plan: Plan) =>
  checkPlan({ workspace: WORKSPACE, plan: PLAN })
    .confirm(plan)
    .findings.map((f) => f.message);

describe('a plan that was checked and then told what is proven about it', () => {
  it('is confirmed as if it were checked from the start', () => {
    fc.assert(
      fc.property(smallWorkspaces, ({ workspace, snapshot }) => {
        const draft = planValues(workspace, snapshot, engine);
        const { verification, confirm } = checkPlan({ workspace, plan: draft });
        const plan = withProof(draft, verification);
        expect(confirm(plan)).toEqual(verifyPlan({ workspace, plan }));
        expect(confirm(plan).findings).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });

  it('is refused when anything else in it changed, or when it claims what is not proven', () => {
    const { confirm, verification } = checkPlan({ workspace: WORKSPACE, plan: PLAN });
    expect(verification.isValid).toBe(true);
    expect(confirm(PLAN)).toEqual(verification);
    let refused = 0;
    for (const { apply, name } of TAMPERINGS) {
      const changed = apply(PLAN, WORKSPACE);
      if (changed === null) continue;
      expect(confirm(changed).isValid, name).toBe(false);
      refused++;
    }
    expect(refused).toBeGreaterThan(50);
  });

  it('is refused with equal rows that are not the very rows that were checked', () => {
    expect(messages({ ...PLAN, starts: [...PLAN.starts] })).toEqual(['plan: starts is not what was checked']);
    expect(messages({ ...PLAN, outcome: { ...PLAN.outcome, solver: { ...PLAN.outcome.solver } } })).toEqual([
      'plan: solver is not what was checked',
    ]);
    expect(messages({ ...PLAN, more: 1 } as Plan)).toEqual(['plan: more is not what was checked']);
    const levels = PLAN.outcome.levels.slice(1);
    expect(messages({ ...PLAN, outcome: { ...PLAN.outcome, levels } })[0]).toBe('plan: objectives is not what was checked');
  });

  it('stays refused when it was refused before', () => {
    const wrong: Plan = { ...PLAN, formatVersion: '0.9' };
    const { confirm, verification } = checkPlan({ workspace: WORKSPACE, plan: wrong });
    expect(confirm(wrong)).toEqual(verification);
    expect(confirm(wrong).isValid).toBe(false);
  });
});
