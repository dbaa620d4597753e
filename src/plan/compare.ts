/** Compares two plans: what moved, and what both of them show to explain it. */

import { compareNullable, compareText } from '../model/order.ts';
import type { CampaignResult, Plan } from '../model/plan.ts';
import type { CampaignChange, Change, CostChange, PlanDiff } from '../model/plan-diff.ts';
import { demandKey } from './assemble.ts';
import { accountChanges, senderDayChanges, usedOf } from './compare-capacity.ts';
import { causesOf, contactsOf, type Evidence, NO_USES, namedSenders, type Pair, servedOf, type Uses, usesOf } from './compare-causes.ts';
import { capacityFacts } from './compare-facts.ts';
import { changedFollowUps, forEachDemand } from './compare-starts.ts';

/**
 * Difference from the first plan to the second. Days before the later of their first days are over and not compared.
 * Throws: ConfigError when a plan file was changed so that its rows cannot be paired.
 */
export function comparePlans(before: Plan, after: Plan): PlanDiff {
  const firstDay = before.horizon.start > after.horizon.start ? before.horizon.start : after.horizon.start;
  const used = { before: usedOf(before, after.horizon.start), after: usedOf(after, after.horizon.start) };
  const facts = capacityFacts(before, after, used);
  const plans = { before, after };
  const named = namedSenders(plans);
  const uses = new Map<string, Uses>();
  forEachDemand(before, after, firstDay, (demand) => {
    uses.set(demandKey(demand.campaign, demand.segment), usesOf(demand, facts, named));
  });
  const followUps = changedFollowUps(before, after, firstDay);
  const pairs = pairsOf(plans, uses);
  const files = changedFiles(plans);
  const evidence: Evidence = { plans, used, facts, files, pairs };
  const campaigns = pairs.filter((pair) => isChanged(pair, followUps)).map((pair) => campaignChange(pair, evidence));
  const parts = {
    status: { before: before.outcome.status, after: after.outcome.status },
    levels: levelChanges(plans),
    campaigns,
    accounts: accountChanges(before, after, firstDay, facts.pools),
    senderDays: senderDayChanges(before, after, firstDay),
    cost: costChanges(plans),
  };
  const { status, accounts, senderDays, cost } = parts;
  const total = (plan: Plan, of: (row: CampaignResult) => number): number => plan.campaigns.reduce((sum, row) => sum + of(row), 0);
  return {
    isSame:
      status.before === status.after &&
      [campaigns, accounts, cost].every((list) => list.length === 0) &&
      senderDays.more + senderDays.fewer === 0,
    firstDay,
    horizon: { before: before.horizon, after: after.horizon },
    observedAt: { before: before.snapshot.observedAt, after: after.snapshot.observedAt },
    files,
    contacts: { before: total(before, contactsOf), after: total(after, contactsOf) },
    served: { before: total(before, servedOf), after: total(after, servedOf) },
    ...parts,
  };
}

function pairsOf({ before, after }: Change<Plan>, uses: ReadonlyMap<string, Uses>): readonly Pair[] {
  const rows = new Map<string, { before: CampaignResult | null; after: CampaignResult | null }>();
  for (const row of before.campaigns) rows.set(demandKey(row.campaign, row.segment), { before: row, after: null });
  for (const row of after.campaigns) {
    const key = demandKey(row.campaign, row.segment);
    rows.set(key, { before: rows.get(key)?.before ?? null, after: row });
  }
  const nameOf = ({ before: then, after: now }: Pair) => (now ?? then) as CampaignResult;
  return [...rows]
    .map(([key, pair]): Pair => ({ ...pair, uses: uses.get(key) ?? NO_USES }))
    .sort((a, b) => {
      const [x, y] = [nameOf(a), nameOf(b)];
      return x.priority - y.priority || compareText(x.campaign, y.campaign) || compareNullable(x.segment, y.segment);
    });
}

function isChanged({ before, after, uses }: Pair, followUps: ReadonlySet<string>): boolean {
  if (before === null || after === null) return true;
  const hasMoved = [...uses.accounts.values()].some((c) => c.before !== c.after) || uses.moved > 0;
  return (
    hasMoved ||
    contactsOf(before) !== contactsOf(after) ||
    servedOf(before) !== servedOf(after) ||
    before.priority !== after.priority ||
    before.lastDay !== after.lastDay ||
    followUps.has(demandKey(after.campaign, after.segment))
  );
}

function campaignChange(pair: Pair, evidence: Evidence): CampaignChange {
  const { before, after, uses } = pair;
  const { campaign, segment } = (after ?? before) as CampaignResult;
  const of = <T>(value: (row: CampaignResult) => T) => ({ before: before && value(before), after: after && value(after) });
  return {
    campaign,
    segment,
    contacts: of(contactsOf),
    served: of(servedOf),
    sends: of((row) => row.sends),
    firstDay: of((row) => row.firstDay),
    lastDay: of((row) => row.lastDay),
    moved: uses.moved,
    causes: causesOf(pair, evidence),
  };
}

function changedFiles({ before, after }: Change<Plan>): readonly string[] {
  const then = new Map(before.inputs.map((f) => [f.path, f.sha256]));
  const now = new Map(after.inputs.map((f) => [f.path, f.sha256]));
  return [...new Set([...then.keys(), ...now.keys()])].filter((path) => then.get(path) !== now.get(path)).sort(compareText);
}

function levelChanges({ before, after }: Change<Plan>): PlanDiff['levels'] {
  const level = (plan: Plan, objective: string) => {
    const found = plan.outcome.levels.find((l) => l.objective === objective);
    return found === undefined ? null : { value: found.value, gap: found.gap };
  };
  // Only a plan that continues another one has this goal.
  const all = [...before.outcome.levels, ...after.outcome.levels].filter((l) => l.objective !== 'churn');
  const known = new Map(all.map((l) => [l.objective, l.unit]));
  return [...known]
    .map(([objective, unit]) => ({ objective, unit, before: level(before, objective), after: level(after, objective) }))
    .filter((l) => l.before?.value !== l.after?.value || l.before?.gap !== l.after?.gap);
}

function costChanges({ before, after }: Change<Plan>): readonly CostChange[] {
  const keyOf = (row: { account: string; currency: string }) => JSON.stringify([row.account, row.currency]);
  const then = new Map(before.cost.overage.map((row) => [keyOf(row), row]));
  const now = new Map(after.cost.overage.map((row) => [keyOf(row), row]));
  return [...new Set([...then.keys(), ...now.keys()])].sort(compareText).flatMap((key) => {
    const [old, current] = [then.get(key), now.get(key)];
    const { account, currency } = (current ?? old) as NonNullable<typeof old>;
    const sends = { before: old?.sends ?? 0, after: current?.sends ?? 0 };
    const amount = { before: old?.amount ?? '0.00', after: current?.amount ?? '0.00' };
    return sends.before === sends.after && amount.before === amount.after ? [] : [{ account, currency, sends, amount }];
  });
}
