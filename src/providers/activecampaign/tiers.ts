/** The monthly send allowance that follows from a contact limit, for plans whose allowance no interface tells. */

import { type Limit, limited, unknown } from '../../model/limit.ts';

/** Sends per cycle as a multiple of the contact limit. `tier`: first words of the tier's name in lower case, joined with `-`. */
export interface SendMultiple {
  readonly tier: string;
  readonly multiple: number;
  /** When plans with this multiple were sold. */
  readonly sold: string;
}

/**
 * Multiples by plan.
 * Source: help.activecampaign.com article 10918125380764 "Email send limits" and its older revision; last verified 2026-11-20.
 */
export const SEND_MULTIPLES: readonly SendMultiple[] = [
  { tier: 'starter', multiple: 10, sold: 'since 2024-06-03' },
  { tier: 'plus', multiple: 10, sold: 'since 2023-10-20' },
  { tier: 'pro', multiple: 12, sold: 'since 2024-06-03' },
  { tier: 'enterprise', multiple: 15, sold: 'since 2023-10-20' },
  { tier: 'lite', multiple: 10, sold: '2023-10-20 to 2024-06-02' },
  { tier: 'professional', multiple: 12, sold: '2023-10-20 to 2024-06-02' },
  { tier: 'plus-bundle', multiple: 12, sold: '2023-10-20 to 2024-06-02' },
  { tier: 'professional-bundle', multiple: 15, sold: '2023-10-20 to 2024-06-02' },
  { tier: 'enterprise-bundle', multiple: 20, sold: '2023-10-20 to 2024-06-02' },
];

/** Sends of a trial, in total. Source: the same article. */
export const TRIAL_SENDS = 100;
/** From this contact limit on, resold accounts have 10 sends per contact. Source: older revision of the same article. */
export const RESOLD_LARGE = { contacts: 300_000, multiple: 10 } as const;

/** The multiple of a tier named `plus`, `Plus 10k` or `plus-10k`: the longest entry its name begins with, at a word's end. */
export function multipleOf(tier: string): SendMultiple | null {
  const key = tier
    .trim()
    .toLowerCase()
    .replace(/[\s_]+/g, '-');
  const matches = SEND_MULTIPLES.filter((m) => key === m.tier || key.startsWith(`${m.tier}-`));
  return matches.reduce<SendMultiple | null>((best, m) => (best === null || m.tier.length > best.tier.length ? m : best), null);
}

/** An allowance worked out by a rule, with the sentence that says how. */
export interface DerivedAllowance {
  readonly limit: Limit;
  readonly note: string;
}

/**
 * Monthly allowance = contact limit × multiple of the tier. Unknown, with what would fill it, when tier or contact limit is missing.
 * Units: sends per billing cycle.
 */
export function derivedAllowance(input: {
  readonly tier: string | null;
  readonly contactLimit: number | null;
  readonly isTrial: boolean;
  readonly isResold: boolean;
}): DerivedAllowance {
  const { tier, contactLimit, isTrial, isResold } = input;
  if (isTrial) return { limit: limited(TRIAL_SENDS), note: `A trial may send ${TRIAL_SENDS} e-mails in total.` };
  const missing = (why: string): DerivedAllowance => ({ limit: unknown(why), note: why });
  if (contactLimit === null)
    return missing('ActiveCampaign tells neither a send allowance nor a contact limit: declare credits.allowance.');
  if (isResold && contactLimit >= RESOLD_LARGE.contacts) {
    return {
      limit: limited(contactLimit * RESOLD_LARGE.multiple),
      note: `Contact limit ${contactLimit} × ${RESOLD_LARGE.multiple} (resold accounts with ${RESOLD_LARGE.contacts} contacts or more).`,
    };
  }
  const rule = tier === null ? null : multipleOf(tier);
  if (rule === null) {
    const known = SEND_MULTIPLES.map((m) => m.tier).join(', ');
    const named = tier === null ? 'no `tier` is written' : `the tier "${tier}" is not one of ${known}`;
    return missing(
      `ActiveCampaign does not tell the send allowance and ${named}: declare credits.allowance, or a \`tier\` that begins with one of these words.`,
    );
  }
  return {
    limit: limited(contactLimit * rule.multiple),
    note: `Contact limit ${contactLimit} × ${rule.multiple}, the multiple of ${rule.tier} plans (sold ${rule.sold}).`,
  };
}
