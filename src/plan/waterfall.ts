/**
 * Waterfalls: from the nominal limits of senders down to what a plan sends through them, for a campaign, an account or a sender.
 * Every stage lets one more cause count and takes off what could be sent on top of the plan before it and not after it, so
 * the lines add up exactly. What several causes forbid counts for the first of them.
 */

import type { Snapshot } from '../model/capacity.ts';
import type { Waterfall, WaterfallCause, WaterfallLine } from '../model/explanation.ts';
import { compareText } from '../model/order.ts';
import type { CampaignResult, DailySends } from '../model/plan.ts';
import type { Rows } from '../model/rows.ts';
import type { Workspace } from '../model/workspace.ts';
import type { Problem, ProblemCampaign } from '../problem/problem.ts';
import { sends, tenThousandths } from './amounts.ts';
import { type ContactRoom, contactRoom, usableDays } from './waterfall-campaign.ts';
import { closeRoom, cutAccount, cutDays, cutRoom, openRoom, type Room, type Takers, type Used } from './waterfall-room.ts';
import { type Stage, stagesOf } from './waterfall-stages.ts';
import { type LineFacts, lineText } from './waterfall-words.ts';

/** A plan with what it was made from. `sends`: from `dailySends`. */
export interface PlannedSends {
  readonly workspace: Workspace;
  readonly snapshot: Snapshot;
  readonly problem: Problem;
  readonly sends: Rows<DailySends>;
  readonly campaigns: readonly CampaignResult[];
}

/** Sends whose sum in 1/10000 is beyond this are not added up exactly. */
const LARGEST = Number.MAX_SAFE_INTEGER;

/** Waterfall of a campaign, over every sender it may use; null when limits are too large to add up (over 900 thousand million sends). */
export function campaignWaterfall(planned: PlannedSends, id: string): Waterfall | null {
  const { problem } = planned;
  const c = problem.campaigns.findIndex((campaign) => campaign.id === id);
  const campaign = problem.campaigns[c] as ProblemCampaign;
  const senders = [...new Set(campaign.demands.flatMap((d) => Array.from(problem.demands[d]?.senders ?? [])))].sort((a, b) => a - b);
  const results = planned.campaigns.filter((row) => row.campaign === id);
  return waterfall(planned, { kind: 'campaign', id, senders, campaign: c, results });
}

/** Waterfall of an account, over its own senders; null as for campaigns. */
export function accountWaterfall(planned: PlannedSends, id: string): Waterfall | null {
  const { problem } = planned;
  const senders = [...problem.senders.keys()].filter((s) => problem.accounts[problem.senders[s]?.account ?? -1]?.id === id);
  return waterfall(planned, { kind: 'account', id, senders, campaign: null, results: [] });
}

/** Waterfall of one sender; null as for campaigns. */
export function senderWaterfall(planned: PlannedSends, id: string): Waterfall | null {
  const senders = [planned.problem.senders.findIndex((sender) => sender.id === id)];
  return waterfall(planned, { kind: 'sender', id, senders, campaign: null, results: [] });
}

/** Whose waterfall: its senders, and for a campaign (index into the problem's) its results. */
interface Owner {
  readonly kind: Waterfall['subject']['kind'];
  readonly id: string;
  readonly senders: readonly number[];
  readonly campaign: number | null;
  readonly results: readonly CampaignResult[];
}

function waterfall(planned: PlannedSends, owner: Owner): Waterfall | null {
  const { problem } = planned;
  const { dayCount } = problem;
  const { own, total, others } = usedSends(planned, owner);
  const room = openRoom(owner.senders, dayCount);
  const lines: { cause: WaterfallCause; taken: number; takers: Takers }[] = [];
  let before = new Float64Array();
  // Where nothing but what is shared limits a sender, its nominal limit is what is shared: these days count from then on.
  const isOpen = new Uint8Array(room.sends.length);
  const take = (cause: WaterfallCause, takers: Takers): void => {
    let taken = 0;
    for (let i = 0; i < before.length; i++) if (isOpen[i] === 0) taken += (before[i] as number) - (room.sends[i] as number);
    lines.push({ cause, taken, takers });
    before = room.sends.slice();
  };
  let last: Stage | null = null;
  for (const stage of stagesOf(planned.workspace, planned.snapshot, problem)) {
    last = stage;
    const takers = cutRoom(room, stage.supply, own);
    if (stage.cause === 'nominal') {
      before = room.sends.slice();
      for (let i = 0; i < before.length; i++) isOpen[i] = before[i] === Infinity ? 1 : 0;
      continue;
    }
    take(stage.cause, takers);
    if (stage.cause === 'weekdays' && owner.campaign !== null) {
      closeRoom(room, dayCount, usableDays(problem, owner.campaign));
      take('window', new Set());
    }
    if (stage.cause === 'credits') settleOpen(room, isOpen);
    if (stage.cause === 'credits') before = room.sends.slice();
  }
  const supply = (last as Stage).supply;
  const slots = owner.campaign === null ? null : contactRoom(problem, owner.campaign, planned.sends);
  if (owner.campaign !== null) cutCampaign(room, problem, owner.campaign, own, slots, take);
  cutRoom(room, supply, total);
  for (const { account, beside } of slots?.rows ?? []) cutAccount(room, problem, account, beside);
  take('others', others);
  room.sends.fill(0);
  take('unused', new Set());
  return closed(planned, owner, lines, own, supply);
}

