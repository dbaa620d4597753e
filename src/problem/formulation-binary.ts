/** The families with yes/no decisions: smallest batch, one account, all or nothing. */

import { atMost, column, type Draft } from './formulation.ts';
import { addTerm, type TermMap } from './linear.ts';
import type { Problem, ProblemCampaign } from './problem.ts';

/** Adds the binary families. Their rows carry no key: leaving them out of the bound only raises it. */
export function addBinaryFamilies(draft: Draft): void {
  senderMinBatch(draft);
  oneAccount(draft);
  allOrNothing(draft);
}

/** x = 0 or x ≥ minStarts */
function senderMinBatch(draft: Draft): void {
  const { problem } = draft;
  draft.starts.forEach((start, x) => {
    const demand = problem.demands[start.demand];
    const minStarts = problem.campaigns[demand?.campaign ?? -1]?.minStarts ?? 0;
    if (demand === undefined || minStarts <= 1) return;
    const used = column(draft, 1);
    atMost(
      draft,
      null,
      new Map([
        [x, 1],
        [used, -demand.contacts],
      ]),
      0,
    );
    atMost(
      draft,
      null,
      new Map([
        [x, -1],
        [used, minStarts],
      ]),
      0,
    );
  });
}

/** Starts of c through a ≤ N(c) · b(c,a), or = N(c) · b(c,a) when it is also all or nothing;  Σ_a b(c,a) ≤ 1 */
function oneAccount(draft: Draft): void {
  const { problem, index } = draft;
  problem.campaigns.forEach((campaign, c) => {
    if (!campaign.oneAccount) return;
    const contacts = contactsOf(problem, campaign);
    const chosen: TermMap = new Map();
    problem.accounts.forEach((_, a) => {
      const terms = index.startsOfCampaign(c, a);
      if (terms.size === 0) return;
      const uses = column(draft, 1);
      // The equation says both rules at once and leaves no fraction of a campaign to branch on (multiple knapsacks).
      if (campaign.allOrNothing) atMost(draft, null, new Map([...[...terms].map(([x, v]) => [x, -v] as const), [uses, contacts]]), 0);
      addTerm(terms, uses, -contacts);
      atMost(draft, null, terms, 0);
      addTerm(chosen, uses, 1);
    });
    atMost(draft, null, chosen, 1);
  });
}

/** Σ x(c) = N(c) · b(c) */
function allOrNothing(draft: Draft): void {
  const { problem, index } = draft;
  problem.campaigns.forEach((campaign, c) => {
    if (!campaign.allOrNothing || campaign.oneAccount) return;
    const contacts = contactsOf(problem, campaign);
    const all = column(draft, 1);
    const up: TermMap = index.startsOfCampaign(c);
    const down: TermMap = new Map([...up].map(([x, v]) => [x, -v]));
    addTerm(up, all, -contacts);
    addTerm(down, all, contacts);
    atMost(draft, null, up, 0);
    atMost(draft, null, down, 0);
  });
}

const contactsOf = (problem: Problem, { demands }: ProblemCampaign): number =>
  demands.reduce((n, d) => n + (problem.demands[d]?.contacts ?? 0), 0);
