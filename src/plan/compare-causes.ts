/** What in two plans explains that a campaign changed. Everything said here stands in both plans; nothing is guessed. */

import { compareText } from '../model/order.ts';
import type { CampaignResult, Plan, ShortfallReason } from '../model/plan.ts';
import { type Cause, type Change, rowName } from '../model/plan-diff.ts';
import { grouped, rangeText } from './amounts.ts';
import type { Used } from './compare-capacity.ts';
import type { Fact, Facts } from './compare-facts.ts';
import type { DemandStarts } from './compare-starts.ts';

/** Sentences of one kind named for a campaign; the rest is counted. */
const MOST_NAMED = 4;

/** What is kept of a campaign's starts once its senders are forgotten. */
export interface Uses {
  /** Contacts through each account and each pool above it. */
  readonly accounts: ReadonlyMap<string, Change<number>>;
  /** Contacts through the senders that reasons of a shortfall name. */
  readonly senders: ReadonlyMap<string, Change<number>>;
  /** Changes of its senders. */
  readonly facts: readonly Fact[];
  readonly moved: number;
}

/** One campaign in both plans. */
export interface Pair {
  readonly before: CampaignResult | null;
  readonly after: CampaignResult | null;
  readonly uses: Uses;
}

/** What causes are looked for in. */
export interface Evidence {
  readonly plans: Change<Plan>;
  readonly used: Change<Used>;
  readonly facts: Facts;
  readonly files: readonly string[];
  readonly pairs: readonly Pair[];
}

/** Contacts of a row, those an earlier plan has started included. */
export const contactsOf = (row: CampaignResult | null): number => (row === null ? 0 : row.contacts + row.alreadyStarted);
/** Contacts served, those an earlier plan has started included. */
export const servedOf = (row: CampaignResult | null): number => (row === null ? 0 : row.served + row.alreadyStarted);

const reasonsIn = (row: CampaignResult | null): readonly ShortfallReason[] => row?.shortfall?.reasons ?? [];

/** Senders that reasons of a shortfall name, in both plans. */
export const namedSenders = ({ before, after }: Change<Plan>): ReadonlySet<string> =>
  new Set([...before.campaigns, ...after.campaigns].flatMap((row) => reasonsIn(row).flatMap((reason) => reason.sender ?? [])));

/** No starts in either plan. */
export const NO_USES: Uses = { accounts: new Map(), senders: new Map(), facts: [], moved: 0 };

/** What is needed of a campaign's starts. */
export function usesOf(demand: DemandStarts, facts: Facts, named: ReadonlySet<string>): Uses {
  const accounts = new Map<string, { before: number; after: number }>();
  const senders = new Map<string, Change<number>>();
  const changed: Fact[] = [];
  for (const [id, { account, before, after }] of demand.senders) {
    for (const pool of [account, ...(facts.pools.get(account) ?? [])]) {
      const sum = accounts.get(pool) ?? { before: 0, after: 0 };
      sum.before += before;
      sum.after += after;
      accounts.set(pool, sum);
    }
    if (named.has(id)) senders.set(id, { before, after });
    changed.push(...(facts.senders.get(id) ?? []));
  }
  return { accounts, senders, facts: changed, moved: Math.min(demand.more, demand.fewer) };
}

/** Causes of one campaign's change, the most telling first; at least one. */
export function causesOf(pair: Pair, evidence: Evidence): readonly Cause[] {
  const { before, after } = pair;
  const name = rowName((after ?? before) as CampaignResult);
  if (before === null) return [{ kind: 'campaign', text: `${name} is new` }];
  if (after === null) return [{ kind: 'campaign', text: `${name} is no longer planned` }];
  const own = ownCauses(before, after, evidence.plans);
  const isAllContacts = own.some((c) => c.kind === 'contacts') && before.shortfall === null && after.shortfall === null;
  const moving = isAllContacts ? [] : [...capacityCauses(pair, evidence), ...rivalCauses(pair, evidence)];
  const found = [...own, ...moving];
  const limits = limitCauses(before, after);
  return [...found, ...limits, ...(found.length > 0 ? [] : hiddenCauses(evidence))];
}

