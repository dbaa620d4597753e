/** `sendplan explain`: waterfalls, shortfalls and prices of a saved plan. */

import { UsageError } from '../errors.ts';
import type { Explanation } from '../model/explanation.ts';
import type { Plan } from '../model/plan.ts';
import { bindingLimits, explainedCampaigns } from '../plan/explain.ts';
import type { Invocation, Run } from './command.ts';
import type { ExplainOptions } from './explain.spec.ts';
import { subjectOf } from './explain-subject.ts';
import { EXIT } from './failure.ts';
import { planInputs } from './plan-inputs.ts';
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
  const situation = folder === null ? null : await situationOf(plan, folder, runtime.signal);
  const waterfall = situation === null || subject.kind === 'plan' ? null : situation.waterfall(subject);
  const isPriced = situation !== null && options.prices;
  const prices = isPriced ? await pricesOf(invocation, plan, situation, explained) : { prices: null, pricesLeftOut: 0 };
  const explanation: Explanation = { ...explained, waterfall, ...prices };
  await output.result(await rendered(plan, explanation));
  return EXIT.done;

  async function rendered(of: Plan, value: Explanation): Promise<string> {
    if (output.format === 'json') return (await import('../report/explain-json.ts')).explainJson(TOOL, of, value);
    if (output.format === 'markdown') return (await import('../report/markdown-explain.ts')).markdownExplanation(of, value);
    return (await import('../report/pretty-explain.ts')).prettyExplanation(of, value, output.style);
  }
};

/** Prices of what the subject could have more of. */
async function pricesOf(
  invocation: Invocation<ExplainOptions>,
  plan: Plan,
  { workspace, snapshot, problem }: Awaited<ReturnType<typeof situationOf>>,
  { subject, binding }: Pick<Explanation, 'subject' | 'binding'>,
): Promise<Pick<Explanation, 'prices' | 'pricesLeftOut'>> {
  const { searchPrices } = await import('./price-search.ts');
  const question = { situation: { workspace, snapshot }, problem, plan, subject, binding, isWanted: () => false };
  const { found, leftOut } = await searchPrices(question, invocation);
  return { prices: found.map(({ price }) => price), pricesLeftOut: leftOut };
}

/** What the plan was made from, made again: its files, the capacity it holds, its problem. Throws: UsageError when the plan does not hold. */
async function situationOf(plan: Plan, folder: string, signal: AbortSignal) {
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
