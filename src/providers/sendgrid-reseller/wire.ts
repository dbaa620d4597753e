/** SendGrid Web API v2 reseller bodies: JSON mixes texts and numbers, XML has texts only. */

import { z } from 'zod';
import { count, localDate } from '../decode.ts';

/**
 * `reseller.account` with task=overview. `reputation`, `requests` and `package` are not read: the documented examples contradict each other.
 * Source: SendGrid Web API v2, Reseller API, Account Overview; last verified 2026-11-20.
 */
export const overview = z.object({
  credits_allowed: count,
  credits_used: count,
  credits_remain: count,
  credits_overage: count,
  billing_start_date: localDate,
  billing_end_date: localDate,
  billing_process_date: localDate,
});
/** Decoded `overview`. */
export type Overview = z.infer<typeof overview>;

/** JSON refusal: `{"message":"error","errors":["..."]}`. */
export const jsonError = z.object({ message: z.literal('error'), errors: z.array(z.string()).default([]) });

/** XML refusal: `<result><message>error</message><errors><error>…</error></errors></result>`; one `<error>` is a text, several are a list. */
export const xmlError = z.object({ result: z.object({ message: z.literal('error'), errors: z.unknown() }) });

/** XML success. */
export const xmlOverview = z.object({ result: z.object({ overview }) });
