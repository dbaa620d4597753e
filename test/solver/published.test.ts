/** Published problems through the whole line: every engine that accepts one gives the published optimum. */

import { expect, it } from 'vitest';
import { buildProblem } from '../../src/problem/build.ts';
import { loadEngines, provenPlan } from '../helpers/engines.ts';
import { PUBLISHED } from '../helpers/published.ts';
import { fromFiles } from '../helpers/whole-line.ts';

it.each(PUBLISHED)('$name: $value ($source)', async ({ file, level, value, isNetwork }) => {
  const [highs, ...others] = await loadEngines();
  const small = await fromFiles({ 'published.sendplan.yaml': file });
  const answers = [highs, ...others].flatMap((engine) => {
    const plan = provenPlan(small, engine);
    const isStopped = plan?.findings.some((f) => f.kind === 'solver.time-limit') ?? true;
    if (plan === null || (isStopped && engine !== highs)) return [];
    // Worth and cost per contact have six and nine digits.
    const found = plan.outcome.levels.find((l) => l.objective === level)?.value as number;
    return [[engine.name, Math.round(found * 1000) / 1000]];
  });
  expect(answers).toEqual(answers.map(([name]) => [name, value]));
  expect(answers.map(([name]) => name)).toContain('highs');
  if (isNetwork === true) expect(answers.map(([name]) => name)).toContain('flow');
  // Bounds of what is not all or nothing are tight.
  if (!file.includes('"allOrNothing":true')) expect(provenPlan(small, highs)?.outcome.status).toBe('optimal');
  expect(buildProblem(small.workspace, small.snapshot).dayCount).toBe(1);
});