function ownCauses(before: CampaignResult, after: CampaignResult, { before: first, after: second }: Change<Plan>): readonly Cause[] {
  const causes: Cause[] = [];
  const say = (kind: Cause['kind'], what: string, then: string, now: string) => {
    if (then !== now) causes.push({ kind, text: `${what}: ${then} → ${now}` });
  };
  say('contacts', 'contacts', grouped(contactsOf(before)), grouped(contactsOf(after)));
  say('priority', 'priority', String(before.priority), String(after.priority));
  say('horizon', 'last day of the plan', first.horizon.end, second.horizon.end);
  say('horizon', 'first day of the plan', first.horizon.start, second.horizon.start);
  say('horizon', 'zone of the plan', first.horizon.timeZone, second.horizon.timeZone);
  return causes;
}

/** Changes of what the campaign uses, or lacks, where it is used up and that way round. */
function capacityCauses({ before, after, uses }: Pair, { used, facts }: Evidence): readonly Cause[] {
  const gain = Math.sign(servedOf(after) - servedOf(before));
  const isSameDemand = contactsOf(before) === contactsOf(after);
  const reasons = [...reasonsIn(before), ...reasonsIn(after)];
  const lacking = new Set(reasons.flatMap((r) => (r.account === null ? [] : [r.account, ...(facts.pools.get(r.account) ?? [])])));
  const accounts = [...new Set([...uses.accounts.keys(), ...lacking])].sort(compareText);
  const domains = [...new Set(reasons.flatMap((r) => r.domain ?? []))].sort(compareText);
  const senders = new Set(uses.facts.map((f) => f.sender));
  const lackingSenders = reasons.flatMap((r) => (r.sender === null || senders.has(r.sender) ? [] : (facts.senders.get(r.sender) ?? [])));
  const isFull = (key: string): boolean => (gain >= 0 && used.before.usedUp.has(key)) || (gain <= 0 && used.after.usedUp.has(key));
  const explains = ({ resource, sign }: Fact): boolean =>
    (resource === null || isFull(resource)) && (gain === 0 || !isSameDemand || sign === 0 || sign === gain);
  const all = [
    ...accounts.flatMap((id) => facts.accounts.get(id) ?? []),
    ...domains.flatMap((id) => facts.domains.get(id) ?? []),
    ...new Set([...uses.facts, ...lackingSenders]),
  ];
  return named('capacity', sentences(all.filter(explains)), 'changes of capacity');
}

/** Sentences; the same change of several senders of an account is one. */
function sentences(facts: readonly Fact[]): readonly string[] {
  const alike = new Map<string, Fact[]>();
  for (const fact of facts) {
    const key = fact.sender === null ? fact.text : `${fact.account}\n${fact.ofMany}`;
    alike.set(key, [...(alike.get(key) ?? []), fact]);
  }
  return [...alike.values()].map((same) => {
    const [first] = same as [Fact];
    return same.length === 1 ? first.text : `${grouped(same.length)} senders of ${first.account} ${first.ofMany}`;
  });
}

