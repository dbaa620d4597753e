/**
 * Restarted Halpern PDHG with reflection: z ← a·(2T(z) − z) + (1 − a)·z₀ with a = (k+1)/(k+2), T one primal-dual step, z₀
 * the point of the last restart. Sources: Lu & Yang, "Restarted Halpern PDHG for Linear Programming" (2024), for the
 * iteration and its restarts; Applegate et al., "Practical Large-Scale Linear Programming Using Primal-Dual Hybrid
 * Gradient" (2021), for primal weight and restart rules; Pock & Chambolle, "Diagonal preconditioning for first order primal-dual algorithms" (2011), Lemma 2, for
 * the steps, with expected sizes of columns and prices as scale: τ_j = s_j / Σ_i |a_ij| t_i, σ_i = t_i / Σ_j |a_ij| s_j.
 */

import { type KeptLevel, stepKept } from './pdhg-kept.ts';
import { kernelFor } from './pdhg-kernel.ts';
import type { Layout } from './pdhg-layout.ts';
import { screen } from './pdhg-screen.ts';
import { type Buffers, buffersFor, type SweepState, sweep } from './pdhg-sweep.ts';

/**
 * Primal weight ω to begin with: prices step with σ·ω, columns with τ/ω. The scales s and t already make both sides comparable;
 * restarts correct it by how far each side went in the last step. PDLP's rule (distance travelled by y over that by x since the
 * restart) led to slower bounds, and so did more frequent corrections.
 */
const PRICE_SPEED = 0.12;
/** Expected size of prices beside those of days and demands: seven weekly limits hold on a day, shared limits bind less often. */
const WEEK_SCALE = 1 / 7;
const SHARED_SCALE = 0.5;
/** Iterations between two looks at the residual. */
const LOOK = 8;
/** Restart when the residual fell by this since the last restart, */
const SUFFICIENT = 0.2;
/** or by this and rises again, */
const NECESSARY = 0.8;
/** or when the iterations since the last restart are this part of all. */
const ARTIFICIAL = 0.36;
/** or when prices alone drift along a ray: this much longer ways than columns, hardly shorter than at half the iterations. */
const PRICES_ONLY = 100;
const STEADY = 0.9;
/** Iterations since the last restart at which drifting is first looked at; then at twice as many, and so on. */
const MARK = 32;
/** Most a restart changes ω by. */
const MOST_CHANGE = 4;
/** Iterations between two choices of the runs that take part. */
const SCREEN = 64;

/** The iteration: mutable on purpose, its vectors are as large as the problem. */
export interface Iteration {
  readonly state: SweepState;
  readonly buffers: Buffers;
  readonly anchorY: Float64Array;
  /** The last feasible point found. */
  readonly point: Float32Array;
  readonly sigma: Float64Array;
  /** Cost of a unit by which a row is exceeded, where it may be. */
  readonly slackPrice: Float64Array;
  /** Levels kept by rows; the weights of their demands follow their prices. */
  kept: readonly KeptLevel[];
  /** Primal weight ω. */
  omega: number;
  sinceRestart: number;
  total: number;
  /** Distance the last step went, in the norm of the iteration: now, and when it restarted, eight and a power of two steps ago. */
  residual: number;
  residualAtRestart: number;
  residualBefore: number;
  residualAtMark: number;
}

/** Expected size of the columns of a run: a demand's contacts spread in proportion to what its classes can send. */
function columnSizes({ problem, runStart, runDemand, runLength }: Layout): Float64Array {
  const sizes = new Float64Array(runDemand.length);
  const all = new Float64Array(problem.demands.length);
  const widths = problem.senders.map(({ dailyLimit }) => {
    const open = dailyLimit === null ? [] : Array.from(dailyLimit).filter((n) => n > 0);
    return open.length === 0 ? 1 : open.reduce((sum, n) => sum + n, 0) / open.length;
  });
  widths.forEach((width, k) => {
    for (let r = runStart[k]!; r < runStart[k + 1]!; r++) all[runDemand[r]!]! += width * runLength[r]!;
  });
  widths.forEach((width, k) => {
    for (let r = runStart[k]!; r < runStart[k + 1]!; r++) {
      const d = runDemand[r]!;
      sizes[r] = (problem.demands[d]!.contacts * width) / all[d]!;
    }
  });
  return sizes;
}

