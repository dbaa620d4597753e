/** What SendGrid tells, as data. */

import type { Capabilities } from '../provider.ts';

const VERIFIED = '2026-11-20';

/** Capabilities of the `sendgrid` connector. */
export const capabilities: Capabilities = {
  title: 'SendGrid v3',
  requests: ['GET /v3/user/credits', 'GET /v3/subusers/{name}/credits', 'GET /v3/subusers'],
  gives: {
    remainingCredits: true,
    allowance: true,
    resetDate: true,
    dailyLimitPerSender: false,
    sentToday: false,
    weeklyLimit: false,
    contactLimit: false,
  },
  envPrefix: 'SENDGRID_',
  rate: { requests: 10, perMs: 1000, scope: 'provider', mark: 'I' },
  facts: [
    {
      fact: 'GET /v3/user/credits gives remain, total, used, overage, last_reset, next_reset and reset_frequency; on-behalf-of reads a subuser or customer account with the parent key',
      mark: 'D',
      source: 'twilio.com/docs/sendgrid/api-reference/users-api/retrieve-your-credit-balance; specification tsg_user_v3.json',
      verified: VERIFIED,
    },
    {
      fact: 'GET /v3/subusers/{name}/credits: type unlimited has only nulls, nonrecurring has remain alone, recurring has all numbers; no reset date',
      mark: 'D',
      source: 'twilio.com/docs/sendgrid/api-reference/subusers-api/get-the-credits-for-a-subuser; specification tsg_subusers_v3.json',
      verified: VERIFIED,
    },
    {
      fact: 'GET /v3/subusers is a bare list without total; the region is given only with include_region=true',
      mark: 'D',
      source: 'specification tsg_subusers_v3.json',
      verified: VERIFIED,
    },
    {
      fact: 'Scopes user.credits.read, subusers.credits.read and subusers.read are needed; a "Full Access" key may lack them',
      mark: 'C',
      source: 'specification tsg_sso_v3.json; github.com/sendgrid/sendgrid-csharp/issues/657',
      verified: VERIFIED,
    },
    {
      fact: 'The bare reset date is read in America/Los_Angeles for monthly and weekly credits and in UTC for daily ones',
      mark: 'I',
      source: 'repository sendgrid/docs, billing page (12:01 Pacific); support.sendgrid.com article 35466138799899 (UTC day)',
      verified: VERIFIED,
    },
    {
      fact: '401 "Maximum credits exceeded" means that the key is fine and the credits are gone (seen on mail send)',
      mark: 'C',
      source: 'pastebin.com/gjwkzPWn; support.sendgrid.com article 35466138799899',
      verified: VERIFIED,
    },
    {
      fact: 'No request rate is published for these calls; rate-limit headers are on every answer',
      mark: 'U',
      source: 'twilio.com/docs/sendgrid/api-reference/how-to-use-the-sendgrid-v3-api/rate-limits',
      verified: VERIFIED,
    },
  ],
};