/** Campaigns served no later than this one that take more where it takes less, or less where it takes more. */
function rivalCauses(pair: Pair, { pairs, used }: Evidence): readonly Cause[] {
  const { before, after, uses } = pair;
  const short = (row: CampaignResult | null): number => row?.shortfall?.contacts ?? 0;
  const lacks = short(after) > short(before) ? reasonsIn(after) : short(after) < short(before) ? reasonsIn(before) : [];
  const wants = Math.sign(short(after) - short(before));
  const priority = (after ?? before)?.priority ?? 0;
  const scopes = [
    ...[...uses.senders].map(([id, c]) => ({
      key: 'senders' as const,
      id,
      turn: turnOf(c) || (lacks.some((r) => r.sender === id) ? -wants : 0),
    })),
    ...[...new Set([...uses.accounts.keys(), ...lacks.flatMap((r) => r.account ?? [])])]
      .filter((id) => used.before.fullAccounts.has(id) || used.after.fullAccounts.has(id))
      .map((id) => ({
        key: 'accounts' as const,
        id,
        turn: turnOf(uses.accounts.get(id)) || (lacks.some((r) => r.account === id) ? -wants : 0),
      })),
  ].filter(({ turn }) => turn !== 0);
  const found = new Map<string, { readonly text: string; readonly size: number }>();
  for (const { key, id, turn } of scopes) {
    for (const rival of pairs) {
      const row = rival.after ?? rival.before;
      if (rival === pair || row === null || row.priority > priority) continue;
      const change = rival.uses[key].get(id);
      if (turnOf(change) !== -turn || change === undefined || found.has(rowName(row))) continue;
      const size = Math.abs(change.after - change.before);
      const text = `${rowName(row)} (priority ${row.priority}) starts ${grouped(size)} ${turn < 0 ? 'more' : 'fewer'} through ${id}`;
      found.set(rowName(row), { text, size });
    }
  }
  const texts = [...found.values()].sort((a, b) => b.size - a.size || compareText(a.text, b.text)).map((f) => f.text);
  return named('rival', texts, 'campaigns');
}

const turnOf = (change: Change<number> | undefined): number => (change === undefined ? 0 : Math.sign(change.after - change.before));

/** The first few sentences; the rest is counted. */
function named(kind: Cause['kind'], texts: readonly string[], many: string): readonly Cause[] {
  const shown = texts.length > MOST_NAMED + 1 ? texts.slice(0, MOST_NAMED) : texts;
  const rest = texts.length - shown.length;
  return [...shown, ...(rest > 0 ? [`and ${grouped(rest)} more ${many}`] : [])].map((text) => ({ kind, text }));
}

/** What leaves contacts unserved now and did not before, or the other way round. */
function limitCauses(before: CampaignResult, after: CampaignResult): readonly Cause[] {
  const keyOf = ({ resource, account, sender, domain }: ShortfallReason) => JSON.stringify([resource, account, sender, domain]);
  const then = new Map(reasonsIn(before).map((reason) => [keyOf(reason), reason]));
  const now = new Map(reasonsIn(after).map((reason) => [keyOf(reason), reason]));
  const texts = [
    ...[...now].flatMap(([key, { text, missing, from, to }]) => {
      const old = then.get(key);
      if (old === undefined) return [`now short by ${text} (${grouped(missing)})`];
      const days = old.from === null || old.to === null || (old.from === from && old.to === to) ? '' : rangeText(old.from, old.to);
      if (old.missing === missing && days === '') return [];
      return [`short by ${text}: ${grouped(old.missing)} → ${grouped(missing)}${days === '' ? '' : `; the days were ${days}`}`];
    }),
    ...[...then].flatMap(([key, { text, missing }]) => (now.has(key) ? [] : [`no longer short by ${text} (${grouped(missing)})`])),
  ];
  return named('limit', texts, 'limits');
}

/** Said when the campaign itself, capacity and other campaigns show nothing. */
function hiddenCauses({ plans: { before, after }, files }: Evidence): readonly Cause[] {
  if (files.length > 0) {
    const names = files.length > MOST_NAMED ? `${grouped(files.length)} files` : files.join(', ');
    return [
      {
        kind: 'files',
        text: `no cause in the plans themselves; the plan files changed (${names}), and windows, steps and rules stand only there`,
      },
    ];
  }
  const engine = (plan: Plan): string => `${plan.outcome.solver.name} ${plan.outcome.solver.version}`;
  if (engine(before) !== engine(after)) return [{ kind: 'solver', text: `another engine: ${engine(before)} → ${engine(after)}` }];
  const open = [before, after].filter((plan) =>
    plan.outcome.levels.some((l) => /^(shortfall|served|overage)\./.test(l.objective) && l.gap !== 0),
  );
  if (open.length > 0)
    return [
      {
        kind: 'solver',
        text: `${open.length === 2 ? 'neither plan is' : open[0] === before ? 'the first plan is not' : 'the second plan is not'} proven optimal`,
      },
    ];
  return [{ kind: 'none', text: 'no cause is visible in the two plans' }];
}
