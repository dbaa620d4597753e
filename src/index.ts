/**
 * sendplan as a library: the stages of the line and the values between them. Everything is a function of values; clock,
 * environment and randomness are arguments.
 *
 * plan files → loadWorkspace → takeReadings, mergeSnapshot → buildProblem → solve → assemblePlan → verifyPlan → withProof
 */

export { loadWorkspace } from './config/load.ts';
export { ConfigError, ProviderError, SolverError, UsageError } from './errors.ts';
export type * from './model/calendar.ts';
export type * from './model/capacity.ts';
export type * from './model/explanation.ts';
export type * from './model/finding.ts';
export { FINDINGS } from './model/finding.ts';
export type * from './model/limit.ts';
export type * from './model/plan.ts';
export type { PlanDiff } from './model/plan-diff.ts';
export type { ScenarioResult, Simulation } from './model/simulation.ts';
export type * from './model/workspace.ts';
export { assemblePlan, demandKey } from './plan/assemble.ts';
export { comparePlans } from './plan/compare.ts';
export { parsePlan, planJsonSchema, serializePlan } from './plan/file.ts';
export { continuePlan } from './plan/previous.ts';
export { withProof } from './plan/proof.ts';
export { dailySends } from './plan/sends.ts';
export { accountWaterfall, campaignWaterfall, type PlannedSends, senderWaterfall } from './plan/waterfall.ts';
export { buildProblem } from './problem/build.ts';
export type { Problem } from './problem/problem.ts';
export { createHttp, type HttpOptions } from './providers/http.ts';
export type { Capabilities, Provider, ProviderContext, ProviderHttp } from './providers/provider.ts';
export { PROVIDERS } from './providers/registry.ts';
export { type Sandbox, type SandboxOptions, startSandbox } from './sandbox/server.ts';
export { judgeAge, parseSnapshot, serializeSnapshot } from './snapshot/file.ts';
export { mergeSnapshot } from './snapshot/merge.ts';
export { type TakeOptions, takeReadings } from './snapshot/take.ts';
export { type StageOptions, solve } from './solver/solve.ts';
export type { Solution } from './solver/solver.ts';
export { verifyPlan } from './verify/verify.ts';
export { type Applied, applyChanges } from './whatif/apply.ts';
export { ledgerOf } from './whatif/ledger.ts';
