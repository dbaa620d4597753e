/**
 * Maximum flow in whole numbers: Dinic's algorithm on typed arrays, without recursion. Arcs come in pairs: arc a and its
 * reverse a ^ 1; the flow on an arc is what its reverse has left.
 */

/** A directed graph with what is left on every arc. Capacities are whole numbers or Infinity. */
export interface Graph {
  readonly nodeCount: number;
  readonly tail: Int32Array;
  readonly head: Int32Array;
  /** Arcs (ids) by tail: those of node v are `arcs[offset[v]]` to `arcs[offset[v + 1] - 1]`. */
  readonly offset: Int32Array;
  readonly arcs: Int32Array;
  /** Changed in place by every run. */
  readonly residual: Float64Array;
  /** Distance from the source in the last search; below 0: not reached. */
  readonly level: Int32Array;
  /** Cost of a unit on an arc, minus that on its reverse. All 0 unless someone sets them. */
  readonly cost: Int32Array;
  /** Cheapest way to a node so far: only arcs of reduced cost `cost + potential[tail] - potential[head]` = 0 are used. */
  readonly potential: Int32Array;
}

/** Collects arcs. `add` returns the id of the new arc. */
export interface GraphBuilder {
  readonly add: (tail: number, head: number, capacity: number) => number;
  readonly build: (nodeCount: number) => Graph;
}

/** An empty graph to add arcs to. */
export function graphBuilder(): GraphBuilder {
  const tails: number[] = [];
  const heads: number[] = [];
  const capacities: number[] = [];
  return {
    add: (tail, head, capacity) => {
      tails.push(tail, head);
      heads.push(head, tail);
      return capacities.push(capacity, 0) - 2;
    },
    build: (nodeCount) => {
      const offset = new Int32Array(nodeCount + 1);
      for (const v of tails) offset[v + 1] = (offset[v + 1] as number) + 1;
      for (let v = 0; v < nodeCount; v++) offset[v + 1] = (offset[v + 1] as number) + (offset[v] as number);
      const next = offset.slice();
      const arcs = new Int32Array(tails.length);
      tails.forEach((v, arc) => {
        const at = next[v] as number;
        arcs[at] = arc;
        next[v] = at + 1;
      });
      return {
        nodeCount,
        tail: Int32Array.from(tails),
        head: Int32Array.from(heads),
        offset,
        arcs,
        residual: Float64Array.from(capacities),
        level: new Int32Array(nodeCount),
        cost: new Int32Array(tails.length),
        potential: new Int32Array(nodeCount),
      };
    },
  };
}

/** Flow on an arc. */
export const flowOn = (graph: Graph, arc: number): number => graph.residual[arc ^ 1] as number;

/** Gives an arc another capacity, its flow kept. */
export function setCapacity(graph: Graph, arc: number, capacity: number): void {
  graph.residual[arc] = capacity - flowOn(graph, arc);
}

/**
 * Adds as much flow from source to sink as fits, at most `most`; returns what was added. Nodes below `lowest` are never
 * entered. When less than `most` was added, `level` marks the smallest minimum cut: the nodes reached are on its source side.
 */
export function augment(graph: Graph, source: number, sink: number, most = Infinity, lowest = 0): number {
  const cursor = new Int32Array(graph.nodeCount);
  const path = new Int32Array(graph.nodeCount);
  const queue = new Int32Array(graph.nodeCount);
  let total = 0;
  while (total < most && layer(graph, source, sink, lowest, queue)) {
    cursor.set(graph.offset.subarray(0, graph.nodeCount));
    total += block(graph, source, sink, most - total, cursor, path);
  }
  return total;
}

/** Breadth-first search: whether the sink can still be reached. */
function layer(graph: Graph, source: number, sink: number, lowest: number, queue: Int32Array): boolean {
  const { head, offset, arcs, residual, level, cost, potential } = graph;
  level.fill(-1);
  level[source] = 0;
  queue[0] = source;
  let end = 1;
  for (let at = 0; at < end; at++) {
    const u = queue[at] as number;
    const next = (level[u] as number) + 1;
    const last = offset[u + 1] as number;
    const own = potential[u] as number;
    for (let i = offset[u] as number; i < last; i++) {
      const arc = arcs[i] as number;
      const v = head[arc] as number;
      if ((residual[arc] as number) > 0 && (level[v] as number) < 0 && v >= lowest && (cost[arc] as number) + own === potential[v]) {
        level[v] = next;
        if (v === sink) return true;
        queue[end++] = v;
      }
    }
  }
  return false;
}

/** Fills the layers: no path of rising levels is left afterwards. */
function block(graph: Graph, source: number, sink: number, most: number, cursor: Int32Array, path: Int32Array): number {
  const { head, tail, offset, arcs, residual, level, cost, potential } = graph;
  let total = 0;
  let depth = 0;
  let u = source;
  while (total < most) {
    if (u === sink) {
      let amount = most - total;
      for (let i = 0; i < depth; i++) amount = Math.min(amount, residual[path[i] as number] as number);
      let back = depth;
      for (let i = depth - 1; i >= 0; i--) {
        const arc = path[i] as number;
        residual[arc] = (residual[arc] as number) - amount;
        residual[arc ^ 1] = (residual[arc ^ 1] as number) + amount;
        if (residual[arc] === 0) back = i;
      }
      total += amount;
      if (back === depth) return total;
      depth = back;
      u = tail[path[back] as number] as number;
      continue;
    }
    const last = offset[u + 1] as number;
    let arc = -1;
    for (let i = cursor[u] as number; i < last; i++) {
      const candidate = arcs[i] as number;
      const v = head[candidate] as number;
      if ((residual[candidate] as number) <= 0 || level[v] !== (level[u] as number) + 1) continue;
      if ((cost[candidate] as number) + (potential[u] as number) === potential[v]) {
        arc = candidate;
        cursor[u] = i;
        break;
      }
    }
    if (arc >= 0) {
      path[depth++] = arc;
      u = head[arc] as number;
    } else {
      cursor[u] = last;
      if (depth === 0) break;
      u = tail[path[--depth] as number] as number;
      cursor[u] = (cursor[u] as number) + 1;
    }
  }
  return total;
}
