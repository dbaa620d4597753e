/**
 * The inner loops of a Halpern pass over one class, in WebAssembly with four columns at a time: prices of cells from
 * prices of days, a step of every column, loads of days from loads of cells. Columns are single precision, sums
 * over days and demands double. What it computes is written in `sweep`, which takes over for campaigns with daily limits.
 */

import { SolverError } from '../errors.ts';
import { allocate, type Code, compile, localsOf, op, when, whileLoop } from './pdhg-assembler.ts';
import type { Layout } from './pdhg-layout.ts';

/** Columns of a run are padded to a multiple of this. */
export const LANES = 4;
const RUN_BYTES = 20;

/** The kernel of a layout, with the vectors it works on. Padding entries of x and anchor stay 0. */
export interface Kernel {
  readonly x: Float32Array;
  readonly anchor: Float32Array;
  /** Inputs: price of a send on each day of the class, reward of each demand (two apart). */
  readonly price: Float64Array;
  readonly reward: Float32Array;
  /** Outputs, added to: sends of the class on each day; Σ (2x' − x) of each demand. */
  readonly load: Float64Array;
  readonly total: Float64Array;
  /** Chooses which of the runs first..end - 1 of class k take part in its passes, the others keeping what they have. */
  readonly choose: (k: number, first: number, end: number, takesPart: (run: number) => boolean) => void;
  /** Steps the columns of the runs of class k that take part; returns Σ (x' − x)² / τ. `scale`: 1/ω. */
  readonly pass: (k: number, a: number, scale: number) => number;
}

/** Most memory of a kernel, in bytes: a WASM memory ends at 4 GiB, and a machine with less would swap. */
const MOST_BYTES = 2 ** 31;
const MIB = 2 ** 20;

/** Builds the kernel of a layout; no run takes part yet. `tau`: steps of the runs. Throws: SolverError `solver_too_large` before the memory is taken. */
export function kernelFor(layout: Layout, tau: Float64Array): Kernel {
  const { problem, patterns, columnCount, cellCount, runStart, runDemand, runCell, runLength, runColumn, blockStart } = layout;
  const steps = patterns.reduce((most, p) => Math.max(most, p.shares.length), 1);
  const blockBytes = 12 + 4 * steps;
  let size = 0;
  const reserve = (bytes: number) => {
    const at = size;
    size += Math.ceil(bytes / 16) * 16;
    return at;
  };
  const at = {
    x: reserve(4 * columnCount),
    anchor: reserve(4 * columnCount),
    // A vector may reach beyond the last cell.
    cellPrice: reserve(4 * (cellCount + LANES)),
    cellLoad: reserve(4 * (cellCount + LANES)),
    price: reserve(8 * problem.dayCount),
    load: reserve(8 * problem.dayCount),
    reward: reserve(8 * problem.demands.length),
    total: reserve(8 * problem.demands.length),
    masks: reserve(16 * LANES),
    runs: reserve(RUN_BYTES * runDemand.length),
    blocks: reserve(blockBytes * layout.blockPattern.length),
    tables: patterns.map((p) => reserve(2 * steps * p.startDays.length)),
  };
  if (size > MOST_BYTES) {
    const [needed, most] = [size, MOST_BYTES].map((bytes) => Math.ceil(bytes / MIB));
    throw new SolverError(
      'solver_too_large',
      `the relaxation of ${columnCount} columns needs ${needed} MiB of memory, at most ${most} MiB are taken: plan fewer campaigns at once, or a shorter horizon`,
    );
  }
  const memory = allocate(size);
  const ints = new Int32Array(memory.buffer);
  const floats = new Float32Array(memory.buffer);
  const shorts = new Uint16Array(memory.buffer);

  for (let n = 1; n < LANES; n++) ints.fill(-1, (at.masks + 16 * n) / 4, (at.masks + 16 * n) / 4 + n);
  patterns.forEach(({ stepDays, startDays }, t) => {
    for (let i = 0; i < startDays.length; i++) {
      for (let s = 0; s < steps; s++) shorts[at.tables[t]! / 2 + i * steps + s] = 8 * (stepDays[s]?.[i] ?? 0);
    }
  });
  layout.blockPattern.forEach((t, b) => {
    const word = (at.blocks + b * blockBytes) / 4;
    ints[word] = at.tables[t]! + 2 * steps * layout.blockFrom[b]!;
    ints[word + 1] = 4 * layout.blockCell[b]!;
    ints[word + 2] = 4 * (layout.blockCell[b]! + layout.blockLength[b]!);
    patterns[t]!.shares.forEach((share, s) => {
      floats[word + 3 + s] = share;
    });
  });
  /** Where the runs of each class that take part end, in bytes: they are written one after the other. */
  const runsEnd = Int32Array.from(problem.senders, (_, k) => at.runs + RUN_BYTES * runStart[k]!);

  const { types, body, parameterCount } = program(at, steps, blockBytes);
  const run = compile(memory, types, parameterCount, 'f64', body);
  const view = (from: number, length: number) => new Float32Array(memory.buffer, from, length);
  return {
    x: view(at.x, columnCount),
    anchor: view(at.anchor, columnCount),
    price: new Float64Array(memory.buffer, at.price, problem.dayCount),
    reward: view(at.reward, 2 * problem.demands.length),
    load: new Float64Array(memory.buffer, at.load, problem.dayCount),
    total: new Float64Array(memory.buffer, at.total, problem.demands.length),
    choose: (k, first, end, takesPart) => {
      let word = (at.runs + RUN_BYTES * runStart[k]!) / 4;
      for (let r = first; r < end; r++) {
        if (!takesPart(r)) continue;
        ints[word] = 8 * runDemand[r]!;
        ints[word + 1] = 4 * runCell[r]!;
        ints[word + 2] = runLength[r]!;
        floats[word + 3] = tau[r]!;
        ints[word + 4] = 4 * runColumn[r]!;
        word += RUN_BYTES / 4;
      }
      runsEnd[k] = 4 * word;
    },
    pass: (k, a, scale) => {
      const begin = at.runs + RUN_BYTES * runStart[k]!;
      if (runsEnd[k] === begin) return 0;
      return run(begin, runsEnd[k]!, at.blocks + blockBytes * blockStart[k]!, at.blocks + blockBytes * blockStart[k + 1]!, a, scale);
    },
  };
}

