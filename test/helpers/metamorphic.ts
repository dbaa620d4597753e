/** Objectives as lists that can be compared, and known changes of a workspace. */

import type { AccountCapacity, SenderCapacity, Snapshot } from '../../src/model/capacity.ts';
import { type Limit, limited, type Observed } from '../../src/model/limit.ts';
import type { Plan } from '../../src/model/plan.ts';
import type { Campaign, Workspace } from '../../src/model/workspace.ts';
import type { Small } from './small-workspaces.ts';

/** Levels shortfall and served in which smaller is better. Cost is left out: a better service may cost more. */
export const objective = (plan: Plan): number[] =>
  plan.outcome.levels.filter((l) => /^(shortfall|served)\./.test(l.objective)).map((l) => (l.sense === 'max' ? 0 - l.value : l.value));

/** < 0: `a` is better than `b`. */
export const compare = (a: readonly number[], b: readonly number[]): number => {
  for (const [i, v] of a.entries()) if (v !== b[i]) return v - (b[i] as number);
  return 0;
};

const by = (limit: Observed<Limit>, change: number): Observed<Limit> =>
  limit.value.kind === 'limited' ? { ...limit, value: limited(Math.max(0, limit.value.amount + change)) } : limit;

const withSenders = (s: Snapshot, change: (sender: SenderCapacity) => SenderCapacity): Snapshot => ({
  ...s,
  accounts: s.accounts.map((a) => ({ ...a, senders: a.senders.map(change) })),
});
const withAccounts = (s: Snapshot, change: (account: AccountCapacity) => AccountCapacity): Snapshot => ({
  ...s,
  accounts: s.accounts.map(change),
});
const withCampaigns = (w: Workspace, change: (campaign: Campaign) => Campaign): Workspace => ({ ...w, campaigns: w.campaigns.map(change) });

/** Capacities that can be made larger (`n` > 0) or smaller (`n` < 0) all at once, by family. */
export const CAPACITIES: Readonly<Record<string, (small: Small, n: number) => Small>> = {
  'daily limits of senders': ({ workspace, snapshot }, n) => ({
    workspace,
    snapshot: withSenders(snapshot, (s) => ({ ...s, dailyLimit: by(s.dailyLimit, n) })),
  }),
  'weekly limits of senders': ({ workspace, snapshot }, n) => ({
    workspace,
    snapshot: withSenders(snapshot, (s) => ({ ...s, weeklyLimit: by(s.weeklyLimit, n) })),
  }),
  'credits left': ({ workspace, snapshot }, n) => ({
    workspace,
    snapshot: withAccounts(snapshot, (a) => ({ ...a, credits: { ...a.credits, remaining: by(a.credits.remaining, n) } })),
  }),
  'credits of later cycles': ({ workspace, snapshot }, n) => ({
    workspace,
    snapshot: withAccounts(snapshot, (a) => ({ ...a, credits: { ...a.credits, allowance: by(a.credits.allowance, n) } })),
  }),
  'daily limits of accounts': ({ workspace, snapshot }, n) => ({
    workspace,
    snapshot: withAccounts(snapshot, (a) => ({ ...a, dailyLimit: by(a.dailyLimit, n) })),
  }),
  'contact slots': ({ workspace, snapshot }, n) => ({
    workspace,
    snapshot: withAccounts(snapshot, (a) => ({ ...a, contacts: { ...a.contacts, limit: by(a.contacts.limit, n) } })),
  }),
  overage: ({ workspace, snapshot }, n) => ({
    workspace,
    snapshot: withAccounts(snapshot, (a) => ({ ...a, overage: a.overage && { ...a.overage, max: Math.max(0, a.overage.max + n) } })),
  }),
  'limits of domains': ({ workspace, snapshot }, n) => ({
    workspace: { ...workspace, domains: workspace.domains.map((d) => ({ ...d, dailyLimit: Math.max(0, d.dailyLimit + n) })) },
    snapshot,
  }),
  'starts and sends of campaigns per day': ({ workspace, snapshot }, n) => ({
    workspace: withCampaigns(workspace, (c) => ({
      ...c,
      perDay: {
        maxStarts: c.perDay.maxStarts && Math.max(1, c.perDay.maxStarts + n),
        maxSends: c.perDay.maxSends && Math.max(1, c.perDay.maxSends + n),
      },
    })),
    snapshot,
  }),
};

/** The workspace in which one campaign may not use some senders, in none of its segments. */
export const withoutSenders = (w: Workspace, id: string, senders: readonly string[]): Workspace => {
  const without = (from: Campaign['from']): Campaign['from'] => ({
    ...from,
    except: { ...from.except, senders: [...from.except.senders, ...senders] },
  });
  return withCampaigns(w, (c) =>
    c.id === id ? { ...c, from: without(c.from), segments: c.segments.map((s) => ({ ...s, from: s.from && without(s.from) })) } : c,
  );
};

/** The workspace in which every campaign may use only the senders the plan uses for it. */
export const onlyUsed = (w: Workspace, s: Snapshot, plan: Plan): Workspace => {
  const everyone = s.accounts.flatMap((a) => a.senders.map((sender) => sender.id));
  return w.campaigns.reduce((now, c) => {
    const used = new Set([...plan.starts, ...plan.followUps].filter((row) => row.campaign === c.id).map((row) => row.sender));
    return withoutSenders(
      now,
      c.id,
      everyone.filter((id) => !used.has(id)),
    );
  }, w);
};
