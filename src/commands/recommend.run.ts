/** `sendplan recommend`: the cheapest change set that reaches a target. */

import { loadWorkspace } from '../config/load.ts';
import { ConfigError, UsageError } from '../errors.ts';
import { formatInstant } from '../model/calendar.ts';
import { finding } from '../model/finding.ts';
import type { Plan } from '../model/plan.ts';
import type { Recommendation } from '../model/recommendation.ts';
import type { Workspace } from '../model/workspace.ts';
import type { Situation } from '../whatif/situation.ts';
import { readCapacity } from './capacity.ts';
import type { Invocation, Run } from './command.ts';
import { EXIT } from './failure.ts';
import { planLine } from './plan-line.ts';
import type { RecommendOptions } from './recommend.spec.ts';
import { TOOL } from './tool.ts';

/** Time for all plans together, unless asked otherwise. Units: ms. */
const TIME_LIMIT = 120_000;
/** Progress is said so often. Units: ms. */
const SAY_EVERY = 2_000;
/** The last plan begun gets at least so much. Units: ms. */
const LEAST_TIME = 1_000;

/** Exit 0 with a set that reaches the target; 1 when there is none, or none within the budget; 4 when the time was too short to tell. */
export const run: Run<RecommendOptions> = async (invocation) => {
  const { arguments: paths, options, runtime, output } = invocation;
  const { workspace } = await loadWorkspace(paths, { cwd: runtime.cwd, now: formatInstant(runtime.now()) });
  refuseTarget(options, workspace);
  const { snapshot } = await readCapacity(invocation, workspace);
  const [{ recommend }, { firstCeiling }, { MODEL_ROOMS }, { loadEngine }] = await Promise.all([
    import('../whatif/recommend.ts'),
    import('./ceiling-line.ts'),
    import('./capacity-rooms.ts'),
    import('../solver/run.ts'),
  ]);
  const engine = await loadEngine(options.solver ?? 'auto');
  const limit = options.timeLimit ?? TIME_LIMIT;
  const end = runtime.clock() + limit;
  const left = (): number => end - runtime.clock();
  const makePlan = async (situation: Situation): Promise<Plan> => {
    const { plan } = await planLine({
      ...situation,
      previous: null,
      solver: options.solver ?? 'auto',
      timeLimitMs: options.timeLimit === undefined ? null : Math.max(LEAST_TIME, left()),
      signal: runtime.signal,
      clock: runtime.clock,
      onProgress: () => undefined,
      onFallback: (message) => void output.say(message),
    });
    return plan;
  };
  const base = { workspace, snapshot };
  let said = runtime.clock();
  const recommendation = await recommend({
    base,
    plan: await makePlan(base),
    target: options.target,
    allowed: options.allow,
    budget: options.withinBudget ?? null,
    wantsFrontier: options.frontier === true,
    measure: MODEL_ROOMS,
    makePlan,
    prove: async (situation) => firstCeiling(situation, engine, Math.max(LEAST_TIME, left())) ?? (await makePlan(situation)).outcome,
    solve: (program, isRough) => engine.mip(program, { timeMs: Math.max(LEAST_TIME, left()), start: null, isRough }),
    isOver: () => left() <= 0,
    onProgress: ({ phase, plans, proofs }) => {
      const now = runtime.clock();
      if (now - said < SAY_EVERY) return;
      said = now;
      void output.say(`${PHASES[phase]}: ${plans} plans, ${proofs} proofs`);
    },
  });
  const exitCode = EXIT_OF[recommendation.status];
  await output.result(await reportOf(recommendation, exitCode, invocation));
  return exitCode;
};

const PHASES = {
  cheapest: 'looking for the cheapest set',
  next: 'looking for the next step',
  downgrades: 'looking for downgrades',
} as const;

const EXIT_OF: Readonly<Record<Recommendation['status'], number>> = {
  met: EXIT.done,
  found: EXIT.done,
  'over-budget': EXIT.no,
  unreachable: EXIT.no,
  stopped: EXIT.solver,
};

/** Throws: ConfigError when there is nothing to serve, UsageError for a priority that no campaign has. */
function refuseTarget({ target }: RecommendOptions, { campaigns }: Workspace): void {
  if (campaigns.length === 0) {
    const subject = { kind: 'plan', id: 'plan' } as const;
    throw new ConfigError([finding('config.empty', 'Nothing to recommend for: there is no campaign.', { subject })]);
  }
  if (target.kind !== 'priority' || campaigns.some(({ priority }) => priority === target.priority)) return;
  const known = [...new Set(campaigns.map(({ priority }) => priority))].sort((a, b) => a - b);
  throw new UsageError(`--target: no campaign has priority ${target.priority}. There are ${known.join(', ')}.`);
}

async function reportOf(recommendation: Recommendation, exitCode: number, { output }: Invocation): Promise<string> {
  switch (output.format) {
    case 'json': {
      const { jsonDocument } = await import('../report/json.ts');
      const status = exitCode === EXIT.done ? 'ok' : exitCode === EXIT.no ? 'no' : 'error';
      return jsonDocument(TOOL, { status, exitCode }, { ...recommendation });
    }
    case 'markdown':
      return (await import('../report/markdown-recommendation.ts')).markdownRecommendation(recommendation);
    case 'csv':
      return (await import('../report/csv-recommendation.ts')).recommendationCsv(recommendation);
    default:
      return (await import('../report/pretty-recommendation.ts')).prettyRecommendation(recommendation, output.style);
  }
}
