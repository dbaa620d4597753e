/**
 * Readings and plan files together: the capacity that is planned on. Pure.
 *
 * For every number, the first that exists: written in the plan file, told by the provider, `senderDefaults`, documented default.
 */

import { ProviderError } from '../errors.ts';
import { type Instant, type LocalDate, localDateAt } from '../model/calendar.ts';
import type { AccountCapacity, AccountReading, Snapshot } from '../model/capacity.ts';
import { type Finding, finding } from '../model/finding.ts';
import { UNLIMITED } from '../model/limit.ts';
import { compareText } from '../model/order.ts';
import type { Account, Workspace } from '../model/workspace.ts';
import { accountFindings } from './findings.ts';
import { mergeCredits } from './merge-credits.ts';
import { mergeSenders } from './merge-senders.ts';
import { fromReading, pick, type Statements, statementsAt } from './pick.ts';
import { zoneOf } from './zone.ts';

/** What else a snapshot is made of. */
export interface MergeOptions {
  /** Instant of the readings; declared numbers count as observed then. */
  readonly observedAt: Instant;
  /** The run's "now", when the readings are saved ones: it decides each account's today. Default: `observedAt`. */
  readonly now?: Instant;
  readonly excludedProviders: readonly string[];
  readonly stale: Snapshot['stale'];
}

/**
 * Makes the snapshot of a workspace from its readings.
 * Throws: ProviderError when an account has no reading, a reset lies in the past, or two accounts claim one sender.
 */
export function mergeSnapshot(workspace: Workspace, readings: readonly AccountReading[], options: MergeOptions): Snapshot {
  // A reading of another provider is of an account that only had the same id.
  const providers = new Map(workspace.accounts.map((a) => [a.id, a.connection.provider]));
  const own = new Map(readings.filter((r) => !r.isDiscovered && providers.get(r.account) === r.provider).map((r) => [r.account, r]));
  const { included, findings: excluded } = includedAccounts(workspace, options.excludedProviders);
  const missing = included.filter((a) => a.connection.provider !== 'declared' && !own.has(a.id));
  if (missing.length > 0) throw noReading(missing);
  const say = statementsAt(options.observedAt);
  const listed = included.map((account) => mergeAccount(workspace, account, own.get(account.id), options, say));
  const discovered = discoveredReadings(workspace, included, readings).map((reading) => {
    const parent = listed.find((capacity) => capacity.account === reading.parent);
    return mergeDiscovered(workspace, reading, parent as AccountCapacity, options, say);
  });
  const accounts = [...listed, ...discovered].sort((a, b) => compareText(a.account, b.account));
  refuseSharedSenders(accounts);
  const used = new Set(accounts.map((a) => a.account));
  return {
    observedAt: options.observedAt,
    accounts,
    excludedProviders: [...options.excludedProviders].sort(compareText),
    stale: options.stale,
    findings: unique([
      ...(options.stale === null ? [] : [staleFinding(options.stale)]),
      ...excluded,
      ...readings.filter((r) => used.has(r.account)).flatMap((r) => r.findings),
      ...accounts.flatMap((account) => accountFindings(workspace, account, accounts)),
    ]),
  };
}

/** Accounts of excluded providers are out, and with them every account that draws from their pool: its bound is not known. */
function includedAccounts(
  workspace: Workspace,
  excludedProviders: readonly string[],
): { readonly included: readonly Account[]; readonly findings: readonly Finding[] } {
  const byId = new Map(workspace.accounts.map((a) => [a.id, a]));
  const isOut = (account: Account | undefined): boolean =>
    account !== undefined &&
    (excludedProviders.includes(account.connection.provider) || (account.parent !== null && isOut(byId.get(account.parent))));
  const out = workspace.accounts.filter(isOut);
  const direct = excludedProviders.map((provider) => {
    const ids = out.filter((a) => a.connection.provider === provider).map((a) => a.id);
    const names = ids.length === 0 ? 'it has no account in the plan files' : `accounts left out: ${ids.join(', ')}`;
    return finding('provider.excluded', `Provider ${provider} is left out; ${names}.`, {
      subject: { kind: 'provider', id: provider },
      data: { accounts: ids },
    });
  });
  const indirect = out
    .filter((a) => !excludedProviders.includes(a.connection.provider))
    .map((a) =>
      finding('provider.excluded', `Account ${a.id} is left out as well: it draws from the credits of ${a.parent}, which is left out.`, {
        subject: { kind: 'account', id: a.id },
        position: workspace.positions[`account:${a.id}`],
      }),
    );
  return { included: workspace.accounts.filter((a) => !isOut(a)), findings: [...direct, ...indirect] };
}

function noReading(accounts: readonly Account[]): ProviderError {
  const names = accounts.map((a) => `${a.id} (${a.connection.provider})`).join(', ');
  const text = `The snapshot has no reading of ${names}. Take a new one with \`sendplan usage --save\`.`;
  const only = accounts.length === 1 ? accounts[0] : undefined;
  return new ProviderError('snapshot_stale', text, { provider: only?.connection.provider ?? null, account: only?.id ?? null });
}

