/** The two credit balances of SendGrid as account readings. */

import type { ResetFrequency } from '../../model/calendar.ts';
import type { AccountReading } from '../../model/capacity.ts';
import { finding } from '../../model/finding.ts';
import { limited, UNLIMITED } from '../../model/limit.ts';
import { assumed, type Call, type CallOf, clockFindings, derived, expectShape, failure, said } from '../answer.ts';
import { consistentRemaining, type ResetZone, resetRule } from '../credits.ts';
import { readSendGrid, type SendGridResult } from './refusal.ts';
import { subuserCredits, userCredits } from './wire.ts';

const EVERY: Readonly<Record<'monthly' | 'weekly' | 'daily', ResetFrequency>> = { monthly: 'month', weekly: 'week', daily: 'day' };

/** Whether a reading is about an account of the plan file (null) or about a subuser found under one (that account's id). */
export type Parent = string | null;

/**
 * Zone of SendGrid's bare dates, unless the plan file names one.
 * Source: SendGrid's billing page (2021) resets at 12:01 Pacific, support article 35466138799899 says the daily credits of the free plan follow the UTC day.
 * Assumes: that these two pages still hold; they disagree and the wire tells no zone.
 */
function zoneOf(call: Call, every: ResetFrequency): ResetZone {
  if (call.account.timeZone !== null) return { timeZone: call.account.timeZone, isAssumed: false };
  return { timeZone: every === 'day' ? 'UTC' : 'America/Los_Angeles', isAssumed: true };
}

const base = (call: Call, parent: Parent): Omit<AccountReading, 'findings'> => ({
  account: call.account.id,
  provider: 'sendgrid',
  isDiscovered: parent !== null,
  ...(parent === null ? {} : { parent }),
  observedAt: call.context.now,
});

/** SendGrid answered "Maximum credits exceeded": the key is fine and nothing is left. The rest stays untold. */
function exhausted(call: Call, parent: Parent, result: SendGridResult): AccountReading {
  const note = 'SendGrid answered "Maximum credits exceeded" instead of the balance.';
  return {
    ...base(call, parent),
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
      ...clockFindings(call, result.answer, false),
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
export async function readUserCredits(call: CallOf<'sendgrid'>, key: string, parent: Parent): Promise<AccountReading> {
  const header = onBehalfOf(call);
  const result = await readSendGrid(call, key, {
    request: { path: ['v3', 'user', 'credits'], ...(header === null ? {} : { headers: { 'on-behalf-of': header } }) },
    region: call.connection.region,
    scope: 'user.credits.read',
    target: header === null ? 'account' : `account "${header}" under this key`,
  });
  if (result.kind === 'exhausted') return exhausted(call, parent, result);
  const body = expectShape(call, result.name, userCredits, result.value);
  const every = EVERY[body.reset_frequency];
  const zone = zoneOf(call, every);
  const resets = resetRule(
    call,
    result.name,
    { last: body.last_reset, next: body.next_reset, every, names: ['last_reset', 'next_reset'] },
    zone,
  );
  const { remaining, findings } = consistentRemaining(call, result.name, {
    total: body.total,
    used: body.used,
    remaining: body.remain,
    overage: body.overage,
  });
  const zoneNote = `SendGrid tells a date without a zone; ${zone.timeZone} is its documented habit for ${body.reset_frequency} credits.`;
  return {
    ...base(call, parent),
    ...(zone.isAssumed ? { timeZone: assumed(call, zone.timeZone, zoneNote) } : {}),
    credits: {
      remaining: { ...remaining, value: limited(remaining.value) },
      allowance: said(call, limited(body.total)),
      used: said(call, body.used),
      overageUsed: said(call, body.overage),
      resets: said(call, resets),
    },
    findings: [...findings, ...clockFindings(call, result.answer, false)],
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
  const clocks = clockFindings(call, result.answer, false);
  if (body.type === 'unlimited') {
    const credits = { remaining: said(call, UNLIMITED), allowance: said(call, UNLIMITED), resets: said(call, null) };
    return { ...base(call, parent), credits, findings: clocks };
  }
  if (body.type === 'nonrecurring') {
    const credits = { remaining: said(call, limited(body.remain)), resets: said(call, null) };
    return { ...base(call, parent), credits, findings: clocks };
  }
  const numbers = { total: body.total, used: body.used, remaining: body.remain, overage: Math.max(0, body.used - body.total) };
  const { remaining, findings } = consistentRemaining(call, result.name, numbers);
  const every = `SendGrid resets this subuser ${body.reset_frequency} and does not tell the day.`;
  const zone = zoneOf(call, EVERY[body.reset_frequency]);
  return {
    ...base(call, parent),
    ...(zone.isAssumed ? { timeZone: assumed(call, zone.timeZone, `${every} Zone as for the parent's credits.`) } : {}),
    credits: {
      remaining: { ...remaining, value: limited(remaining.value) },
      allowance: said(call, limited(body.total), `${every} Declare credits.resets to use it.`),
      used: said(call, body.used),
    },
    findings: [...findings, ...clocks],
  };
}
