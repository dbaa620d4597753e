/** From what ActiveCampaign tells, whatever the interface, to one account reading. */

import type { AccountReading } from '../../model/capacity.ts';
import { type Finding, finding } from '../../model/finding.ts';
import { type Limit, limited, type Observed, UNLIMITED, unknown } from '../../model/limit.ts';
import { type CallOf, derived, said } from '../answer.ts';
import { derivedAllowance } from './tiers.ts';

/** What one interface told; null = it does not tell. Units: sends, contacts. */
export interface Told {
  /** Remaining credits of a credit-based plan; null for every other plan. */
  readonly credits: number | null;
  /** Sends of each cycle; `unlimited` when the plan has no limit. */
  readonly allowance: number | 'unlimited' | null;
  /** Why `allowance` cannot be used although something was told (an unknown period, an ambiguous 0). */
  readonly allowanceProblem: string | null;
  /** Sends of this cycle. */
  readonly sent: number | null;
  readonly contactLimit: number | null;
  readonly contacts: number | null;
  readonly isTrial: boolean;
  readonly isResold: boolean;
  /** Words under which the account sends nothing (`suspend`, `expired`, …), else null. */
  readonly blockedBy: string | null;
}

/** Everything null and false: interfaces fill in what they tell. */
export const NOTHING_TOLD: Told = {
  credits: null,
  allowance: null,
  allowanceProblem: null,
  sent: null,
  contactLimit: null,
  contacts: null,
  isTrial: false,
  isResold: false,
  blockedBy: null,
};

const FILL = 'declare credits.remaining, or read the account with api: reseller or api: agency, which tell the sends of the cycle';

function allowanceOf(call: CallOf<'activecampaign'>, told: Told): Observed<Limit> {
  if (told.allowance === 'unlimited') return said(call, UNLIMITED, 'limit_mail 0: ActiveCampaign shows this as unlimited sending.');
  if (told.allowance !== null) return said(call, limited(told.allowance));
  if (told.allowanceProblem !== null) return derived(call, unknown(told.allowanceProblem), told.allowanceProblem);
  const { limit, note } = derivedAllowance({ ...told, tier: call.account.tier });
  return derived(call, limit, note);
}

/** Remaining = allowance − sends of the cycle, at least 0. Unknown, with what would fill it, when one of the two is. */
function remainingOf(call: CallOf<'activecampaign'>, told: Told, allowance: Limit): Observed<Limit> {
  if (told.credits !== null)
    return said(call, limited(told.credits), 'A credit-based plan: credits minus sends, as ActiveCampaign tells them.');
  if (allowance.kind === 'unlimited') return said(call, UNLIMITED, 'The plan has unlimited sending.');
  if (allowance.kind === 'unknown') return derived(call, allowance, allowance.why);
  if (told.sent === null) {
    const why = `api: ${call.connection.api} does not tell the sends of this cycle: ${FILL}.`;
    return derived(call, unknown(why), why);
  }
  const note = `Allowance ${allowance.amount} − ${told.sent} e-mails sent, taken as the sends of this cycle (ActiveCampaign does not say the period).`;
  return derived(call, limited(Math.max(0, allowance.amount - told.sent)), note);
}

function findingsOf(call: CallOf<'activecampaign'>, told: Told): readonly Finding[] {
  if (told.blockedBy === null) return [];
  const { id } = call.account;
  const text = `Account "${id}": ActiveCampaign reports it as ${told.blockedBy}; planned on 0 sends.`;
  return [finding('capacity.account-inactive', text, { subject: { kind: 'account', id }, data: { status: told.blockedBy } })];
}

/**
 * One reading. The day of the reset is told by no interface and stays absent.
 * Source: help.activecampaign.com article 10918125380764 (allowance is per billing cycle); last verified 2026-11-20.
 */
export function readingOf(call: CallOf<'activecampaign'>, told: Told): AccountReading {
  // A credit balance is not a monthly allowance: a later cycle brings nothing that we know of.
  const allowance = told.credits === null ? allowanceOf(call, told) : null;
  const limit = allowance?.value ?? unknown('a credit-based plan tells no allowance');
  const remaining =
    told.blockedBy === null
      ? remainingOf(call, told, limit)
      : derived(call, limited(0), `ActiveCampaign reports the account as ${told.blockedBy}.`);
  return {
    account: call.account.id,
    provider: 'activecampaign',
    isDiscovered: false,
    observedAt: call.context.now,
    credits: {
      remaining,
      ...(allowance === null ? {} : { allowance }),
      ...(told.sent === null ? {} : { used: said(call, told.sent) }),
      ...(told.sent !== null && limit.kind === 'limited'
        ? { overageUsed: derived(call, Math.max(0, told.sent - limit.amount), 'E-mails sent above the allowance.') }
        : {}),
    },
    contacts: {
      ...(told.contactLimit === null ? {} : { limit: said(call, limited(told.contactLimit)) }),
      ...(told.contacts === null ? {} : { used: said(call, told.contacts) }),
    },
    findings: findingsOf(call, told),
  };
}
