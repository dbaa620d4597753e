/** SendGrid v3 bodies as documented, and nothing more lenient. */

import { z } from 'zod';
import { integer, localDate, name } from '../decode.ts';

/** How often credits come back; any other word is refused. */
export const frequency = z.enum(['monthly', 'weekly', 'daily']);

/** `GET /v3/user/credits`. Source: SendGrid API reference "Retrieve your credit balance", specification tsg_user_v3; last verified 2026-11-20. */
export const userCredits = z.object({
  remain: integer,
  total: integer,
  used: integer,
  overage: integer,
  last_reset: localDate,
  next_reset: localDate,
  reset_frequency: frequency,
});
/** Decoded `userCredits`. */
export type UserCredits = z.infer<typeof userCredits>;

/**
 * `GET /v3/subusers/{name}/credits`: which fields are null depends on `type`; any other combination is refused.
 * Source: SendGrid API reference "Get the Credits for a Subuser", specification tsg_subusers_v3; last verified 2026-11-20.
 */
export const subuserCredits = z.discriminatedUnion('type', [
  z.object({ type: z.literal('unlimited'), reset_frequency: z.null(), remain: z.null(), total: z.null(), used: z.null() }),
  z.object({ type: z.literal('recurring'), reset_frequency: frequency, remain: integer, total: integer, used: integer }),
  z.object({ type: z.literal('nonrecurring'), reset_frequency: z.null(), remain: integer, total: z.null(), used: z.null() }),
]);
/** Decoded `subuserCredits`. */
export type SubuserCredits = z.infer<typeof subuserCredits>;

/** One page of `GET /v3/subusers?include_region=true`: a bare list. Rows are told apart by `username`; ids repeat in the documented example. */
export const subuserPage = z.array(z.object({ username: name, disabled: z.boolean(), region: z.enum(['global', 'eu']).optional() }));
/** One subuser of the list. */
export type Subuser = z.infer<typeof subuserPage>[number];

/** Body of a refusal. Other members of the items (`field`, `help`, `error_id`) are not needed. */
export const errorBody = z.object({ errors: z.array(z.object({ message: z.string() })).min(1) });
