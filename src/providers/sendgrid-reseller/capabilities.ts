/** What SendGrid's reseller interface tells, as data. */

import type { Capabilities } from '../provider.ts';

const VERIFIED = '2026-11-20';

/** Capabilities of the `sendgrid-reseller` connector. */
export const capabilities: Capabilities = {
  title: 'SendGrid Web API v2, reseller (legacy)',
  requests: ['POST /apiv2/reseller.account.json', 'POST /apiv2/reseller.account.xml'],
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
  rate: { requests: 600, perMs: 60_000, scope: 'provider', mark: 'D' },
  facts: [
    {
      fact: 'The overview of a customer is read with a POST form (task=overview, user); only companies with a reseller contract may',
      mark: 'D',
      source: 'SendGrid Web API v2, Reseller API, Account Overview',
      verified: VERIFIED,
    },
    {
      fact: 'The cycle runs from billing_start_date to billing_end_date, both included; billing_process_date is the next day and is taken as the reset',
      mark: 'I',
      source: 'example of the same page (30 August to 29 September, processed 30 September)',
      verified: VERIFIED,
    },
    {
      fact: 'api_user is the literal "apikey" with an API key as api_key; user name and password are refused since the end of 2020',
      mark: 'D',
      source: 'docs.sendgrid.com/v2-api/reseller_api/account_changes',
      verified: VERIFIED,
    },
    {
      fact: 'Refusals are told by the body ("message": "error"); their HTTP status is not documented',
      mark: 'D',
      source: 'sendgrid.com/docs/API_Reference/Reseller_API/account_overview.html',
      verified: VERIFIED,
    },
    {
      fact: 'The v2 pages announce deprecation on 10 February 2025; whether the call still answers is not known',
      mark: 'U',
      source: 'twilio.com v2 pages',
      verified: VERIFIED,
    },
    {
      fact: '600 requests per minute and user on v2 calls other than mail send',
      mark: 'D',
      source: 'twilio.com changelog 2019-10-10',
      verified: VERIFIED,
    },
  ],
};