/** Σ of the price scales of the rows a send of class k counts in, on the day where it is largest. */
function rowsPerSend({ problem, rows }: Layout): Float64Array {
  const { dayCount } = problem;
  const most = new Float64Array(rows.groupCount * dayCount);
  for (const { groups, from, to } of rows.sharedRows) for (const g of groups) for (let e = from; e <= to; e++) most[g * dayCount + e]! += 1;
  return Float64Array.from(problem.senders, ({ dailyLimit, weekly }, k) => {
    const g = rows.groupOf[k]! * dayCount;
    let shared = 0;
    for (let e = 0; e < dayCount; e++) shared = Math.max(shared, most[g + e]!);
    return Number(dailyLimit !== null) + Number(weekly.length > 0) + SHARED_SCALE * shared;
  });
}

/** An iteration at zero, no stage set. */
export function createIteration(layout: Layout): Iteration {
  const { problem, rows, patterns, blockStart, blockPattern, blockCell, blockLength, runStart, runDemand, runCell } = layout;
  const sizes = columnSizes(layout);
  const perSend = rowsPerSend(layout);
  const tau = new Float64Array(sizes.length);
  for (let k = 0; k < problem.senders.length; k++) {
    for (let r = runStart[k]!; r < runStart[k + 1]!; r++) {
      let b = blockStart[k]!;
      while (runCell[r]! >= blockCell[b]! + blockLength[b]!) b++;
      const sends = patterns[blockPattern[b]!]!.shares.reduce((sum, share) => sum + share, 0);
      const d = runDemand[r]!;
      const campaign = problem.campaigns[problem.demands[d]!.campaign]!;
      const own = 1 + Number(campaign.serveAtLeast > 0) + Number(campaign.maxStarts !== null);
      tau[r] = sizes[r]! / (own + sends * (perSend[k]! + Number(campaign.maxSends !== null)));
    }
  }
  const kernel = kernelFor(layout, tau);
  return {
    state: {
      runEnd: runStart.slice(1),
      kernel,
      y: new Float64Array(rows.count),
      tau,
      weight: new Float64Array(problem.demands.length),
      activity: new Float64Array(rows.count),
    },
    buffers: buffersFor(layout, kernel),
    anchorY: new Float64Array(rows.count),
    point: new Float32Array(layout.columnCount),
    sigma: new Float64Array(rows.count),
    slackPrice: new Float64Array(rows.count),
    kept: [],
    omega: PRICE_SPEED,
    sinceRestart: 0,
    total: 0,
    residual: Infinity,
    residualAtRestart: Infinity,
    residualBefore: Infinity,
    residualAtMark: Infinity,
  };
}

/** Makes the runs of tiers 0..tier take part, sets the steps of their rows, and restarts from where x and y are. */
export function beginStage(layout: Layout, it: Iteration, tier: number): void {
  const { problem, rows, runStart, runDemand, runLength, runColumn, tierOf } = layout;
  const { state, sigma, buffers } = it;
  const { x, anchor } = state.kernel;
  const sizes = columnSizes(layout);
  anchor.set(x);
  for (let k = 0; k < problem.senders.length; k++) {
    let end = runStart[k]!;
    while (end < runStart[k + 1]! && tierOf[runDemand[end]!]! <= tier) end++;
    state.runEnd[k] = end;
    state.kernel.choose(k, runStart[k]!, end, () => true);
    for (let r = runStart[k]!; r < end; r++) x.fill(sizes[r]!, runColumn[r]!, runColumn[r]! + runLength[r]!);
  }
  sweep(layout, state, buffers, Infinity, 1);
  x.set(anchor);
  for (let i = 0; i < rows.count; i++) {
    const expected = Math.abs(state.activity[i]!) || rows.slack[i]!;
    const scale = i < rows.week ? 1 : i < rows.shared ? WEEK_SCALE : i < rows.demand ? SHARED_SCALE : 1;
    sigma[i] = expected === 0 || rows.limit[i] === Infinity ? 0 : scale / expected;
  }
  it.anchorY.set(state.y);
  for (const level of it.kept) level.anchor = level.lambda;
  it.sinceRestart = 0;
  it.total = 0;
  it.residual = Infinity;
}

