/** `sendplan explain`: waterfalls, shortfalls and prices of a saved plan. */

import { UsageError } from '../errors.ts';
import type { Explanation, PriceSentence } from '../model/explanation.ts';
import type { Plan } from '../model/plan.ts';
import { bindingLimits, explainedCampaigns } from '../plan/explain.ts';
import type { World } from '../plan/explain-levers.ts';
import type { Resolve, Resolved } from '../plan/explain-prices.ts';
import { escapeTerminal } from '../report/escape-terminal.ts';
import type { Invocation, Run } from './command.ts';
import type { ExplainOptions } from './explain.spec.ts';
import { subjectOf } from './explain-subject.ts';
import { EXIT } from './failure.ts';
import { planInputs } from './plan-inputs.ts';
import { planLine } from './plan-line.ts';
import { workspaceOf } from './plan-workspace.ts';
import { readPlan } from './saved-plan.ts';
import { TOOL } from './tool.ts';

/** Exit 0 with an explanation; 2 for a subject that is not in the plan, or prices without the files they need. */
export const run: Run<ExplainOptions> = async (invocation) => {
  const {
    arguments: [path = '', written],
    options,
    runtime,
    output,
  } = invocation;
  const { plan } = await readPlan(path, runtime.cwd, runtime.signal);
  const subject = subjectOf(plan, written);
  const { inputs, folder } = await planInputs(plan, path, runtime);
  if (options.prices && folder === null)
    throw new UsageError(`prices are found by planning again, which needs the plan files as they were: ${inputs.note}`);
  const explained = {
    subject,
    inputs,
    campaigns: explainedCampaigns(plan, subject),
    binding: bindingLimits(plan, subject),
  };
  const world = folder === null ? null : await worldOf(plan, folder, runtime.signal);
  const waterfall = world === null || subject.kind === 'plan' ? null : world.waterfall(subject);
  const { prices, leftOut } =
    world === null || !options.prices ? { prices: null, leftOut: 0 } : await pricesOf(invocation, plan, world, explained);
  const explanation: Explanation = { ...explained, waterfall, prices, pricesLeftOut: leftOut };
  await output.result(await rendered(plan, explanation));
  return EXIT.done;

  async function rendered(of: Plan, value: Explanation): Promise<string> {
    if (output.format === 'json') return (await import('../report/explain-json.ts')).explainJson(TOOL, of, value);
    if (output.format === 'markdown') return (await import('../report/markdown-explain.ts')).markdownExplanation(of, value);
    return (await import('../report/pretty-explain.ts')).prettyExplanation(of, value, output.style);
  }
};

/** Units: ms. */
const TIME_LIMIT = 30_000;

/** Plans again with more of everything that could help, as many at once as there are processors. */
async function pricesOf(
  { options, runtime, output }: Invocation<ExplainOptions>,
  plan: Plan,
  { workspace, snapshot, problem }: Awaited<ReturnType<typeof worldOf>>,
  { subject, binding }: Pick<Explanation, 'subject' | 'binding'>,
): Promise<{ readonly prices: readonly PriceSentence[]; readonly leftOut: number }> {
  const [{ pricedLevers }, { priceOf }, { availableParallelism }] = await Promise.all([
    import('../plan/explain-worlds.ts'),
    import('../plan/explain-prices.ts'),
    import('node:os'),
  ]);
  const { levers, leftOut } = pricedLevers({ workspace, snapshot }, problem, plan, subject, binding);
  const resolve = resolver({ options, runtime, output });
  const prices: PriceSentence[] = [];
  const waiting = levers.entries();
  const lane = async (): Promise<void> => {
    for (const [i, { lever, levels }] of waiting) {
      prices[i] = await priceOf(lever, levels, resolve);
      await output.say(`priced ${escapeTerminal(lever.many)}, ${prices.filter(Boolean).length} of ${levers.length}`);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, lane));
  return { prices, leftOut };
}

/** Plans again as `plan` does, the check included. */
function resolver({ options, runtime, output }: Pick<Invocation<ExplainOptions>, 'options' | 'runtime' | 'output'>): Resolve {
  // Worlds without anything more are the same for every lever.
  const known = new WeakMap<World, Promise<Resolved>>();
  return (world) => {
    const resolved = known.get(world) ?? planned(world);
    known.set(world, resolved);
    return resolved;
  };

  async function planned({ workspace, snapshot }: World): Promise<Resolved> {
    const { plan } = await planLine({
      workspace,
      snapshot,
      previous: null,
      solver: options.solver ?? 'auto',
      timeLimitMs: options.timeLimit ?? TIME_LIMIT,
      signal: runtime.signal,
      clock: runtime.clock,
      onProgress: () => undefined,
      onFallback: (message) => void output.say(message),
    });
    const served = new Map<string, number>();
    for (const row of plan.campaigns) served.set(row.campaign, (served.get(row.campaign) ?? 0) + row.served);
    const levels = plan.outcome.levels.map(({ objective, sense, value, bound }) => ({ name: objective, sense, value, bound }));
    return { levels, isNetwork: plan.outcome.solver.name === 'flow', served };
  }
}

/** The plan's world made again: its files, the capacity it holds, its problem. Throws: UsageError when the plan does not hold. */
async function worldOf(plan: Plan, folder: string, signal: AbortSignal) {
  const workspace = await workspaceOf(plan, folder, signal);
  const [{ verifyPlan }, { buildProblem }, { dailySends }, falls] = await Promise.all([
    import('../verify/verify.ts'),
    import('../problem/build.ts'),
    import('../plan/sends.ts'),
    import('../plan/waterfall.ts'),
  ]);
  const { isValid, findings } = verifyPlan({ workspace, plan });
  if (!isValid) {
    throw new UsageError(`the plan does not hold, so there is nothing to explain: ${findings[0]?.message}. sendplan verify says more.`);
  }
  const snapshot = { ...plan.snapshot, findings: [] };
  const problem = buildProblem(workspace, snapshot);
  const planned = { workspace, snapshot, problem, sends: dailySends(problem, plan), campaigns: plan.campaigns };
  const fallOf = { campaign: falls.campaignWaterfall, account: falls.accountWaterfall, sender: falls.senderWaterfall };
  return {
    workspace,
    snapshot,
    problem,
    waterfall: ({ kind, id }: { readonly kind: keyof typeof fallOf; readonly id: string }) => fallOf[kind](planned, id),
  };
}
