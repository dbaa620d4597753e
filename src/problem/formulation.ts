/**
 * All mathematics of the plan on one page: columns, constraint families and objective levels of model.md section 3.
 *
 *   x[j]  starts: contacts of a demand whose first step leaves from a sender on a day     (one per StartOption)
 *   y[j]  follow-ups of demands that do not stick to the sender, in contacts              (one per FollowUpOption)
 *   o     overage sends of an account in a cycle          z  contacts of a campaign new in an account
 *   u     contacts short of serve.atLeast                  k  starts of the earlier plan that stay
 *   m     largest day of an `even` campaign                b  yes/no of the binary families
 *
 * Every column is an integer ≥ 0. Loads are in sends; shares have four digits, so every coefficient is exact in 1/10000.
 */

import type { RowKey } from '../model/plan.ts';
import { addBinaryFamilies } from './formulation-binary.ts';
import { indexProblem, type ProblemIndex } from './formulation-index.ts';
import { objectiveLevels } from './formulation-levels.ts';
import { addTerm, freeze, type LinearProgram, type LinearRow, type TermMap } from './linear.ts';
import { startOptions } from './options.ts';
import type { Problem, StartOption } from './problem.ts';

/** What the families write into. */
export interface Draft {
  readonly problem: Problem;
  readonly starts: readonly StartOption[];
  readonly index: ProblemIndex;
  readonly columnUpper: number[];
  readonly rows: LinearRow[];
}

/** Adds a column and returns its number. */
export const column = (draft: Draft, upper: number): number => draft.columnUpper.push(upper) - 1;

/** Adds the row Σ terms ≤ upper, unless it has no terms. `key` null: not part of the certificate. */
export function atMost(draft: Draft, key: RowKey | null, terms: TermMap, upper: number): void {
  if (terms.size > 0) draft.rows.push({ key, terms: freeze(terms), lower: -Infinity, upper });
}

/** Turns a Problem into its linear program. Shape: rows in the order of the families, canonical order inside each. */
export function formulate(problem: Problem): LinearProgram {
  const starts = startOptions(problem);
  const contacts = (demand: number) => problem.demands[demand]?.contacts ?? 0;
  const columnUpper = [...starts.map((s) => contacts(s.demand)), ...problem.followUps.map((f) => contacts(f.demand))];
  const draft: Draft = { problem, starts, index: indexProblem(problem, starts), columnUpper, rows: [] };

  demand(draft);
  followUpBalance(draft);
  senderDailyLimit(draft);
  senderWeeklyLimit(draft);
  domainDailyLimit(draft);
  accountDailyLimit(draft);
  const overage = creditBalance(draft);
  contactLimit(draft);
  campaignDailyLimit(draft);
  accountShare(draft);
  const shortfall = serveAtLeast(draft);
  addBinaryFamilies(draft);
  const levels = objectiveLevels(draft, { shortfall, overage });
  const nothing = new Float64Array(draft.columnUpper.length);
  for (const [campaign, u] of shortfall) nothing[u] = problem.campaigns[campaign]?.serveAtLeast ?? 0;
  return {
    columnUpper: Float64Array.from(draft.columnUpper),
    nothing,
    rows: draft.rows,
    levels,
    starts,
    firstFollowUp: starts.length,
    overage,
  };
}

/** Σ_{s,d} x ≤ N(c,g) */
function demand(draft: Draft): void {
  const { problem, index } = draft;
  problem.demands.forEach((d, i) => {
    const campaign = problem.campaigns[d.campaign]?.id ?? '';
    atMost(draft, { family: 'demand', campaign, segment: d.segment }, index.startsOfDemand(i), d.contacts);
  });
}

/** Follow-ups due = follow-ups placed: Σ_s y[c,g,k,s,e] = Σ x whose step k falls on e, per account (`sticky: account`) or campaign (`none`). */
function followUpBalance(draft: Draft): void {
  for (const { key, terms } of draft.index.followUpBalances()) {
    draft.rows.push({ key, terms: freeze(terms), lower: 0, upper: 0 });
  }
}

/** load(s,e) ≤ cap(s,e) */
function senderDailyLimit(draft: Draft): void {
  const { problem, index } = draft;
  problem.senders.forEach((sender, s) => {
    if (sender.dailyLimit === null) return;
    const key = { family: 'sender_daily_limit', account: problem.accounts[sender.account]?.id ?? '', sender: sender.id } as const;
    for (const [day, load] of index.senderLoad(s)) {
      atMost(draft, { ...key, date: problem.dates[day] ?? '' }, load, sender.dailyLimit[day] ?? 0);
    }
  });
}

/** Σ load over any 7 consecutive days ≤ weeklyLimit − history */
function senderWeeklyLimit(draft: Draft): void {
  const { problem, index } = draft;
  problem.senders.forEach((sender, s) => {
    const key = { family: 'sender_weekly_limit', account: problem.accounts[sender.account]?.id ?? '', sender: sender.id } as const;
    for (const { firstDay, capacity } of sender.weekly) {
      atMost(draft, { ...key, date: index.dateOf(firstDay) }, index.sum(index.senderLoad(s), firstDay, firstDay + 6), capacity);
    }
  });
}

