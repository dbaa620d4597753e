/**
 * Applies the changes of a what-if to copies of workspace and snapshot, one after the other. The very same line of stages
 * then runs on the copies: nothing after this knows that it is a what-if.
 */

import { ConfigError } from '../errors.ts';
import { addDays } from '../model/calendar.ts';
import type { AccountCapacity, Snapshot } from '../model/capacity.ts';
import type { Change } from '../model/catalog.ts';
import { UNLIMITED } from '../model/limit.ts';
import { compareText } from '../model/order.ts';
import { grouped } from '../model/words.ts';
import type { Workspace } from '../model/workspace.ts';
import { type AccountChanges, buyTopUp, changeCreditsNow, type Days, type Effect, unchanged } from './apply-accounts.ts';
import { changeCampaign } from './apply-campaigns.ts';
import { restrictionsOf } from './apply-move.ts';
import { changeSenders, removed } from './apply-senders.ts';
import { changeTier } from './apply-tier.ts';
import { cannotApply } from './changes.ts';
import { changeCredits, poolOf } from './credits.ts';
import type { Accounts } from './ledger.ts';

/** Longest horizon that is planned, in days. */
const MAX_HORIZON_DAYS = 400;

/** Copies with the changes in them. */
export interface Applied {
  readonly workspace: Workspace;
  readonly snapshot: Snapshot;
  /** What accounts pay, for `ledgerOf` once the horizon's end is known. */
  readonly accounts: Accounts;
  /** What the changes do, in their order. */
  readonly effects: readonly Effect[];
  /** Ids of pools in the snapshot that are no accounts: they say from when on credits can be used. Not for people. */
  readonly pools: readonly string[];
}

interface State {
  readonly workspace: Workspace;
  readonly accounts: readonly AccountCapacity[];
  readonly changes: ReadonlyMap<string, AccountChanges>;
  readonly effects: readonly Effect[];
}

/**
 * Applies changes in their order. Without changes both values come back as they are.
 * Throws: ConfigError when something a change names does not exist, or its day or amount does not fit.
 */
export function applyChanges(workspace: Workspace, snapshot: Snapshot, changes: readonly Change[]): Applied {
  const begin: State = {
    workspace,
    accounts: snapshot.accounts,
    changes: new Map(snapshot.accounts.map((a) => [a.account, unchanged(a, workspace.catalog)])),
    effects: [],
  };
  const end = changes.reduce(applyNumbered, begin);
  const last = daysOf(end.workspace).last;
  const pools: AccountCapacity[] = [];
  const notes: Effect[] = [];
  const accounts = end.accounts.map((account) => {
    const own = end.changes.get(account.account) as AccountChanges;
    const { tier, contacts, credits } = own.account;
    const changed = { ...account, tier, contacts, credits };
    if (own.arrivals.length === 0 && own.allowances.length === 0) return own.account === account ? account : changed;
    const result = changeCredits(changed, own, workspace.horizon.start, last);
    pools.push(...result.pools);
    notes.push(...result.notes.map((text): Effect => ({ kind: 'note', subject: account.account, text })));
    return result.account;
  });
  const isSame = accounts.length === snapshot.accounts.length && accounts.every((a, i) => a === snapshot.accounts[i]);
  const gone = new Set(snapshot.accounts.map((a) => a.account).filter((id) => !end.changes.has(id)));
  for (const account of snapshot.accounts) if (gone.has(account.account)) pools.push(...sentTodayBy(account));
  const left = [...end.changes.values()];
  return {
    workspace: end.workspace,
    snapshot: isSame
      ? snapshot
      : {
          ...snapshot,
          accounts: [...accounts, ...pools].sort((a, b) => compareText(a.account, b.account)),
          findings: snapshot.findings.filter((f) => f.subject?.kind !== 'account' || !gone.has(f.subject.id)),
        },
    accounts: {
      contracts: left.flatMap((c) => c.contract ?? []),
      charges: left.flatMap((c) => c.charges),
      unpriced: left.flatMap(({ account, unpriced: why }) => (why === null ? [] : { account: account.account, why })),
    },
    effects: [...end.effects, ...notes],
    pools: pools.map((p) => p.account),
  };
}

/** Days a change may lie on: the horizon, or as far as one can be planned. */
function daysOf({ horizon: { start, end }, campaigns }: Workspace): Days {
  const starts = campaigns.map(({ window }) => (window.start === null || window.start < start ? start : window.start)).sort(compareText);
  return { first: start, last: end ?? addDays(start, MAX_HORIZON_DAYS - 1), firstPlacement: starts[0] ?? start };
}

/** Errors say the number of the change, so that whoever knows where it was written can point there. */
function applyNumbered(state: State, change: Change, number: number): State {
  try {
    return applyOne(state, change);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new ConfigError(error.findings.map((f) => ({ ...f, data: { ...f.data, change: number } })));
  }
}

