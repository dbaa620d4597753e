/** What one could have more of: levers, each an edit of copies of workspace and snapshot. */

import { addDays } from '../model/calendar.ts';
import type { AccountCapacity, SenderCapacity } from '../model/capacity.ts';
import type { PriceSentence } from '../model/explanation.ts';
import { type Limit, limited, type Observed } from '../model/limit.ts';
import type { Domain, SenderSelection, WarmUp } from '../model/workspace.ts';
import { type Situation, sendersLike, withAccount, withMoreSenders, withSenders } from './situation.ts';

/** One thing there could be more of. */
export interface Lever extends Pick<PriceSentence, 'lever'> {
  /** Ids it can be named by: the account, domain or campaign; of senders all that are alike. */
  readonly ids: readonly string[];
  /** One unit and several, in words: `credit of sg-main`, `credits of sg-main`. */
  readonly one: string;
  readonly many: string;
  /** Most units looked at; where plans are no networks and every unit makes them larger, only `affordable` ones. */
  readonly most: number;
  readonly affordable: number;
  /** Units to try where plans are not exact; empty = as many as are missing, or a tenth of them. */
  readonly tries: readonly number[];
  /** Whether every unit adds the same: then what n units bring rises ever more slowly with n. */
  readonly isEven: boolean;
  /** The situation with n units more. */
  readonly more: (situation: Situation, n: number) => Situation;
}

/** Amounts nobody needs more of than this. */
export const MOST_AMOUNT = 1_000_000_000;
/** Senders looked at; where every one makes the program larger, only a few. */
const MOST_SENDERS = 1_000;
const AFFORDABLE_SENDERS = 8;
/** Days and senders tried where plans are not exact. */
export const FEW: readonly number[] = [1, 8];
/** Days looked at, one by one. */
export const MOST_DAYS = 14;

const isLimited = ({ value }: Observed<Limit>): boolean => value.kind === 'limited';
/** A limit is tried twice as high. */
const doubled = ({ value }: Observed<Limit>): readonly number[] => (value.kind === 'limited' ? [Math.max(1, value.amount)] : []);
const raised = (observed: Observed<Limit>, n: number): Observed<Limit> =>
  observed.value.kind === 'limited' ? { ...observed, value: limited(observed.value.amount + n) } : observed;

const onAccounts = ({ workspace, snapshot }: Situation, accounts: readonly AccountCapacity[]): Situation => ({
  workspace,
  snapshot: { ...snapshot, accounts },
});
const editAccount = (situation: Situation, id: string, edit: (account: AccountCapacity) => AccountCapacity): Situation =>
  onAccounts(situation, withAccount(situation.snapshot.accounts, id, edit));
const editSenders = (situation: Situation, ids: ReadonlySet<string>, edit: (sender: SenderCapacity) => SenderCapacity): Situation =>
  onAccounts(situation, withSenders(situation.snapshot.accounts, ids, edit));

/** Levers of an account: credits now and after each reset inside the horizon (ends on `end`), limits of its own, earlier warm-up. */
export function accountLevers({ account: id, credits, dailyLimit, contacts, senders }: AccountCapacity, end: string): readonly Lever[] {
  const amount = { most: MOST_AMOUNT, affordable: MOST_AMOUNT, tries: [], isEven: true } as const;
  const levers: Lever[] = [];
  const { next } = credits.resets.value ?? { next: null };
  if (isLimited(credits.remaining)) {
    const more = (situation: Situation, n: number) =>
      editAccount(situation, id, (a) => ({ ...a, credits: { ...a.credits, remaining: raised(a.credits.remaining, n) } }));
    levers.push({ lever: { kind: 'credits', id }, ids: [id], one: `credit of ${id}`, many: `credits of ${id}`, ...amount, more });
  }
  if (next !== null && next <= end && isLimited(credits.allowance)) {
    const more = (situation: Situation, n: number) =>
      editAccount(situation, id, (a) => ({ ...a, credits: { ...a.credits, allowance: raised(a.credits.allowance, n) } }));
    const words = `of the allowance of ${id} from its next reset on`;
    levers.push({ lever: { kind: 'allowance', id }, ids: [id], one: `credit ${words}`, many: `credits ${words}`, ...amount, more });
  }
  if (isLimited(dailyLimit)) {
    const more = (situation: Situation, n: number) => editAccount(situation, id, (a) => ({ ...a, dailyLimit: raised(a.dailyLimit, n) }));
    levers.push({
      lever: { kind: 'accountLimit', id },
      ids: [id],
      one: `send a day of account ${id}`,
      many: `sends a day of account ${id}`,
      ...amount,
      tries: doubled(dailyLimit),
      more,
    });
  }
  if (isLimited(contacts.limit)) {
    const more = (situation: Situation, n: number) =>
      editAccount(situation, id, (a) => ({ ...a, contacts: { ...a.contacts, limit: raised(a.contacts.limit, n) } }));
    levers.push({
      lever: { kind: 'contactLimit', id },
      ids: [id],
      one: `contact slot of ${id}`,
      many: `contact slots of ${id}`,
      ...amount,
      more,
    });
  }
  const young = new Set(senders.flatMap((sender) => (sender.warmUp === null ? [] : [sender.id])));
  if (young.size > 0) {
    const earlier = (warmUp: WarmUp, n: number): WarmUp => ({ ...warmUp, start: addDays(warmUp.start, -n) });
    const more = (situation: Situation, n: number) =>
      editSenders(situation, young, (sender) => (sender.warmUp === null ? sender : { ...sender, warmUp: earlier(sender.warmUp, n) }));
    const words = `of earlier warm-up of ${young.size === 1 ? [...young][0] : `${young.size} senders of ${id}`}`;
    levers.push({
      lever: { kind: 'warmUp', id },
      ids: [id],
      one: `day ${words}`,
      many: `days ${words}`,
      most: MOST_DAYS,
      affordable: MOST_DAYS,
      tries: FEW,
      isEven: false,
      more,
    });
  }
  return levers;
}

