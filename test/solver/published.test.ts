/** Published problems through the whole line: every exact engine that accepts one gives the published optimum. */

import { expect, it } from 'vitest';
import type { Plan } from '../../src/model/plan.ts';
import { disagreement } from '../helpers/agreement.ts';
import { loadEngines, provenPlan } from '../helpers/engines.ts';
import { PUBLISHED } from '../helpers/published.ts';
import { fromFiles } from '../helpers/whole-line.ts';

const isStopped = (plan: Plan) => plan.findings.some((f) => f.kind === 'solver.time-limit');

it.each(PUBLISHED)('$name: $value ($source)', { timeout: 120_000 }, async ({ file, level, value, isNetwork }) => {
  const [highs, ...others] = await loadEngines();
  const small = await fromFiles({ 'published.sendplan.yaml': file });
  // Worth and cost per contact have six and nine digits.
  const reached = (plan: Plan) => Math.round((plan.outcome.levels.find((l) => l.objective === level)?.value as number) * 1000) / 1000;
  const exact = provenPlan(small, highs) as Plan;
  expect(reached(exact)).toBe(value);
  const accepted = others.flatMap((engine) => {
    const plan = provenPlan(small, engine);
    if (plan === null) return [];
    if (engine.isExact && !isStopped(plan)) expect([engine.name, reached(plan)]).toEqual([engine.name, value]);
    // The others may be behind, but must not say otherwise.
    expect([engine.name, disagreement(exact, plan, false)]).toEqual([engine.name, null]);
    return [engine.name];
  });
  if (isNetwork === true) expect(accepted).toContain('flow');
  // Only what is all or nothing leaves a gap between the best plan and its relaxation.
  if (!file.includes('"allOrNothing":true')) expect(exact.outcome.status).toBe('optimal');
});