/** Discovered accounts whose parent still asks for them and that no account of the plan files reads already. */
function discoveredReadings(
  workspace: Workspace,
  included: readonly Account[],
  readings: readonly AccountReading[],
): readonly AccountReading[] {
  const ids = new Set(workspace.accounts.map((a) => a.id));
  const subusers = new Set(
    workspace.accounts.flatMap(({ connection: c }) => (c.provider === 'sendgrid' && 'subuser' in c.target ? [c.target.subuser] : [])),
  );
  const asks = (id: string | undefined): boolean =>
    included.some((a) => a.id === id && a.connection.provider === 'sendgrid' && a.connection.discoverSubusers);
  return readings.filter((r) => {
    const name = r.account.slice((r.parent ?? '').length + 1);
    return r.isDiscovered && asks(r.parent) && !ids.has(r.account) && !subusers.has(name);
  });
}

function mergeAccount(
  workspace: Workspace,
  account: Account,
  reading: AccountReading | undefined,
  options: MergeOptions,
  say: Statements,
): AccountCapacity {
  const at = options.observedAt;
  const timeZone = zoneOf(workspace, account, reading, at);
  const today = localDateAt(options.now ?? at, timeZone.value);
  refuseExpired(account, today);
  return {
    account: account.id,
    provider: account.connection.provider,
    isDiscovered: false,
    timeZone,
    today,
    parent: account.parent,
    tier: account.tier,
    tags: sorted(account.tags),
    credits: mergeCredits(account, reading, { today, say }),
    overage: account.overage,
    reserve: account.reserve,
    dailyLimit: mergeAccountLimit(account.dailyLimit, reading?.dailyLimit, say, 'No account-wide daily limit is told or declared.'),
    contacts: mergeContacts(account, reading, say),
    senders: mergeSenders(workspace, account, reading, say),
  };
}

function mergeDiscovered(
  workspace: Workspace,
  reading: AccountReading,
  parent: AccountCapacity,
  options: MergeOptions,
  say: Statements,
): AccountCapacity {
  const at = options.observedAt;
  const timeZone = zoneOf(workspace, null, reading, at, parent.timeZone);
  const account: Account = {
    id: reading.account,
    connection: (workspace.accounts.find((a) => a.id === parent.account) as Account).connection,
    timeZone: null,
    parent: parent.account,
    credits: { remaining: null, allowance: null, resets: null },
    overage: null,
    reserve: { perDay: 0, untilReset: 0 },
    dailyLimit: null,
    contacts: { limit: null, used: null },
    tier: null,
    tags: parent.tags,
    senders: [],
    senderDefaults: {},
  };
  const merged = mergeAccount(workspace, account, { ...reading, timeZone }, options, say);
  return { ...merged, provider: reading.provider, isDiscovered: true };
}

/** A saved reading of a declared account outlives what was declared. */
function refuseExpired({ id, connection }: Account, today: LocalDate): void {
  if (connection.provider !== 'declared' || connection.expires === null || connection.expires >= today) return;
  const text = `declared account "${id}": its numbers were declared to hold until ${connection.expires}, and today is ${today}. Check the numbers and move \`expires\`.`;
  throw new ProviderError('snapshot_stale', text, { provider: 'declared', account: id });
}

const mergeAccountLimit = (
  own: Account['dailyLimit'],
  told: AccountReading['dailyLimit'],
  say: Statements,
  note: string,
): AccountCapacity['dailyLimit'] => pick(say.limit(own), fromReading(told)) ?? say.assumed(UNLIMITED, note);

function mergeContacts(account: Account, reading: AccountReading | undefined, say: Statements): AccountCapacity['contacts'] {
  const limit = mergeAccountLimit(account.contacts.limit, reading?.contacts?.limit, say, 'No contact limit is told or declared.');
  const used = pick(say.written(account.contacts.used), reading?.contacts?.used);
  if (used !== undefined) return { limit, used };
  const nobody = say.assumed(0, 'Nobody tells how many contacts are stored.');
  if (limit.value.kind !== 'limited') return { limit, used: nobody };
  const why = `the contact limit is ${limit.value.amount}, but nobody tells how many contacts are stored: declare accounts[${account.id}].contacts.used`;
  return { limit: say.unknown(why), used: nobody };
}

/** One sender in two accounts would be planned on twice. */
function refuseSharedSenders(accounts: readonly AccountCapacity[]): void {
  const owners = new Map<string, AccountCapacity>();
  for (const account of accounts) {
    for (const { id } of account.senders) {
      const other = owners.get(id);
      if (other !== undefined) {
        const text = `Sender ${id} belongs to account ${other.account} and to account ${account.account}; its capacity would count twice. Read it through one of them only.`;
        throw new ProviderError('provider_value', text, { provider: account.provider, account: account.account });
      }
      owners.set(id, account);
    }
  }
}

const staleFinding = (stale: NonNullable<Snapshot['stale']>): Finding =>
  finding('snapshot.stale', `The capacity is ${Math.round(stale.ageMs / 60_000)} min old (observed ${stale.source}).`, {
    subject: { kind: 'snapshot', id: stale.source },
    data: { ageMs: stale.ageMs },
  });

const sorted = (texts: readonly string[]): readonly string[] => [...new Set(texts)].sort(compareText);

const unique = (findings: readonly Finding[]): readonly Finding[] => [...new Map(findings.map((f) => [f.id, f])).values()];
