/** The two credit balances of SendGrid as account readings. */

import type { ResetFrequency } from '../../model/calendar.ts';
import type { AccountReading } from '../../model/capacity.ts';
import { finding } from '../../model/finding.ts';
import { limited, type Observed, UNLIMITED } from '../../model/limit.ts';
import { assumed, type Call, type CallOf, derived, expectShape, failure, said } from '../answer.ts';
import { consistentRemaining, resetRule } from '../credits.ts';
import { readSendGrid, type SendGridResult } from './refusal.ts';
import { subuserCredits, userCredits } from './wire.ts';

const EVERY: Readonly<Record<'monthly' | 'weekly' | 'daily', ResetFrequency>> = { monthly: 'month', weekly: 'week', daily: 'day' };

/** Whether a reading is about an account of the plan file (null) or about a subuser found under one (that account's id). */
export type Parent = string | null;

/**
 * Zone of SendGrid's bare dates: the plan file's, else Pacific time, for daily credits UTC.
 * Source: SendGrid's billing page (2021) resets at 12:01 Pacific, support article 35466138799899 says the daily credits of the free plan follow the UTC day.
 * Assumes: that these two pages still hold; they disagree and the wire tells no zone.
 */
function zoneOf(call: Call, every: 'monthly' | 'weekly' | 'daily' | null): Observed<string> {
  if (call.account.timeZone !== null) return { value: call.account.timeZone, observedAt: call.context.now, source: 'declared' };
  const what = every === null ? 'Zone of SendGrid' : `SendGrid tells dates without a zone; its documented habit for ${every} credits`;
  return assumed(call, every === 'daily' ? 'UTC' : 'America/Los_Angeles', `${what}.`);
}

function base(call: Call, parent: Parent, every: 'monthly' | 'weekly' | 'daily' | null): Omit<AccountReading, 'findings'> {
  const timeZone = zoneOf(call, every);
  return {
    account: call.account.id,
    provider: 'sendgrid',
    isDiscovered: parent !== null,
    ...(parent === null ? {} : { parent }),
    observedAt: call.context.now,
    timeZone,
  };
}

/** A disabled subuser sends nothing; it is shown, not asked for. */
export function disabledSubuser(call: Call, parent: string): AccountReading {
  const { id } = call.account;
  const text = `Account "${id}": SendGrid lists this subuser as disabled; planned on 0 credits.`;
  return {
    ...base(call, parent, null),
    credits: { remaining: derived(call, limited(0), 'SendGrid lists this subuser as disabled.') },
    findings: [finding('capacity.account-inactive', text, { subject: { kind: 'account', id } })],
  };
}

/** SendGrid answered "Maximum credits exceeded": the key is fine and nothing is left. The rest stays untold. */
function exhausted(call: Call, parent: Parent, result: SendGridResult): AccountReading {
  const note = 'SendGrid answered "Maximum credits exceeded" instead of the balance.';
  return {
    ...base(call, parent, null),
    credits: { remaining: derived(call, limited(0), note) },
    findings: [
      finding(
        'capacity.over-limit',
        `Account "${call.account.id}": ${result.name} was answered with "Maximum credits exceeded"; planned on 0 credits.`,
        {
          subject: { kind: 'account', id: call.account.id },
          discriminator: 'credits',
        },
      ),
    ],
  };
}

/** Value of the `on-behalf-of` header, or null for the key's own account. Throws: ProviderError `provider_rejected` when a name cannot stand in a header. */
function onBehalfOf(call: CallOf<'sendgrid'>): string | null {
  const { target } = call.connection;
  if (target.kind === 'own' || target.kind === 'subuser') return null;
  const value = target.kind === 'onBehalfOfSubuser' ? target.subuser : `account-id ${target.accountId}`;
  if (/^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/.test(value)) return value;
  throw failure(
    call,
    'provider_rejected',
    'its onBehalfOf name holds characters that cannot be sent in a header; nothing was sent. Use printable ASCII.',
  );
}

/** Reads `GET /v3/user/credits`, on behalf of another account when the plan file says so. */
export async function readUserCredits(call: CallOf<'sendgrid'>, key: string): Promise<AccountReading> {
  const header = onBehalfOf(call);
  const result = await readSendGrid(call, key, {
    request: { path: ['v3', 'user', 'credits'], ...(header === null ? {} : { headers: { 'on-behalf-of': header } }) },
    region: call.connection.region,
    scope: 'user.credits.read',
    target: header === null ? 'account' : `account "${header}" under this key`,
  });
  if (result.kind === 'exhausted') return exhausted(call, null, result);
  const body = expectShape(call, result.name, userCredits, result.value);
  const common = base(call, null, body.reset_frequency);
  const zone = zoneOf(call, body.reset_frequency).value;
  const every = EVERY[body.reset_frequency];
  const dates = { last: body.last_reset, next: body.next_reset, every, names: ['last_reset', 'next_reset'] as const };
  const resets = resetRule(call, result.name, dates, zone);
  const numbers = { total: body.total, used: body.used, remaining: body.remain, overage: body.overage };
  const { remaining, findings } = consistentRemaining(call, result.name, numbers);
  return {
    ...common,
    credits: {
      remaining,
      allowance: said(call, limited(body.total)),
      used: said(call, body.used),
      overageUsed: said(call, body.overage),
      resets: said(call, resets),
    },
    findings,
  };
}

/** A name as one path segment. Throws: ProviderError `provider_rejected` for names that would change the path. */
function segment(call: Call, subuser: string): string {
  if (subuser !== '' && subuser !== '.' && subuser !== '..') return subuser;
  throw failure(call, 'provider_rejected', `the subuser name "${subuser}" cannot be asked for; nothing was sent.`);
}

/**
 * Reads `GET /v3/subusers/{name}/credits`. The answer tells how often the credits come back, never when: `resets` stays absent for recurring
 * credits and is null ("never") for the other two types. The pool of the parent binds besides.
 */
export async function readSubuserCredits(
  call: CallOf<'sendgrid'>,
  key: string,
  subuser: { readonly name: string; readonly region: 'global' | 'eu' },
  parent: Parent,
): Promise<AccountReading> {
  const result = await readSendGrid(call, key, {
    request: { path: ['v3', 'subusers', segment(call, subuser.name), 'credits'] },
    region: subuser.region,
    scope: 'subusers.credits.read',
    target: `subuser "${subuser.name}"`,
  });
  if (result.kind === 'exhausted') return exhausted(call, parent, result);
  const body = expectShape(call, result.name, subuserCredits, result.value);
  const common = base(call, parent, body.reset_frequency);
  if (body.type === 'unlimited') {
    const credits = { remaining: said(call, UNLIMITED), allowance: said(call, UNLIMITED), resets: said(call, null) };
    return { ...common, credits, findings: [] };
  }
  if (body.type === 'nonrecurring') {
    return { ...common, credits: { remaining: said(call, limited(body.remain)), resets: said(call, null) }, findings: [] };
  }
  const numbers = { total: body.total, used: body.used, remaining: body.remain, overage: Math.max(0, body.used - body.total) };
  const { remaining, findings } = consistentRemaining(call, result.name, numbers);
  const note = `SendGrid resets this subuser ${body.reset_frequency} and does not tell the day: declare credits.resets to use it.`;
  return {
    ...common,
    credits: {
      remaining,
      allowance: said(call, limited(body.total), note),
      used: said(call, body.used),
    },
    findings,
  };
}
