/** The contract of the solver room: what an engine can do, what a solution is. */

import type { RowKey, SenderGroup } from '../model/plan.ts';
import type { LinearLevel, Terms } from '../problem/linear.ts';
import type { FollowUpCount, OverageUse, StartColumns } from '../problem/load.ts';

/** What an engine is asked to maximise or minimise, over integers (`mip`) or over reals (`lp`). */
export interface EngineRow {
  readonly terms: Terms;
  readonly lower: number;
  readonly upper: number;
}

/** One optimisation. Columns have lower bound 0. */
export interface EngineModel {
  readonly columnUpper: Float64Array;
  readonly rows: readonly EngineRow[];
  readonly objective: Terms;
  readonly sense: 'max' | 'min';
}

/** Limits of one optimisation. */
export interface EngineLimits {
  readonly timeMs: number;
  /** A feasible integer point to start from. */
  readonly start: Float64Array | null;
  /** Effort for levels that shape the plan without a proof: a fixed number of nodes, so that the answer does not depend on the clock. */
  readonly isRough: boolean;
}

/** Integer answer. `none`: no feasible point found in the time given. `isProven`: the engine says nothing is better. */
export type MipAnswer =
  /** `objective`: the engine's own figure, checked against the columns before anything is believed. */
  | { readonly kind: 'point'; readonly columns: Float64Array; readonly objective: number; readonly isProven: boolean }
  | { readonly kind: 'infeasible' }
  | { readonly kind: 'none' };

/** Answer over the reals: value and one dual price per row (≥ 0 where the row only helps when raised, in a maximisation). */
export interface LpAnswer {
  readonly value: number;
  readonly duals: Float64Array;
  /** The point itself; null when the engine only has the prices. */
  readonly columns: Float64Array | null;
}

/** A loaded optimiser. Throws: SolverError when its answer contradicts itself. */
export interface Engine {
  readonly name: string;
  readonly version: string;
  readonly mip: (model: EngineModel, limits: EngineLimits) => MipAnswer;
  /** null = no trustworthy answer (the bound is then not proven). */
  readonly lp: (model: EngineModel, timeMs: number) => LpAnswer | null;
}

/** Engines people can ask for. `auto`: `flow` for networks, else HiGHS. */
export type EngineName = 'auto' | 'highs' | 'jslp';

/** Progress of one objective level. Values in the level's own unit. */
export interface LevelProgress {
  readonly level: string;
  readonly index: number;
  readonly of: number;
  readonly value: number | null;
  readonly bound: number | null;
  readonly ms: number;
}

/** Dual price of one row of the model, in integer objective units per unit of the row. */
export interface Priced {
  readonly key: RowKey;
  readonly dual: number;
}

/** Result of one objective level. Values in integer objective units; people see value / `scale`. */
export interface LevelSolution extends Pick<LinearLevel, 'name' | 'sense' | 'unit' | 'scale' | 'isProven'> {
  readonly value: number;
  /** Prices that prove a bound, as a maximisation; null when the relaxation of the level was not solved. */
  readonly prices: readonly Priced[] | null;
  /** Earlier level → multiplier (≥ 0) of its "keep at least this" row. */
  readonly kept: Readonly<Record<string, number>>;
  /** Whether the engine finished the level (false: stopped at the time limit). */
  readonly isFinished: boolean;
}

/** What one more unit of a row brings at the first level where it helps, exactly. Units: integer objective units of the level. */
export interface UnitPrice {
  readonly key: RowKey;
  readonly level: string;
  readonly gain: number;
}

/** One exhausted group of limits that keeps a demand from being served further. */
export interface Bottleneck {
  readonly keys: readonly RowKey[];
  /** Contacts this group alone (with the groups before it lifted) keeps back. */
  readonly missing: number;
}

/** What stops a demand that is not fully served; `unexplained` contacts no limit accounts for. */
export interface ShortDemand {
  readonly demand: number;
  readonly groups: readonly Bottleneck[];
  readonly unexplained: number;
  /** False when the demand was left out: the worst demands are explained first. */
  readonly isAnalysed: boolean;
}

/** Answer of the solver room, in terms of the Problem. */
export interface Solution {
  /** Each (demand, sender, day) at most once, contacts > 0; in this order once the answer is settled. */
  readonly starts: StartColumns;
  readonly followUps: readonly FollowUpCount[];
  readonly overage: readonly OverageUse[];
  readonly levels: readonly LevelSolution[];
  /** Senders that prices name together (`group` of their key); absent when prices name single senders only. */
  readonly groups?: readonly SenderGroup[];
  /** Exact prices of one unit more, where the engine knows them: of every row that has one. */
  readonly unitPrices?: readonly UnitPrice[];
  readonly bottlenecks: readonly ShortDemand[];
  readonly engine: { readonly name: string; readonly version: string };
  readonly isTimeLimited: boolean;
}

/** Options of a solve. */
export interface SolveOptions {
  readonly engine: EngineName;
  readonly timeLimitMs: number;
  /** Milliseconds of a monotonic clock. */
  readonly clock: () => number;
  readonly onLevel: (progress: LevelProgress) => void;
  /** Called with a whole feasible answer after every level, so that a stop loses nothing. */
  readonly onSolution: (solution: Solution) => void;
}