/** Runs iterations until there are `last` of them in the stage, or the residual is at most `goal`, or no time is left. */
export function iterate(layout: Layout, it: Iteration, last: number, goal: number, left: () => number): void {
  for (let n = 0; it.total < last; n++) {
    if (n % LOOK === LOOK - 1 && left() <= 0) return;
    if (it.total % SCREEN === SCREEN - 1) screen(layout, it);
    const a = (it.sinceRestart + 1) / (it.sinceRestart + 2);
    const moved = it.omega * sweep(layout, it.state, it.buffers, it.omega, a);
    const movedY = stepRows(layout, it, a, false) / it.omega;
    it.sinceRestart++;
    it.total++;
    if (it.sinceRestart % LOOK !== 1) continue;
    it.residual = Math.sqrt(moved + movedY);
    if (it.sinceRestart === 1) it.residualAtRestart = it.residual;
    else if (it.residual <= goal) return;
    else if (isRestartDue(it, movedY / moved)) {
      it.omega *= changeOfWeight(movedY / moved);
      restart(layout, it);
    }
    it.residualBefore = it.residual;
  }
}

/** What to multiply ω with when prices went so many times as far as columns: its fourth root, within limits. */
const changeOfWeight = (ways: number): number =>
  ways >= 0 ? Math.min(MOST_CHANGE, Math.max(1 / MOST_CHANGE, Math.sqrt(Math.sqrt(ways)))) : 1;

function isRestartDue(it: Iteration, pricesToColumns: number): boolean {
  const { residual, residualAtRestart, residualBefore, residualAtMark, sinceRestart, total } = it;
  if (residual <= SUFFICIENT * residualAtRestart || (residual <= NECESSARY * residualAtRestart && residual > residualBefore)) return true;
  if (sinceRestart >= ARTIFICIAL * total) return true;
  const marks = (sinceRestart - 1) / MARK;
  if (marks < 1 || !Number.isInteger(marks) || (marks & (marks - 1)) !== 0) return false;
  it.residualAtMark = residual;
  return marks > 1 && residual >= STEADY * residualAtMark && pricesToColumns > PRICES_ONLY;
}

/** A plain step, whose end is the next anchor. */
export function restart(layout: Layout, it: Iteration): void {
  const { x, anchor } = it.state.kernel;
  // From x itself as anchor, half the way to the reflection is the plain step.
  anchor.set(x);
  sweep(layout, it.state, it.buffers, it.omega, 0.5);
  anchor.set(x);
  stepRows(layout, it, 1, true);
  it.sinceRestart = 0;
}

/** The step of the prices, after a sweep. Returns Σ (y' − y)² / σ. */
function stepRows({ rows }: Layout, it: Iteration, a: number, isPlain: boolean): number {
  const { state, anchorY, sigma, slackPrice, omega } = it;
  const { y, activity } = state;
  const { limit, slack } = rows;
  let change = 0;
  for (let i = 0; i < rows.count; i++) {
    if (sigma[i] === 0) continue;
    const step = sigma[i]! * omega;
    const before = y[i]!;
    let after = before + step * (activity[i]! - limit[i]!);
    if (slack[i]! > 0 && after > slackPrice[i]!) after = Math.max(slackPrice[i]!, after - step * slack[i]!);
    if (after < 0) after = 0;
    change += ((after - before) * (after - before)) / sigma[i]!;
    if (isPlain) {
      y[i] = after;
      anchorY[i] = after;
    } else y[i] = a * (2 * after - before) + (1 - a) * anchorY[i]!;
  }
  for (const level of it.kept) change += stepKept(rows, it, level, a, isPlain);
  return change;
}