function applyOne(state: State, change: Change): State {
  switch (change.kind) {
    case 'contacts':
    case 'window':
    case 'priority':
      return { ...state, workspace: changeCampaign(state.workspace, change) };
    case 'move': {
      const workspace = changeCampaign(state.workspace, change);
      const notes = moveNotes(state.workspace, change.campaign);
      return { ...state, workspace, effects: [...state.effects, ...notes] };
    }
    case 'addSenders':
    case 'removeSenders':
    case 'sender': {
      const { accounts, notes } = changeSenders(state.accounts, change);
      const paid = change.kind === 'addSenders' && change.count > 0 ? paySenders(state, change.account, change.count) : state;
      return { ...paid, accounts, effects: [...paid.effects, ...notes.map((note): Effect => ({ kind: 'note', ...note }))] };
    }
    case 'removeAccount':
      return removeAccount(state, accountOf(state, change.account).account.account);
    default: {
      const before = accountOf(state, change.account);
      const { after, effects } = changeMoney(state, before, change);
      const changes = new Map(state.changes).set(change.account, after);
      return { ...state, changes, effects: [...state.effects, ...effects] };
    }
  }
}

function moveNotes({ campaigns, policy }: Workspace, id: string): readonly Effect[] {
  const lifted = campaigns.filter((campaign) => campaign.id === id).flatMap(restrictionsOf);
  const texts = [
    lifted.length === 0 ? 'it may leave from every account already' : `lifted: ${lifted.join('; ')}`,
    ...(policy.onUnknownCapacity === 'zero' ? [] : ['capacity that nobody knows counts as 0']),
  ];
  return texts.map((text) => ({ kind: 'note', subject: id, text }));
}

/** Senders that are added are paid for when the account's price list says what they cost. */
function paySenders(state: State, id: string, count: number): State {
  const before = accountOf(state, id);
  const { contract } = before;
  if (contract?.entry.senders === undefined) {
    const text = 'what new senders cost is in no price list and not in the costs';
    return { ...state, effects: [...state.effects, { kind: 'note', subject: id, text }] };
  }
  const { currency, cycle, senders } = contract.entry;
  const text = `${count === 1 ? 'the new sender costs' : `${count} new senders cost`} ${senders.price} ${currency} a ${cycle}${count === 1 ? '' : ' each'}`;
  const after = { ...before, contract: { ...contract, newSenders: contract.newSenders + count } };
  return { ...state, changes: new Map(state.changes).set(id, after), effects: [...state.effects, { kind: 'note', subject: id, text }] };
}

function changeMoney({ workspace }: State, before: AccountChanges, change: Extract<Change, { kind: 'tier' | 'topUp' | 'credits' }>) {
  const days = daysOf(workspace);
  if (change.kind === 'tier') return changeTier(before, change, days);
  if (change.kind === 'topUp') return buyTopUp(before, change, workspace.catalog, days);
  return changeCreditsNow(before, change, days);
}

function accountOf({ changes }: State, id: string): AccountChanges {
  const found = changes.get(id);
  if (found !== undefined) return found;
  const known = [...changes.keys()].join(', ');
  throw cannotApply('config.unknown-reference', `There is no account ${id}. Known: ${known}.`, { kind: 'account', id });
}

/** Takes an account out, and every account that draws from its pool: without it their bound is not known. */
function removeAccount(state: State, id: string): State {
  const gone = new Set([id]);
  for (let size = 0; size < gone.size; ) {
    size = gone.size;
    for (const { account, parent } of state.accounts) if (parent !== null && gone.has(parent)) gone.add(account);
  }
  const senders = new Set(state.accounts.filter((a) => gone.has(a.account)).flatMap((a) => a.senders.map((s) => s.id)));
  const { inFlight } = state.workspace;
  const kept = inFlight.filter((f) => !senders.has(f.sender));
  const promised = inFlight.filter((f) => senders.has(f.sender)).reduce((n, f) => n + f.sends, 0);
  const below = [...gone].filter((account) => account !== id);
  const notes = [
    ...(below.length === 0 ? [] : [`with it go ${below.join(', ')}, which draw from its credits`]),
    ...(promised === 0 ? [] : [`${grouped(promised)} follow-ups already promised from its senders are not sent`]),
  ];
  return {
    ...state,
    workspace: kept.length === inFlight.length ? state.workspace : { ...state.workspace, inFlight: kept },
    accounts: state.accounts.filter((a) => !gone.has(a.account)),
    changes: new Map([...state.changes].filter(([account]) => !gone.has(account))),
    effects: [...state.effects, ...notes.map((text): Effect => ({ kind: 'note', subject: id, text }))],
  };
}

/** What senders of an account that is gone sent today still counts on their domains. */
function sentTodayBy(account: AccountCapacity): readonly AccountCapacity[] {
  const senders = account.senders.filter((s) => s.domain !== null && s.sentToday.value > 0).map(removed);
  if (senders.length === 0) return [];
  const day = { from: account.today, to: account.today, credits: UNLIMITED };
  return [{ ...poolOf(account, 'sent today', day, null, { perDay: 0, untilReset: 0 }), parent: null, senders }];
}
