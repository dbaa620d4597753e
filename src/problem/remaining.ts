/** The Problem that is left when some starts are settled: their load comes off every limit, settled demands are gone. */

import { type Load, loadOf, type StartCount, sendersOfPool, sumLoad } from './load.ts';
import type { Problem } from './problem.ts';

const less = (limit: number, used10k: number): number => Math.max(0, limit - used10k / 10_000);

/**
 * What is left of a Problem without follow-ups of others. `isOpen` says which demands may still be started, for what
 * their settled starts leave of them. A relaxation: `perDay.maxStarts` and account shares of half-settled campaigns are
 * taken as if nothing had been started; whoever places starts watches them.
 */
export function remainingProblem(problem: Problem, settled: readonly StartCount[], isOpen: (demand: number) => boolean): Problem {
  const load: Load = loadOf(problem, settled, []);
  const { dayCount } = problem;
  const onDay = (senders: readonly number[], limits: Float64Array) =>
    limits.map((v, day) => less(v, sumLoad(problem, load, senders, day, day)));
  const sendersWhere = (test: (s: Problem['senders'][number]) => boolean) => problem.senders.flatMap((s, i) => (test(s) ? [i] : []));
  const started = new Float64Array(problem.demands.length);
  for (const s of settled) started[s.demand] = (started[s.demand] as number) + s.contacts;
  const placed = (campaign: number, account: number) => load.placed[campaign * problem.accounts.length + account] as number;
  return {
    ...problem,
    senders: problem.senders.map((sender, s) => ({
      ...sender,
      dailyLimit: sender.dailyLimit === null ? null : onDay([s], sender.dailyLimit),
      weekly: sender.weekly.map((w) => ({ ...w, capacity: less(w.capacity, sumLoad(problem, load, [s], w.firstDay, w.firstDay + 6)) })),
    })),
    domains: problem.domains.map((domain, i) => ({
      ...domain,
      dailyLimit: onDay(
        sendersWhere((s) => s.domain === i),
        domain.dailyLimit,
      ),
    })),
    accounts: problem.accounts.map((account, a) => ({
      ...account,
      dailyLimit:
        account.dailyLimit === null
          ? null
          : onDay(
              sendersWhere((s) => s.account === a),
              account.dailyLimit,
            ),
      cycles:
        account.cycles?.map((c) => {
          const used10k = sumLoad(problem, load, sendersOfPool(problem, a), c.from, c.to);
          const bought = Math.max(0, used10k / 10_000 - c.capacity);
          return { ...c, capacity: less(c.capacity, used10k), overageMax: Math.max(0, c.overageMax - bought) };
        }) ?? null,
      freeContacts:
        account.freeContacts === null
          ? null
          : problem.campaigns.reduce(
              (free, campaign, c) => less(free, campaign.newContacts10k * Math.max(0, placed(c, a) - (campaign.resident.get(a) ?? 0))),
              account.freeContacts,
            ),
    })),
    campaigns: problem.campaigns.map((campaign, c) => ({
      ...campaign,
      serveAtLeast: Math.max(0, campaign.serveAtLeast - campaign.demands.reduce((n, d) => n + (started[d] as number), 0)),
      maxSends: campaign.maxSends?.map((v, day) => less(v, load.campaigns[c * dayCount + day] as number)) ?? null,
      resident: new Map([...campaign.resident].map(([a, n]) => [a, Math.max(0, n - placed(c, a))])),
    })),
    demands: problem.demands.map((d, i) =>
      isOpen(i)
        ? { ...d, contacts: d.contacts - (started[i] as number) }
        : { ...d, contacts: 0, senders: new Int32Array(), tables: d.tables },
    ),
  };
}