/** Σ_{s in domain} load(s,e) ≤ limit */
function domainDailyLimit(draft: Draft): void {
  const { problem, index } = draft;
  problem.domains.forEach((domain, i) => {
    const load = index.mergeLoads(problem.senders.flatMap((s, n) => (s.domain === i ? [n] : [])));
    for (const [day, terms] of load) {
      atMost(
        draft,
        { family: 'domain_daily_limit', domain: domain.id, date: problem.dates[day] ?? '' },
        terms,
        domain.dailyLimit[day] ?? 0,
      );
    }
  });
}

/** Σ_{s in a} load(s,e) ≤ limit of a on e */
function accountDailyLimit(draft: Draft): void {
  const { problem, index } = draft;
  problem.accounts.forEach((account, a) => {
    if (account.dailyLimit === null) return;
    const load = index.mergeLoads(problem.senders.flatMap((s, n) => (s.account === a ? [n] : [])));
    for (const [day, terms] of load) {
      atMost(
        draft,
        { family: 'account_daily_limit', account: account.id, date: problem.dates[day] ?? '' },
        terms,
        account.dailyLimit[day] ?? 0,
      );
    }
  });
}

/** Σ_{s in a or below} Σ_{e in cycle} load − o ≤ pool(a,k), 0 ≤ o ≤ overage left. A pool above is a hard stop unless it has overage of its own. */
function creditBalance(draft: Draft): LinearProgram['overage'] {
  const { problem, index } = draft;
  const overage: { column: number; account: number; cycle: number }[] = [];
  problem.accounts.forEach((account, a) => {
    if (account.cycles === null) return;
    const load = index.mergeLoads(problem.senders.flatMap((s, n) => (problem.accounts[s.account]?.pools.includes(a) ? [n] : [])));
    account.cycles.forEach((cycle, k) => {
      const terms = index.sum(load, cycle.from, cycle.to);
      if (terms.size === 0) return;
      if (cycle.overageMax > 0) {
        const o = column(draft, cycle.overageMax);
        addTerm(terms, o, -1);
        overage.push({ column: o, account: a, cycle: k });
      }
      atMost(draft, { family: 'credit_balance', account: account.id, date: problem.dates[cycle.from] ?? '' }, terms, cycle.capacity);
    });
  });
  return overage;
}

/** z(c,a) ≥ starts of c in a − resident;  Σ_c newContacts · z(c,a) ≤ free slots */
function contactLimit(draft: Draft): void {
  const { problem, index } = draft;
  problem.accounts.forEach((account, a) => {
    if (account.freeContacts === null) return;
    const slots: TermMap = new Map();
    problem.campaigns.forEach((campaign, c) => {
      const terms = index.startsOfCampaign(c, a);
      if (terms.size === 0 || campaign.newContacts10k === 0) return;
      const z = column(
        draft,
        campaign.demands.reduce((n, d) => n + (problem.demands[d]?.contacts ?? 0), 0),
      );
      addTerm(terms, z, -1);
      atMost(draft, { family: 'new_contacts', campaign: campaign.id, account: account.id }, terms, campaign.resident.get(a) ?? 0);
      addTerm(slots, z, campaign.newContacts10k / 10_000);
    });
    atMost(draft, { family: 'contact_limit', account: account.id }, slots, account.freeContacts);
  });
}

/** Starts, and sends, of a campaign on a day ≤ perDay */
function campaignDailyLimit(draft: Draft): void {
  const { problem, index } = draft;
  problem.campaigns.forEach((campaign, c) => {
    const key = { family: 'campaign_daily_limit', campaign: campaign.id } as const;
    if (campaign.maxStarts !== null) {
      for (const [day, terms] of index.campaignStarts(c)) {
        atMost(draft, { ...key, date: problem.dates[day] ?? '', measure: 'starts' }, terms, campaign.maxStarts);
      }
    }
    if (campaign.maxSends !== null) {
      for (const [day, terms] of index.campaignLoad(c)) {
        atMost(draft, { ...key, date: problem.dates[day] ?? '', measure: 'sends' }, terms, campaign.maxSends[day] ?? 0);
      }
    }
  });
}

/** Starts of c through a ≤ maxShare · starts of c */
function accountShare(draft: Draft): void {
  const { problem, index } = draft;
  problem.campaigns.forEach((campaign, c) => {
    if (campaign.maxShare10k >= 10_000) return;
    problem.accounts.forEach((account, a) => {
      const terms = index.startsOfCampaign(c, a);
      if (terms.size === 0) return;
      for (const x of index.startsOfCampaign(c).keys()) addTerm(terms, x, -campaign.maxShare10k / 10_000);
      atMost(draft, { family: 'account_share', campaign: campaign.id, account: account.id }, terms, 0);
    });
  });
}

/** Σ x(c) + u ≥ atLeast(c). Soft, so that an impossible demand still gives the best plan. Returns campaign → u. */
function serveAtLeast(draft: Draft): ReadonlyMap<number, number> {
  const { problem, index } = draft;
  const shortfall = new Map<number, number>();
  problem.campaigns.forEach((campaign, c) => {
    if (campaign.serveAtLeast === 0) return;
    const u = column(draft, campaign.serveAtLeast);
    shortfall.set(c, u);
    const terms: TermMap = new Map();
    for (const x of index.startsOfCampaign(c).keys()) addTerm(terms, x, -1);
    addTerm(terms, u, -1);
    atMost(draft, { family: 'serve_at_least', campaign: campaign.id }, terms, -campaign.serveAtLeast);
  });
  return shortfall;
}
