/**
 * Maximum flow in whole numbers by shortest augmenting paths (Dinic 1970; with distance labels and the gap rule as in Ahuja
 * and Orlin 1991), on typed arrays and without recursion. Arcs lie in the order of their tails, so that a search reads
 * memory from front to back; every arc knows its reverse, whose residual is its flow.
 */

/** A directed graph with what is left on every arc. Capacities are whole numbers or Infinity. */
export interface Graph {
  readonly nodeCount: number;
  /** Arcs of node v: `offset[v]` to `offset[v + 1] - 1`, reverse arcs included. */
  readonly offset: Int32Array;
  readonly head: Int32Array;
  /** The reverse arc. */
  readonly twin: Int32Array;
  /** Changed in place by every run. */
  readonly residual: Float64Array;
  /** Cost of a unit on an arc, minus that on its reverse. All 0 unless someone sets them. */
  readonly cost: Int32Array;
  /** Cheapest way to a node so far: only arcs of reduced cost `cost + potential[tail] - potential[head]` = 0 are used. */
  readonly potential: Int32Array;
  /** Nodes that are never entered. */
  readonly isClosed: Uint8Array;
  /** Distances of the last search. */
  readonly level: Int32Array;
  /** Nodes in the order the last search reached them. The rest is scratch space. */
  readonly queue: Int32Array;
  readonly cursor: Int32Array;
  readonly path: Int32Array;
  readonly count: Int32Array;
}

/** Collects arcs. `add` returns the number of the new arc; `build` the place of every number in the graph. */
export interface GraphBuilder {
  readonly add: (tail: number, head: number, capacity: number) => number;
  readonly build: (nodeCount: number) => { readonly graph: Graph; readonly places: Int32Array };
}

const FIRST_SIZE = 1024;

/** An empty graph to add arcs to. */
export function graphBuilder(): GraphBuilder {
  let tails = new Int32Array(FIRST_SIZE);
  let heads = new Int32Array(FIRST_SIZE);
  let capacities = new Float64Array(FIRST_SIZE);
  let count = 0;
  const grow = () => {
    const [t, h, c] = [tails, heads, capacities];
    tails = new Int32Array(2 * count);
    heads = new Int32Array(2 * count);
    capacities = new Float64Array(2 * count);
    tails.set(t);
    heads.set(h);
    capacities.set(c);
  };
  return {
    add: (tail, head, capacity) => {
      if (count === tails.length) grow();
      tails[count] = tail;
      heads[count] = head;
      capacities[count] = capacity;
      return count++;
    },
    build: (nodeCount) => {
      const offset = new Int32Array(nodeCount + 1);
      for (let arc = 0; arc < count; arc++) {
        offset[(tails[arc] as number) + 1]!++;
        offset[(heads[arc] as number) + 1]!++;
      }
      for (let v = 0; v < nodeCount; v++) offset[v + 1]! += offset[v] as number;
      const next = offset.slice();
      const head = new Int32Array(2 * count);
      const twin = new Int32Array(2 * count);
      const residual = new Float64Array(2 * count);
      const places = new Int32Array(count);
      for (let arc = 0; arc < count; arc++) {
        const u = tails[arc] as number;
        const v = heads[arc] as number;
        const at = next[u]!++;
        const back = next[v]!++;
        places[arc] = at;
        head[at] = v;
        head[back] = u;
        twin[at] = back;
        twin[back] = at;
        residual[at] = capacities[arc] as number;
      }
      const scratch = () => new Int32Array(nodeCount);
      const graph = {
        ...{ nodeCount, offset, head, twin, residual, cost: new Int32Array(2 * count), potential: scratch() },
        ...{ isClosed: new Uint8Array(nodeCount), level: scratch(), queue: scratch(), cursor: scratch(), path: scratch() },
        count: new Int32Array(nodeCount + 1),
      };
      return { graph, places };
    },
  };
}

/** Flow on an arc. */
export const flowOn = ({ residual, twin }: Graph, arc: number): number => residual[twin[arc] as number] as number;

/** Node an arc leaves. */
export const tailOf = ({ head, twin }: Graph, arc: number): number => head[twin[arc] as number] as number;

/** Gives an arc another capacity, its flow kept. */
export function setCapacity(graph: Graph, arc: number, capacity: number): void {
  graph.residual[arc] = capacity - flowOn(graph, arc);
}

/**
 * Adds as much flow from source to sink as fits, at most `most`, and returns what was added. Shortest augmenting paths: a
 * node's distance to the sink is raised only when no arc leads nearer, and the search ends at the first distance nobody has.
 */
