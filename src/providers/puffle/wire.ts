/** Puffle bodies; both published revisions of the senders page are accepted. */

import { z } from 'zod';
import { integer, name } from '../decode.ts';

/** Daily limit Puffle fills in when nobody set one; it looks like a real 30. Source: docs.puffle.ai/api-reference, account usage; last verified 2026-11-20. */
export const DEFAULT_DAILY_LIMIT = 30;
/** Weekly message limits Puffle fills in. Source: docs.puffle.ai/api-reference, list campaign senders; last verified 2026-11-20. */
export const DEFAULT_WEEKLY_LIMIT = { free: 100, premium: 150 } as const;

/** `GET /api/campaigns/{id}/account-usage`. `daily_limit` may be missing: then the documented default holds. Source: docs.puffle.ai/api-reference, account usage; last verified 2026-11-20. */
export const accountUsage = z.object({
  accounts: z.array(
    z.object({
      account_id: name,
      email: name,
      daily_limit: integer.nullable().optional(),
      sent_today: integer,
      status: name,
    }),
  ),
});
/** One row of the account usage. */
export type UsageRow = z.infer<typeof accountUsage>['accounts'][number];

/**
 * `GET /api/campaigns/{id}/senders`. `type` stands in the older revision only, `today_sent` in the newer only.
 * Source: docs.puffle.ai/api-reference/campaigns/list-campaign-senders and get-senders-for-campaign; last verified 2026-11-20.
 */
export const campaignSenders = z.object({
  senders: z.array(
    z.object({
      account_id: name,
      email_address: name.nullable(),
      type: z.string().optional(),
      status: name,
      is_premium: z.boolean().nullable().optional(),
      daily_limit: integer.nullable().optional(),
      weekly_message_limit: integer.nullable(),
      weekly_messages_sent: integer,
      today_sent: integer.nullable().optional(),
    }),
  ),
});
/** One row of the campaign's senders. */
export type SenderRow = z.infer<typeof campaignSenders>['senders'][number];

/** Body of a refusal; not documented, so several shapes are read. */
export const errorBody = z.union([
  z.object({ error: z.string() }).transform((b) => b.error),
  z.object({ message: z.string() }).transform((b) => b.message),
]);
