/** What changed in the capacity two plans were made on, as sentences. */

import type { LocalDate } from '../model/calendar.ts';
import type { AccountCapacity } from '../model/capacity.ts';
import type { Limit } from '../model/limit.ts';
import type { Family, Plan } from '../model/plan.ts';
import { amountOf, dayText, grouped, limitText } from './amounts.ts';
import { resourceKey, type Used } from './compare-capacity.ts';
import { senderFacts } from './compare-sender-facts.ts';

/** One change of capacity. */
export interface Fact {
  /** Resource it is about (`resourceKey`); null when everything the owner sends hangs on it: there or not, active or not. */
  readonly resource: string | null;
  /** Account; null for a domain. */
  readonly account: string | null;
  readonly sender: string | null;
  readonly domain: string | null;
  /** 1 = more can be sent, -1 = less, 0 = other days or not comparable. */
  readonly sign: -1 | 0 | 1;
  readonly text: string;
  /** The same said of many senders of an account: `daily limit … is lower`. */
  readonly ofMany: string;
}

/** Changes by their owner: account, sender or domain. */
export interface Facts {
  readonly accounts: ReadonlyMap<string, readonly Fact[]>;
  readonly senders: ReadonlyMap<string, readonly Fact[]>;
  readonly domains: ReadonlyMap<string, readonly Fact[]>;
  /** Account → the accounts whose pools it draws from, nearest first. */
  readonly pools: ReadonlyMap<string, readonly string[]>;
}

/** All changes between the capacity of two plans. `used`: of the same plans. */
export function capacityFacts(before: Plan, after: Plan, used: { readonly before: Used; readonly after: Used }): Facts {
  const accounts = new Map<string, readonly Fact[]>();
  const senders = new Map<string, readonly Fact[]>();
  const add = (to: Map<string, readonly Fact[]>, owner: string, facts: readonly Fact[]) => {
    if (facts.length > 0) to.set(owner, facts);
  };
  const now = new Map(after.snapshot.accounts.map((a) => [a.account, a]));
  const then = new Map(before.snapshot.accounts.map((a) => [a.account, a]));
  const lastDay = before.horizon.end > after.horizon.end ? before.horizon.end : after.horizon.end;
  const pools = poolsOf([...now.values(), ...then.values()]);
  for (const [id, account] of then) {
    const current = now.get(id);
    if (current === undefined) add(accounts, id, [whole(id, -1, `account ${id} is no longer there`)]);
    else add(accounts, id, accountFacts(account, current, sentThrough(id, pools, used.before), lastDay));
    const others = new Map(current?.senders.map((s) => [s.id, s]));
    const isSameDay = current?.today === account.today;
    for (const sender of current === undefined ? [] : account.senders)
      add(senders, sender.id, senderFacts(id, sender, others.get(sender.id), isSameDay));
  }
  for (const [id, account] of now) {
    const earlier = then.get(id);
    if (earlier === undefined) add(accounts, id, [whole(id, 1, `account ${id} is new`)]);
    const known = new Set(earlier?.senders.map((s) => s.id));
    for (const sender of earlier === undefined ? [] : account.senders)
      if (!known.has(sender.id)) add(senders, sender.id, senderFacts(id, null, sender, false));
  }
  return { accounts, senders, domains: domainFacts(used.before, used.after), pools };
}

const whole = (account: string, sign: Fact['sign'], text: string): Fact => ({
  resource: null,
  account,
  sender: null,
  domain: null,
  sign,
  text,
  ofMany: '',
});

function poolsOf(accounts: readonly AccountCapacity[]): ReadonlyMap<string, readonly string[]> {
  const parents = new Map(accounts.map((a) => [a.account, a.parent]));
  return new Map(
    accounts.map(({ account, parent }) => {
      const above: string[] = [];
      for (let at = parent; at !== null && !above.includes(at); at = parents.get(at) ?? null) above.push(at);
      return [account, above];
    }),
  );
}

/** Sends the first plan makes through an account and those that draw from its pool, before the second one's day. */
function sentThrough(account: string, pools: Facts['pools'], { sentBefore }: Used): number {
  let sent10k = sentBefore.get(account) ?? 0;
  for (const [child, above] of pools) if (above.includes(account)) sent10k += sentBefore.get(child) ?? 0;
  return Math.round(sent10k / 10_000);
}

