/** What Puffle tells, as data. */

import type { Capabilities } from '../provider.ts';

const VERIFIED = '2026-11-20';

/** Capabilities of the `puffle` connector. */
export const capabilities: Capabilities = {
  title: 'Puffle',
  requests: ['GET /api/campaigns/{id}/account-usage?date=', 'GET /api/campaigns/{id}/senders'],
  gives: {
    remainingCredits: false,
    allowance: false,
    resetDate: 'declared',
    dailyLimitPerSender: true,
    sentToday: true,
    weeklyLimit: true,
    contactLimit: false,
  },
  envPrefix: 'PUFFLE_',
  rate: { requests: 5, perMs: 1000, scope: 'provider', mark: 'I' },
  facts: [
    {
      fact: 'account-usage gives daily_limit, sent_today and status per sender; without a date, or with a malformed one, it silently takes today in UTC',
      mark: 'D',
      source: 'docs.puffle.ai/api-reference, inspect sender account usage for a campaign',
      verified: VERIFIED,
    },
    {
      fact: 'When Instantly fails the rows still come, with sent_today 0; senders of other owners are left out silently',
      mark: 'D',
      source: 'docs.puffle.ai/api-reference, inspect sender account usage for a campaign',
      verified: VERIFIED,
    },
    {
      fact: 'daily_limit is 30 when nobody set one',
      mark: 'D',
      source: 'docs.puffle.ai/api-reference, inspect sender account usage for a campaign',
      verified: VERIFIED,
    },
    {
      fact: 'senders gives weekly_message_limit and weekly_messages_sent (rolling 7 days over all campaigns); the newer revision adds today_sent',
      mark: 'D',
      source: 'docs.puffle.ai/api-reference/campaigns/list-campaign-senders and get-senders-for-campaign',
      verified: VERIFIED,
    },
    {
      fact: 'The weekly message limit is taken to bind e-mail senders as well as LinkedIn ones',
      mark: 'I',
      source: 'example of list-campaign-senders, an e-mail sender with a weekly message limit',
      verified: VERIFIED,
    },
    {
      fact: 'Request rate',
      mark: 'U',
      source: 'docs.puffle.ai/api-reference/overview (not published; Retry-After on 429)',
      verified: VERIFIED,
    },
  ],
};