type Places = Readonly<Record<'x' | 'anchor' | 'cellPrice' | 'cellLoad' | 'price' | 'load' | 'reward' | 'total' | 'masks', number>>;

function program(at: Places, steps: number, blockBytes: number) {
  const { types, local } = localsOf();
  const run = local('i32');
  const runEnd = local('i32');
  const firstBlock = local('i32');
  const blockEnd = local('i32');
  const a = local('f32');
  const scale = local('f32');
  const parameterCount = types.length;

  const column = local('i32');
  const block = local('i32');
  const table = local('i32');
  const cell = local('i32');
  const cellEnd = local('i32');
  const value = local('f32');
  const shares = Array.from({ length: steps }, () => local('f32'));
  const sumOf = (terms: readonly Code[]): Code => terms.reduce((sum, term) => op.addFloat(sum, term));
  const next = (address: typeof cell, bytes: number): Code => address.set(op.add(address.get, op.i32(bytes)));

  /** Runs `body` for every cell of every block, its step days at `table`. */
  const eachCell = (body: Code): Code => [
    ...block.set(firstBlock.get),
    ...whileLoop(op.less(block.get, blockEnd.get), [
      ...table.set(op.load32(block.get)),
      ...cell.set(op.load32(block.get, 4)),
      ...cellEnd.set(op.load32(block.get, 8)),
      ...shares.flatMap((share, s) => share.set(op.loadFloat(block.get, 12 + 4 * s))),
      ...whileLoop(op.less(cell.get, cellEnd.get), [...body, ...next(cell, 4), ...next(table, 2 * steps)]),
      ...next(block, blockBytes),
    ]),
  ];
  const day = (s: number): Code => op.load16(table.get, 2 * s);
  const priceCells = eachCell([
    ...op.storeFloat(
      cell.get,
      sumOf(shares.map((share, s) => op.multiplyFloat(share.get, op.toFloat(op.loadDouble(day(s), at.price))))),
      at.cellPrice,
    ),
    ...op.storeFloat(cell.get, op.float(0), at.cellLoad),
  ]);
  const loadDays = eachCell([
    ...value.set(op.loadFloat(cell.get, at.cellLoad)),
    ...shares.flatMap((share, s) =>
      op.storeDouble(day(s), op.addDouble(op.loadDouble(day(s), at.load), op.toDouble(op.multiplyFloat(share.get, value.get))), at.load),
    ),
  ]);

  const demand = local('i32');
  const reward = local('v128');
  const step = local('v128');
  const forward = local('v128');
  const back = local('v128');
  const before = local('v128');
  const after = local('v128');
  const reflected = local('v128');
  const sum = local('v128');
  const moved = local('v128');
  const change = local('f64');
  const zero = op.splat(op.float(0));
  const lanes = (v: Code): Code => op.addFloat(op.addFloat(op.lane(v, 0), op.lane(v, 1)), op.addFloat(op.lane(v, 2), op.lane(v, 3)));

  /** Steps four columns; `mask` (a vector) cuts off those beyond the run. */
  const fourColumns = (mask: Code | null): Code => {
    const moving = op.addVector(
      before.get,
      op.multiplyVector(step.get, op.subtractVector(reward.get, op.loadVector(cell.get, at.cellPrice))),
    );
    const positive = op.maxVector(moving, zero);
    return [
      ...before.set(op.loadVector(column.get, at.x)),
      ...after.set(mask === null ? positive : op.andVector(positive, mask)),
      ...reflected.set(op.subtractVector(op.addVector(after.get, after.get), before.get)),
      ...after.set(op.subtractVector(after.get, before.get)),
      ...moved.set(op.addVector(moved.get, op.multiplyVector(after.get, after.get))),
      ...sum.set(op.addVector(sum.get, reflected.get)),
      ...op.storeVector(cell.get, op.addVector(op.loadVector(cell.get, at.cellLoad), reflected.get), at.cellLoad),
      ...op.storeVector(
        column.get,
        op.addVector(op.multiplyVector(forward.get, reflected.get), op.multiplyVector(back.get, op.loadVector(column.get, at.anchor))),
        at.x,
      ),
      ...next(column, 4 * LANES),
      ...next(cell, 4 * LANES),
    ];
  };
  const length = op.load32(run.get, 8);
  const stepRuns: Code = [
    ...forward.set(op.splat(a.get)),
    ...back.set(op.splat(op.addFloat(op.float(1), op.multiplyFloat(op.float(-1), a.get)))),
    ...whileLoop(op.less(run.get, runEnd.get), [
      ...demand.set(op.load32(run.get)),
      ...cell.set(op.load32(run.get, 4)),
      ...column.set(op.load32(run.get, 16)),
      ...reward.set(op.splat(op.loadFloat(demand.get, at.reward))),
      ...step.set(op.splat(op.multiplyFloat(op.loadFloat(run.get, 12), scale.get))),
      ...sum.set(zero),
      ...moved.set(zero),
      // Bytes of the whole vectors: 4 · (length & ~3).
      ...cellEnd.set(op.add(cell.get, op.times4(op.and(length, op.i32(-LANES))))),
      ...whileLoop(op.less(cell.get, cellEnd.get), fourColumns(null)),
      ...when(
        op.and(length, op.i32(LANES - 1)),
        fourColumns(op.loadVector(op.times4(op.times4(op.and(length, op.i32(LANES - 1)))), at.masks)),
      ),
      ...op.storeDouble(demand.get, op.addDouble(op.loadDouble(demand.get, at.total), op.toDouble(lanes(sum.get))), at.total),
      ...change.set(op.addDouble(change.get, op.toDouble(op.divideFloat(lanes(moved.get), op.loadFloat(run.get, 12))))),
      ...next(run, RUN_BYTES),
    ]),
  ];
  return { types, parameterCount, body: [...priceCells, ...stepRuns, ...loadDays, ...change.get] };
}