/** 1 = more, -1 = less, 0 = the same or not comparable. */
export const signOf = (difference: number): Fact['sign'] => (Number.isNaN(difference) ? 0 : (Math.sign(difference) as Fact['sign']));
/** Whether two plain values are the same. */
export const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** `sent`: by the first plan before the second one's day. `lastDay`: of both plans. */
function accountFacts(then: AccountCapacity, now: AccountCapacity, sent: number, lastDay: LocalDate): readonly Fact[] {
  const { account } = then;
  const facts: Fact[] = [];
  const say = (resource: Family, sign: Fact['sign'], text: string) =>
    facts.push({ resource: resourceKey(resource, account), account, sender: null, domain: null, sign, text, ofMany: '' });
  const limit = (resource: Family, what: string, before: Limit, after: Limit) => {
    if (!isSame(before, after) && (before.kind !== 'unknown' || after.kind !== 'unknown'))
      say(resource, signOf(amountOf(after) - amountOf(before)), `${what} ${account}: ${limitText(before)} → ${limitText(after)}`);
  };
  const reset = then.credits.resets.value?.next;
  const [before, after] = [then.credits.remaining.value, now.credits.remaining.value];
  if (reset !== undefined && reset <= now.today && then.today < now.today)
    say('credit_balance', 0, `credits of ${account} were reset on ${dayText(reset)}: ${limitText(before)} → ${limitText(after)}`);
  else if (then.today === now.today || sent === 0) limit('credit_balance', 'credits of', before, after);
  else if (before.kind === 'limited' && after.kind === 'limited' && after.amount !== before.amount - sent) {
    const words = `credits of ${account}: ${grouped(before.amount)} → ${grouped(after.amount)}`;
    say(
      'credit_balance',
      signOf(after.amount - before.amount + sent),
      `${words}, of which the first plan sends ${grouped(sent)} before ${dayText(now.today)}`,
    );
  }
  // An allowance after the last day of both plans moves nothing in them.
  const returns = now.credits.resets.value?.next ?? reset;
  if (returns !== undefined && returns <= lastDay)
    limit('credit_balance', 'allowance of', then.credits.allowance.value, now.credits.allowance.value);
  if (!isSame(then.credits.resets.value, now.credits.resets.value)) {
    const words = [then, now].map((a) => a.credits.resets.value?.next ?? 'never');
    if (words[0] !== words[1]) say('credit_balance', 0, `next reset of ${account}: ${words.join(' → ')}`);
    else say('credit_balance', 0, `resets of ${account} follow another rule`);
  }
  if (!isSame(then.reserve, now.reserve)) {
    const words = (a: AccountCapacity) => `${grouped(a.reserve.perDay)} a day and ${grouped(a.reserve.untilReset)} until the reset`;
    say('credit_balance', 0, `reserve of ${account}: ${words(then)} → ${words(now)}`);
  }
  const [bought, buys] = [then.overage?.max ?? 0, now.overage?.max ?? 0];
  if (bought !== buys)
    say('credit_balance', signOf(buys - bought), `overage of ${account}: up to ${grouped(bought)} → up to ${grouped(buys)} sends`);
  limit('account_daily_limit', 'daily limit of account', then.dailyLimit.value, now.dailyLimit.value);
  limit('contact_limit', 'contact limit of account', then.contacts.limit.value, now.contacts.limit.value);
  const [used, uses] = [then.contacts.used.value, now.contacts.used.value];
  if (used !== uses)
    say('contact_limit', signOf(used - uses), `contacts stored in account ${account}: ${grouped(used)} → ${grouped(uses)}`);
  if (then.parent !== now.parent) say('credit_balance', 0, `pool of ${account}: ${then.parent ?? 'its own'} → ${now.parent ?? 'its own'}`);
  return facts;
}

/** Days on which a domain's limit is another. */
function domainFacts(before: Used, after: Used): ReadonlyMap<string, readonly Fact[]> {
  const days = new Map<string, Fact[]>();
  for (const [key, then] of before.domainLimits) {
    const now = after.domainLimits.get(key);
    if (now === undefined || now === then) continue;
    const at = key.lastIndexOf(' ');
    const domain = key.slice(0, at);
    const text = `daily limit of domain ${domain} on ${dayText(key.slice(at + 1))}: ${grouped(then)} → ${grouped(now)}`;
    const fact: Fact = {
      resource: resourceKey('domain_daily_limit', domain),
      account: null,
      sender: null,
      domain,
      sign: signOf(now - then),
      text,
      ofMany: '',
    };
    days.set(domain, [...(days.get(domain) ?? []), fact]);
  }
  return new Map([...days].map(([domain, facts]) => [domain, facts.length === 1 ? facts : [summed(domain, facts)]]));
}

function summed(domain: string, facts: readonly Fact[]): Fact {
  const [first] = facts as readonly [Fact];
  const sign = facts.every((f) => f.sign === first.sign) ? first.sign : 0;
  return {
    ...first,
    sign,
    text: `daily limit of domain ${domain} is another on ${facts.length} days (${first.text.slice(first.text.indexOf(' on ') + 4)}, …)`,
  };
}
