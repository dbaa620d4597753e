/** Accounts and domains from the written to the resolved form. */

import { WEEKDAYS, type Weekday } from '../../model/calendar.ts';
import { compareText } from '../../model/order.ts';
import type { Account, Connection, DeclaredLimit, DeclaredSender, Domain, Overage, WarmUp } from '../../model/workspace.ts';
import { nfc } from '../characters.ts';
import type { WrittenAccount } from '../schema/account.ts';
import type { WrittenDomain } from '../schema/campaign.ts';
import type { WrittenSender, WrittenSenderDefaults, WrittenWarmUp } from '../schema/sender.ts';

/** Weekdays in the order of the week, without repetition. */
export const inWeekOrder = (written: readonly Weekday[]): readonly Weekday[] => WEEKDAYS.filter((d) => written.includes(d));

/** Ids after NFC, in canonical order, without repetition. */
export const canonical = (ids: readonly string[] | undefined): readonly string[] => [...new Set((ids ?? []).map(nfc))].sort(compareText);

/** Decimal text of an amount of money: no digit too many, at least two after the point. */
export function moneyText(written: number | string): string {
  const [units = '0', rest = ''] = String(written).split('.');
  return `${units}.${rest.replace(/0+$/, '').padEnd(2, '0')}`;
}

/** Warm-up ramp whose variant has been checked. */
export function warmUpOf(written: WrittenWarmUp): WarmUp {
  const { start, from = 0, factor, add, schedule, to = null } = written;
  if (schedule) return { kind: 'schedule', start, schedule, to };
  if (factor !== undefined) return { kind: 'factor', start, from, factor, to };
  return { kind: 'add', start, from, add: add ?? 0, to };
}

const orNull = (limit: number | 'unlimited' | undefined): DeclaredLimit => limit ?? null;

function senderOf(written: WrittenSender): DeclaredSender {
  return {
    id: nfc(written.id),
    dailyLimit: orNull(written.dailyLimit),
    sentToday: written.sentToday ?? null,
    weeklyLimit: orNull(written.weeklyLimit),
    sentLast6Days: written.sentLast6Days ?? null,
    warmUp: written.warmUp ? warmUpOf(written.warmUp) : null,
    weekdays: written.weekdays ? inWeekOrder(written.weekdays) : null,
    except: canonical(written.except),
    domain: written.domain === undefined ? null : nfc(written.domain),
    tags: canonical(written.tags),
    status: written.status ?? null,
  };
}

function defaultsOf(written: WrittenSenderDefaults | undefined): Account['senderDefaults'] {
  if (!written) return {};
  const { tags: _tags, id: _id, ...all } = senderOf({ id: '-', ...written });
  const kept = Object.entries(all).filter(([key]) => written[key as keyof WrittenSenderDefaults] !== undefined);
  return Object.fromEntries(kept) as Account['senderDefaults'];
}

function connectionOf(written: WrittenAccount): Connection {
  switch (written.provider) {
    case 'declared':
      return { provider: 'declared', expires: written.expires ?? null };
    case 'sendgrid': {
      const { onBehalfOf, subuser } = written;
      return {
        provider: 'sendgrid',
        apiKeyEnv: written.credentials.apiKeyEnv,
        region: written.region ?? 'global',
        target:
          onBehalfOf?.subuser !== undefined
            ? { kind: 'onBehalfOfSubuser', subuser: onBehalfOf.subuser }
            : onBehalfOf?.accountId !== undefined
              ? { kind: 'onBehalfOfAccount', accountId: onBehalfOf.accountId }
              : subuser !== undefined
                ? { kind: 'subuser', subuser }
                : { kind: 'own' },
        discoverSubusers: written.discover === 'subusers',
      };
    }
    case 'sendgrid-reseller':
      return {
        provider: 'sendgrid-reseller',
        apiKeyEnv: written.credentials.apiKeyEnv,
        userEnv: written.credentials.userEnv ?? null,
        user: written.user,
        format: written.format ?? 'json',
      };
    case 'activecampaign':
      return { provider: 'activecampaign', apiKeyEnv: written.credentials.apiKeyEnv, api: written.api ?? 'v3', account: written.account };
    case 'puffle':
      return { provider: 'puffle', apiKeyEnv: written.credentials.apiKeyEnv, campaigns: canonical(written.campaigns) };
  }
}

function overageOf(written: WrittenAccount['overage']): Overage | null {
  if (!written || written.max === 0) return null;
  return { max: written.max, pricePer1000: moneyText(written.pricePer1000 ?? 0), currency: written.currency ?? '' };
}

function creditsOf(written: WrittenAccount['credits']): Account['credits'] {
  if (written === 'unlimited') return { remaining: 'unlimited', allowance: 'unlimited', resets: null };
  const { next, every, anchorDay } = written?.resets ?? {};
  return {
    remaining: orNull(written?.remaining),
    allowance: orNull(written?.allowance),
    resets: next === undefined || every === undefined ? null : { next, every, ...(anchorDay === undefined ? {} : { anchorDay }) },
  };
}

/** One account, resolved. */
export function normalizeAccount(written: WrittenAccount, senders: readonly WrittenSender[]): Account {
  return {
    id: nfc(written.id),
    connection: connectionOf(written),
    timeZone: written.timeZone ?? null,
    parent: written.parent === null || written.parent === undefined ? null : nfc(written.parent),
    credits: creditsOf(written.credits),
    overage: overageOf(written.overage),
    reserve: { perDay: written.reserve?.perDay ?? 0, untilReset: written.reserve?.untilReset ?? 0 },
    dailyLimit: orNull(written.dailyLimit),
    contacts: { limit: orNull(written.contacts?.limit), used: written.contacts?.used ?? null },
    tier: written.tier === undefined ? null : nfc(written.tier),
    tags: canonical(written.tags),
    senders: senders.map(senderOf).sort((a, b) => compareText(a.id, b.id)),
    senderDefaults: defaultsOf(written.senderDefaults),
  };
}

/** One domain, resolved. */
export const normalizeDomain = (written: WrittenDomain): Domain => ({ id: nfc(written.id), dailyLimit: written.dailyLimit });