/** Lever of a domain's daily limit. */
export function domainLever({ id, dailyLimit }: Domain): Lever {
  const more = (situation: Situation, n: number): Situation => ({
    ...situation,
    workspace: {
      ...situation.workspace,
      domains: situation.workspace.domains.map((domain) => (domain.id === id ? { ...domain, dailyLimit: domain.dailyLimit + n } : domain)),
    },
  });
  const words = `of domain ${id}`;
  return {
    lever: { kind: 'domainLimit', id },
    ids: [id],
    one: `send a day ${words}`,
    many: `sends a day ${words}`,
    most: MOST_AMOUNT,
    affordable: MOST_AMOUNT,
    tries: [Math.max(1, dailyLimit)],
    isEven: true,
    more,
  };
}

/** Levers of a kind of senders, equal but for what they sent: one more like them, and a higher limit of each of them. */
export function senderLevers(account: string, kind: readonly SenderCapacity[]): readonly Lever[] {
  const [like] = kind as readonly [SenderCapacity];
  const { id } = like;
  const ids = kind.map((sender) => sender.id);
  const raise = (situation: Situation, edit: (sender: SenderCapacity) => SenderCapacity) => editSenders(situation, new Set(ids), edit);
  const levers: Lever[] = [];
  const own = kind.length === 1 ? `of sender ${id}` : `of each of ${kind.length} senders like ${id}`;
  if (isLimited(like.dailyLimit)) {
    const more = (situation: Situation, n: number) =>
      raise(situation, (sender) => ({ ...sender, dailyLimit: raised(sender.dailyLimit, n) }));
    levers.push({
      ...{ lever: { kind: 'senderLimit', id }, ids, one: `send a day ${own}`, many: `sends a day ${own}` },
      ...{ most: MOST_AMOUNT, affordable: MOST_AMOUNT, tries: doubled(like.dailyLimit), isEven: true, more },
    });
  }
  if (isLimited(like.weeklyLimit)) {
    const more = (situation: Situation, n: number) =>
      raise(situation, (sender) => ({ ...sender, weeklyLimit: raised(sender.weeklyLimit, n) }));
    levers.push({
      ...{ lever: { kind: 'weeklyLimit', id }, ids, one: `send a week ${own}`, many: `sends a week ${own}` },
      ...{ most: MOST_AMOUNT, affordable: MOST_AMOUNT, tries: doubled(like.weeklyLimit), isEven: true, more },
    });
  }
  const more = (situation: Situation, n: number) => moreLike(situation, account, like, n);
  return [
    {
      lever: { kind: 'sender', id },
      ids,
      one: `sender like ${id}`,
      many: `senders like ${id}`,
      most: MOST_SENDERS,
      affordable: AFFORDABLE_SENDERS,
      tries: FEW,
      isEven: true,
      more,
    },
    ...levers,
  ];
}

/** n more senders like one, that have sent nothing yet; campaigns that name the one name them too. */
function moreLike(situation: Situation, account: string, like: SenderCapacity, n: number): Situation {
  const ids = Array.from({ length: n }, (_, i) => `${like.id} +${i + 1}`);
  const { snapshot } = onAccounts(situation, withMoreSenders(situation.snapshot.accounts, account, sendersLike(like, ids)));
  const listed = (names: readonly string[]) => (names.includes(like.id) ? [...names, ...ids] : names);
  const selection = (from: SenderSelection): SenderSelection => ({
    ...from,
    senders: listed(from.senders),
    except: { ...from.except, senders: listed(from.except.senders) },
  });
  const campaigns = situation.workspace.campaigns.map((campaign) => ({
    ...campaign,
    from: selection(campaign.from),
    segments: campaign.segments.map((segment) => ({ ...segment, from: segment.from && selection(segment.from) })),
  }));
  return { workspace: { ...situation.workspace, campaigns }, snapshot };
}