/** Rules of the campaign itself: sends and, with one step, starts per day; contact slots. */
function cutCampaign(
  room: Room,
  problem: Problem,
  c: number,
  own: Used,
  slots: ContactRoom | null,
  take: (cause: WaterfallCause, takers: Takers) => void,
): void {
  const { maxSends, maxStarts, shares10k } = problem.campaigns[c] as ProblemCampaign;
  const { dayCount } = problem;
  const most = (day: number): number => Math.min(maxSends?.[day] ?? Infinity, shares10k.length === 1 ? (maxStarts ?? Infinity) : Infinity);
  cutDays(room, dayCount, (day) => {
    let left = most(day) * 10_000;
    for (let at = day; at < own.length; at += dayCount) left -= own[at] as number;
    return left;
  });
  take('campaignLimit', new Set());
  const full = slots?.rows.filter(({ account, alone }) => cutAccount(room, problem, account, alone)) ?? [];
  take('contactLimit', new Set(full.map(({ account }) => problem.accounts[account]?.id ?? '')));
}

/** Room of senders without a limit of their own, once everything shared is known: what nothing limits counts with what is sent. */
function settleOpen(room: Room, isOpen: Uint8Array): void {
  for (let i = 0; i < isOpen.length; i++) if (room.sends[i] === Infinity) room.sends[i] = 0;
  isOpen.fill(0);
}

/** Sends of the owner and of everybody, in 1/10000 by sender and day, and the names of the others on its senders (most sends first). */
function usedSends({ problem, sends: rows }: PlannedSends, { kind, id, senders }: Owner) {
  const { dayCount } = problem;
  const own = new Float64Array(problem.senders.length * dayCount);
  const total = new Float64Array(own.length);
  const days = new Map(problem.dates.map((date, day) => [date, day]));
  const indices = new Map(problem.senders.map((sender, s) => [sender.id, s]));
  const isOwn = new Set(senders);
  const rivals = new Map<string, number>();
  for (const row of rows) {
    const s = indices.get(row.sender) as number;
    const at = s * dayCount + (days.get(row.date) as number);
    const load = tenThousandths(row.sends);
    total[at] = (total[at] as number) + load;
    if (kind === 'campaign' ? row.campaign === id : isOwn.has(s)) own[at] = (own[at] as number) + load;
    else if (kind === 'campaign' && isOwn.has(s)) rivals.set(row.campaign, (rivals.get(row.campaign) ?? 0) + load);
  }
  const others = [...rivals].sort((a, b) => b[1] - a[1] || compareText(a[0], b[0])).map(([name]) => name);
  return { own, total, others: new Set(others) };
}

/** Lines with the nominal limits in front. Throws: Error when the lines do not add up to the plan (our bug). */
function closed(
  { problem, campaigns, sends: rows }: PlannedSends,
  owner: Owner,
  taken: readonly { readonly cause: WaterfallCause; readonly taken: number; readonly takers: Takers }[],
  own: Used,
  supply: Problem,
): Waterfall | null {
  const planned10k = own.reduce((sum, load) => sum + load, 0);
  const nominal10k = taken.reduce((sum, line) => sum + line.taken, planned10k);
  if (nominal10k > LARGEST) return null;
  const facts: LineFacts = { ...owner, problem, supply };
  const nominal: WaterfallLine = { cause: 'nominal', sends: sends(nominal10k), text: lineText('nominal', new Set(), facts) };
  const lines = taken.map(
    ({ cause, taken: off, takers }): WaterfallLine => ({ cause, sends: off === 0 ? 0 : -sends(off), text: lineText(cause, takers, facts) }),
  );
  const inPlan = plannedSends(owner, campaigns, rows);
  if (inPlan !== planned10k) throw new RangeError(`waterfall of ${owner.kind} ${owner.id}: ${planned10k}, the plan has ${inPlan}`);
  return { subject: { kind: owner.kind, id: owner.id }, lines: [nominal, ...lines], planned: sends(planned10k) };
}

/** What the plan itself says the owner sends, in 1/10000. */
function plannedSends({ kind, id }: Owner, campaigns: readonly CampaignResult[], rows: Rows<DailySends>): number {
  let sum = 0;
  if (kind === 'campaign') for (const row of campaigns) if (row.campaign === id) sum += tenThousandths(row.sends);
  if (kind !== 'campaign') for (const row of rows) if (row[kind] === id) sum += tenThousandths(row.sends);
  return sum;
}
