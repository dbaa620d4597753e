import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { addDays } from '../../src/model/calendar.ts';
import type { Plan, Start } from '../../src/model/plan.ts';
import { withProof } from '../../src/plan/proof.ts';
import { loadHighs } from '../../src/solver/highs.ts';
import type { Engine } from '../../src/solver/solver.ts';
import { verifyPlan } from '../../src/verify/verify.ts';
import { type ListedPlan, listed } from '../helpers/listed-plan.ts';
import { planValues } from '../helpers/plan-values.ts';
import { type Small, smallWorkspaces } from '../helpers/small-workspaces.ts';
import { makePlan, type StartTuple } from './make-plan.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await loadHighs();
});

function solved({ workspace, snapshot }: Small): ListedPlan {
  const plan = planValues(workspace, snapshot, engine);
  return listed(withProof(plan, verifyPlan({ workspace, plan })));
}

/** The same plan with other starts: every total made to fit, bounds, certificate and status kept. */
function withStarts({ workspace, snapshot }: Small, plan: ListedPlan, starts: readonly Start[]): Plan {
  const tuples = starts.map((s): StartTuple => [s.campaign, s.segment, s.account, s.sender, s.date, s.contacts]);
  const changed = makePlan({ workspace, snapshot, starts: tuples, followUps: plan.followUps });
  const levels = changed.outcome.levels.map((level, i) => {
    const bound = plan.outcome.levels[i]?.bound ?? null;
    return { ...level, bound, gap: bound === null ? null : Math.abs(bound - level.value) / Math.max(1, Math.abs(bound)) };
  });
  return { ...changed, outcome: { ...changed.outcome, levels, status: plan.outcome.status, certificate: plan.outcome.certificate } };
}

/** One contact more or less in one start; a start more, of a sender and day that had none. */
function neighbours({ workspace, snapshot }: Small, plan: ListedPlan): readonly (readonly Start[])[] {
  const changed = plan.starts.flatMap((_, i) =>
    [1, -1].map((by) => plan.starts.map((s, j) => (i === j ? { ...s, contacts: s.contacts + by } : s)).filter((s) => s.contacts > 0)),
  );
  const [demand] = plan.campaigns;
  const day = addDays(workspace.horizon.start, 1);
  const added = snapshot.accounts.flatMap(({ account, senders }) =>
    senders.flatMap(({ id }) => {
      const first = demand && { campaign: demand.campaign, segment: demand.segment, account, sender: id, date: day, contacts: 1 };
      const isNew =
        first &&
        !plan.starts.some((s) => s.campaign === first.campaign && s.segment === first.segment && s.sender === id && s.date === day);
      if (!first || !isNew) return [];
      const keyOf = (s: Start) => [s.campaign, s.segment ?? '', s.account, s.sender, s.date].join(' ');
      return [[...plan.starts, first].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))];
    }),
  );
  return [...changed, ...added];
}

describe('solved plans', () => {
  it('are accepted, bounds and all (SV-06, SV-40)', () => {
    let optimal = 0;
    fc.assert(
      fc.property(smallWorkspaces, (small) => {
        const plan = solved(small);
        const { findings, isOptimal } = verifyPlan({ workspace: small.workspace, plan });
        expect(findings).toEqual([]);
        if (plan.outcome.status === 'optimal') expect(isOptimal).toBe(true);
        if (isOptimal) optimal++;
      }),
      { numRuns: 200 },
    );
    expect(optimal).toBeGreaterThan(60);
  });

  it('with one contact more or less anywhere are no longer proven, or reach the same on every level (SV-01)', () => {
    let rejected = 0;
    fc.assert(
      fc.property(smallWorkspaces, (small) => {
        const plan = solved(small);
        if (!verifyPlan({ workspace: small.workspace, plan }).isOptimal) return;
        for (const starts of neighbours(small, plan)) {
          const changed = withStarts(small, plan, starts);
          // An infeasible plan made worse may still say so honestly; then its gap is there to see.
          const { isOptimal, levels } = verifyPlan({ workspace: small.workspace, plan: changed });
          if (!isOptimal) rejected++;
          else expect(levels.map((l) => l.value)).toEqual(plan.outcome.levels.slice(0, levels.length).map((l) => l.value));
        }
      }),
      { numRuns: 200 },
    );
    expect(rejected).toBeGreaterThan(100);
  });
});