export function augment(graph: Graph, source: number, sink: number, most = Infinity): number {
  const { nodeCount, head, offset, twin, residual, level, cost, potential, cursor, path, count } = graph;
  measure(graph, sink);
  let work = 0;
  let total = 0;
  let depth = 0;
  let u = source;
  while (total < most && (level[source] as number) < nodeCount) {
    if (u === sink) {
      let amount = most - total;
      for (let i = 0; i < depth; i++) amount = Math.min(amount, residual[path[i] as number] as number);
      let back = depth;
      for (let i = depth - 1; i >= 0; i--) {
        const arc = path[i] as number;
        const left = (residual[arc] as number) - amount;
        residual[arc] = left;
        residual[twin[arc] as number]! += amount;
        if (left === 0) back = i;
      }
      total += amount;
      if (back === depth) return total;
      depth = back;
      u = head[twin[path[back] as number] as number] as number;
      continue;
    }
    const last = offset[u + 1] as number;
    const next = (level[u] as number) - 1;
    const own = potential[u] as number;
    let arc = cursor[u] as number;
    for (; arc < last; arc++) {
      if ((residual[arc] as number) <= 0) continue;
      const v = head[arc] as number;
      if (level[v] === next && (cost[arc] as number) + own === potential[v]) break;
    }
    if (arc < last) {
      cursor[u] = arc;
      path[depth++] = arc;
      u = head[arc] as number;
      continue;
    }
    let nearest = nodeCount;
    for (let a = offset[u] as number; a < last; a++) {
      if ((residual[a] as number) <= 0) continue;
      const v = head[a] as number;
      const via = (level[v] as number) + 1;
      if (via < nearest && (cost[a] as number) + own === potential[v]) nearest = via;
    }
    count[next + 1]!--;
    if (count[next + 1] === 0) return total;
    count[nearest]!++;
    level[u] = nearest;
    cursor[u] = offset[u] as number;
    work += last - (offset[u] as number);
    if (work > head.length) {
      // Raising one distance after the other has cost more than measuring all of them.
      measure(graph, sink);
      work = 0;
      depth = 0;
      u = source;
    } else if (depth > 0) u = head[twin[path[--depth] as number] as number] as number;
  }
  return total;
}

/** Distances to the sink along arcs with something left, and how many nodes have each; `nodeCount` where no way leads there. */
function measure(graph: Graph, sink: number): void {
  const { nodeCount, head, offset, twin, residual, level, cost, potential, isClosed, queue, count, cursor } = graph;
  cursor.set(offset.subarray(0, nodeCount));
  level.fill(nodeCount);
  count.fill(0);
  level[sink] = 0;
  count[0] = 1;
  queue[0] = sink;
  let end = 1;
  for (let at = 0; at < end; at++) {
    const v = queue[at] as number;
    const next = (level[v] as number) + 1;
    const last = offset[v + 1] as number;
    const own = potential[v] as number;
    for (let back = offset[v] as number; back < last; back++) {
      const u = head[back] as number;
      if (level[u] !== nodeCount || isClosed[u] === 1 || (potential[u] as number) - (cost[back] as number) !== own) continue;
      if ((residual[twin[back] as number] as number) <= 0) continue;
      level[u] = next;
      count[next]!++;
      queue[end++] = u;
    }
  }
}

/**
 * Breadth-first search along arcs with something left. Returns how many nodes `queue` holds when `sink` cannot be reached:
 * `level` then marks the smallest minimum cut, all others being below 0. Returns less than 0 when the sink can be reached.
 */
export function search(graph: Graph, source: number, sink: number): number {
  const { head, offset, residual, level, cost, potential, isClosed, queue } = graph;
  level.fill(-1);
  level[source] = 0;
  queue[0] = source;
  let end = 1;
  for (let at = 0; at < end; at++) {
    const u = queue[at] as number;
    const next = (level[u] as number) + 1;
    const last = offset[u + 1] as number;
    const own = potential[u] as number;
    for (let arc = offset[u] as number; arc < last; arc++) {
      if ((residual[arc] as number) <= 0) continue;
      const v = head[arc] as number;
      if ((level[v] as number) >= 0 || isClosed[v] === 1 || (cost[arc] as number) + own !== potential[v]) continue;
      level[v] = next;
      if (v === sink) return -1;
      queue[end++] = v;
    }
  }
  return end;
}
