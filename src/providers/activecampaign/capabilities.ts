/** What ActiveCampaign tells, as data. */

import type { Capabilities } from '../provider.ts';

const VERIFIED = '2026-11-20';

/** Capabilities of the `activecampaign` connector, all four interfaces together. */
export const capabilities: Capabilities = {
  title: 'ActiveCampaign (v3, v1, reseller, agency)',
  requests: [
    'GET /api/3/settings/account',
    'GET /admin/api.php?api_action=account_view',
    'GET /api.php?api_action=account_list',
    'GET /api.php?api_action=account_plans',
    'GET /api/v1/accounts/get_account_list',
    'GET /api/v1/accounts/account/plan',
  ],
  gives: {
    remainingCredits: 'some plans',
    allowance: 'derived',
    resetDate: 'declared',
    dailyLimitPerSender: false,
    sentToday: false,
    weeklyLimit: false,
    contactLimit: true,
  },
  envPrefix: 'ACTIVECAMPAIGN_',
  rate: { requests: 4, perMs: 1000, scope: 'account', mark: 'D' },
  facts: [
    {
      fact: 'v3 settings/account gives contact limit and contacts; credits is a number on credit-based plans and null on all others',
      mark: 'D',
      source: 'developers.activecampaign.com/reference/retrieve-account-information',
      verified: VERIFIED,
    },
    {
      fact: 'v3 answers 403 for a missing key, a wrong key and a user outside the group Admin alike',
      mark: 'D',
      source: 'developers.activecampaign.com/reference/retrieve-account-information',
      verified: VERIFIED,
    },
    {
      fact: 'v1 account_view has credits only on credit-based plans; failures come with HTTP 200 and result_code 0, some as XML',
      mark: 'C',
      source:
        'activecampaign.com/api/example.php?call=account_view; github.com/ActiveCampaign/activecampaign-api-php/issues/8; activecampaign-api-nodejs/issues/42',
      verified: VERIFIED,
    },
    {
      fact: 'Reseller account_list gives emails_sent and the plan id, account_plans gives limit_mail (0 = unlimited) and limit_sub',
      mark: 'C',
      source: 'github.com/SourceLabOrg/activecampaign-java-client; github.com/ArtsHub/ActiveCampaign.Net',
      verified: VERIFIED,
    },
    { fact: 'emails_sent counts the running billing cycle', mark: 'I', source: 'no page tells the period', verified: VERIFIED },
    {
      fact: 'Agency API v2: usage from get_account_list, send capacity from the entitlement email-sends of account/plan, header api-key',
      mark: 'D',
      source: 'ActiveCampaign staff, community.activecampaign.com thread 3209',
      verified: VERIFIED,
    },
    { fact: 'Host and bodies of the Agency API', mark: 'U', source: 'published inside the partner portal only', verified: VERIFIED },
    {
      fact: 'Monthly sends are a multiple of the contact limit: Starter and Plus 10, Pro 12, Enterprise 15 (older plans differ)',
      mark: 'D',
      source: 'help.activecampaign.com article 10918125380764',
      verified: VERIFIED,
    },
    {
      fact: '5 requests per second and account, shared by all keys; paced at 4',
      mark: 'D',
      source: 'developers.activecampaign.com/reference/rate-limits',
      verified: VERIFIED,
    },
  ],
};
