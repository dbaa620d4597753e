/** Parts of a plan that share nothing: what is decided in one does not matter to the others. */

import type { Problem } from '../problem/problem.ts';

/** Campaigns that share accounts, pools or domains, directly or by way of others. Indices into the problem's lists. */
export interface Part {
  /** Rising. */
  readonly campaigns: readonly number[];
  /** Accounts they may leave from, pools above them included. */
  readonly accounts: ReadonlySet<number>;
  readonly domains: ReadonlySet<number>;
}

/** Parts in the order of their first campaigns. */
export function partsOf({ campaigns, demands, senders, accounts, domains }: Problem): readonly Part[] {
  // Accounts, then domains: each points to another one of its part, or to itself.
  const up = Int32Array.from({ length: accounts.length + domains.length }, (_, node) => node);
  const rootOf = (node: number): number => {
    let root = node;
    while (up[root] !== root) root = up[root] as number;
    for (let at = node; at !== root; ) {
      const next = up[at] as number;
      up[at] = root;
      at = next;
    }
    return root;
  };
  const used = campaigns.map((campaign) => {
    const nodes = new Set<number>();
    for (const list of new Set(campaign.demands.flatMap((d) => demands[d]?.senders ?? []))) {
      for (const s of list) {
        const { account, domain } = senders[s] as Problem['senders'][number];
        for (const pool of accounts[account]?.pools ?? []) nodes.add(pool);
        if (domain !== null) nodes.add(accounts.length + domain);
      }
    }
    const [first = 0, ...others] = nodes;
    for (const node of others) up[rootOf(node)] = rootOf(first);
    return [...nodes];
  });
  const parts = new Map<number, { campaigns: number[]; accounts: Set<number>; domains: Set<number> }>();
  used.forEach((nodes, c) => {
    // A campaign that may leave from nowhere is a part of its own.
    const key = nodes[0] === undefined ? -1 - c : rootOf(nodes[0]);
    const part = parts.get(key) ?? { campaigns: [], accounts: new Set(), domains: new Set() };
    parts.set(key, part);
    part.campaigns.push(c);
    for (const node of nodes)
      (node < accounts.length ? part.accounts : part.domains).add(node < accounts.length ? node : node - accounts.length);
  });
  return [...parts.values()];
}
