/** The data of the conformance suite: one case per provider. */

import type { ProviderId } from '../../src/model/workspace.ts';
import type { ProviderCase } from '../helpers/provider-suite.ts';

const sgErrors =
  (message: string, field: unknown = null) =>
  (words: string) => ({ json: { errors: [{ field, message: message + words }] } });
const json = (body: (words: string) => unknown) => (words: string) => ({ json: body(words) });
const none = () => ({});
const C1 = '11111111-1111-4111-8111-111111111111';

const sendgrid: ProviderCase = {
  id: 'sendgrid',
  remaining: {
    daily: [['acc', 37]],
    discover: [
      ['acc', 41_000],
      ['acc/shop', 99],
      ['acc/europe', 'unlimited'],
      ['acc/old', 0],
      ['acc/a/b@example.com', 250],
    ],
    documented: [['acc', 200]],
    exhausted: [['acc', 0]],
    'on-behalf-of-account': [['acc', 900]],
    'on-behalf-of-subuser': [['acc', 900]],
    own: [['acc', 41_000]],
    'subuser-nonrecurring': [['acc', 250]],
    'subuser-recurring': [['acc', 99]],
    'subuser-unlimited': [['acc', 'unlimited']],
  },
  required: [
    ['own', 0, 'remain'],
    ['own', 0, 'total'],
    ['own', 0, 'used'],
    ['own', 0, 'overage'],
    ['own', 0, 'last_reset'],
    ['own', 0, 'next_reset'],
    ['own', 0, 'reset_frequency'],
    ['subuser-recurring', 0, 'remain'],
    ['subuser-recurring', 0, 'type'],
    ['subuser-unlimited', 0, 'total'],
    ['subuser-nonrecurring', 0, 'remain'],
    ['discover', 1, '0.username'],
    ['discover', 1, '2.disabled'],
  ],
  refusals: [
    {
      title: '401 authorization required',
      fixture: 'own',
      status: 401,
      body: sgErrors('authorization required'),
      code: 'provider_auth',
      says: ['SENDGRID_API_KEY'],
    },
    {
      title: '401 invalid, expired, or revoked',
      fixture: 'own',
      status: 401,
      body: sgErrors('The provided authorization grant is invalid, expired, or revoked'),
      code: 'provider_auth',
      says: ['SENDGRID_API_KEY', 'expired'],
    },
    {
      title: '403 access forbidden',
      fixture: 'own',
      status: 403,
      body: sgErrors('access forbidden'),
      code: 'provider_permission',
      says: ['user.credits.read'],
    },
    {
      title: '403 on a subuser',
      fixture: 'subuser-recurring',
      status: 403,
      body: sgErrors('access forbidden'),
      code: 'provider_permission',
      says: ['subusers.credits.read'],
    },
    {
      title: '403 on the list of subusers',
      fixture: 'discover',
      at: 1,
      status: 403,
      body: sgErrors('you dont have permission'),
      code: 'provider_permission',
      says: ['subusers.read'],
    },
    { title: '404 with field "null"', fixture: 'own', status: 404, body: sgErrors('not found', 'null'), code: 'provider_not_found' },
    {
      title: '400 No user found',
      fixture: 'subuser-recurring',
      status: 400,
      body: sgErrors('No user found'),
      code: 'provider_not_found',
      says: ['some_one'],
    },
    {
      title: '400 with other words',
      fixture: 'own',
      status: 400,
      body: sgErrors('bad request'),
      code: 'provider_rejected',
      says: ['bad request'],
    },
    { title: '200 with an error body', fixture: 'own', status: 200, body: sgErrors('odd'), code: 'provider_rejected', says: ['odd'] },
    { title: '403 without a body', fixture: 'own', status: 403, body: none, code: 'provider_permission' },
    { title: '202', fixture: 'own', status: 202, body: json(() => ({})), code: 'provider_protocol' },
  ],
  keyIn: (r) => [r.headers?.['authorization']],
};

const v2 = (words: string) => (extra: string) => ({ json: { message: 'error', errors: [words + extra] } });
const v2Xml = (words: string) => (extra: string) => ({
  xml: `<?xml version="1.0"?><result><message>error</message><errors><error>${words}${extra.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</error></errors></result>`,
});
const sendgridReseller: ProviderCase = {
  id: 'sendgrid-reseller',
  remaining: { json: [['acc', 0]], running: [['acc', 30_000]], xml: [['acc', 0]] },
  required: [
    'credits_allowed',
    'credits_used',
    'credits_remain',
    'credits_overage',
    'billing_start_date',
    'billing_end_date',
    'billing_process_date',
  ].map((field) => ['running', 0, field] as const),
  refusals: [
    {
      title: '200 with message error',
      fixture: 'json',
      status: 200,
      body: v2('Bad username / password'),
      code: 'provider_auth',
      says: ['SENDGRID_RESELLER_KEY'],
    },
    {
      title: '200 with message error, XML',
      fixture: 'xml',
      status: 200,
      body: v2Xml('Bad username / password'),
      code: 'provider_auth',
      says: ['SENDGRID_RESELLER_KEY'],
    },
    { title: '401', fixture: 'json', status: 401, body: none, code: 'provider_auth', says: ['SENDGRID_RESELLER_KEY'] },
    { title: '403', fixture: 'json', status: 403, body: v2('forbidden'), code: 'provider_permission', says: ['reseller contract'] },
    {
      title: 'unknown customer',
      fixture: 'json',
      status: 200,
      body: v2('user does not exist'),
      code: 'provider_not_found',
      says: ['eexampexample@example.com'],
    },
    { title: '404', fixture: 'json', status: 404, body: none, code: 'provider_not_found' },
    { title: '400', fixture: 'json', status: 400, body: v2('task is wrong'), code: 'provider_rejected', says: ['task is wrong'] },
    { title: 'XML where the JSON was asked for', fixture: 'xml', status: 200, body: () => ({ xml: '<html>' }), code: 'provider_protocol' },
    { title: '201', fixture: 'json', status: 201, body: json(() => ({})), code: 'provider_protocol' },
  ],
  keyIn: (r) => [r.form?.['api_key']],
};

const v1Fail = (message: string) => json((words) => ({ result_code: 0, result_message: message + words, result_output: 'json' }));
const v1Key = { api_key: (r: { readonly query?: readonly (readonly [string, string])[] }) => r.query?.find(([k]) => k === 'api_key')?.[1] };
const activecampaign: ProviderCase = {
  id: 'activecampaign',
  remaining: {
    'agency-keyed': [['acc', 4000]],
    'agency-list': [['acc', 150_000]],
    reseller: [['acc', 150_000]],
    'reseller-unlimited': [['acc', 'unlimited']],
    v1: [['acc', 'unknown']],
    'v1-credits': [['acc', 8000]],
    v3: [['acc', 'unknown']],
    'v3-credits': [['acc', 8000]],
  },
  required: [
    ['v3', 0, 'subscriber_limit'],
    ['v3', 0, 'credits'],
    ['v1', 0, 'subscriber_limit'],
    ['v1', 0, 'status'],
    ['reseller', 0, 'accounts'],
    ['reseller', 0, 'total'],
    ['reseller', 1, 'accounts.0.emails_sent'],
    ['reseller', 1, 'accounts.0.planid'],
    ['reseller', 2, 'plans'],
    ['reseller', 2, 'plans.77.limit_mail'],
    ['agency-list', 0, 'accounts'],
    ['agency-list', 0, 'accounts.0.account'],
  ],
  refusals: [
    {
      title: 'v3 403',
      fixture: 'v3',
      status: 403,
      body: json((w) => ({ message: `Forbidden${w}` })),
      code: 'provider_auth',
      says: ['ACTIVECAMPAIGN_API_KEY', 'Admin'],
    },
    { title: 'v3 401', fixture: 'v3', status: 401, body: none, code: 'provider_auth' },
    { title: 'v3 404', fixture: 'v3', status: 404, body: none, code: 'provider_not_found', says: ['"brand"'] },
    { title: 'v3 422', fixture: 'v3', status: 422, body: json((w) => ({ message: `no${w}` })), code: 'provider_rejected' },
    {
      title: 'v1 200 with result_code 0',
      fixture: 'v1',
      status: 200,
      body: v1Fail('You are not authorized to access this file'),
      code: 'provider_auth',
      says: ['ACTIVECAMPAIGN_API_KEY'],
    },
    {
      title: 'v1 XML error to a JSON request',
      fixture: 'v1',
      status: 200,
      body: (w) => ({ xml: `<root><error>You are not authorized${w.replaceAll('&', '&amp;')}</error></root>` }),
      code: 'provider_auth',
    },
    {
      title: 'v1 other failure',
      fixture: 'v1',
      status: 200,
      body: v1Fail('Failed: Nothing is returned'),
      code: 'provider_rejected',
      says: ['Nothing is returned'],
    },
    {
      title: 'reseller result_code 0',
      fixture: 'reseller',
      status: 200,
      body: v1Fail('Invalid API key'),
      code: 'provider_auth',
      says: ['ACTIVECAMPAIGN_RESELLER_KEY'],
    },
    {
      title: 'reseller plans not found',
      fixture: 'reseller',
      at: 2,
      status: 200,
      body: v1Fail('Account not found'),
      code: 'provider_not_found',
    },
    {
      title: 'agency 401',
      fixture: 'agency-list',
      status: 401,
      body: json((w) => ({ error: 'Unauthorized', message: `Invalid credentials${w}` })),
      code: 'provider_auth',
      says: ['ACTIVECAMPAIGN_AGENCY_KEY'],
    },
    {
      title: 'agency problem document',
      fixture: 'agency-list',
      at: 1,
      status: 403,
      body: json((w) => ({ type: 'x', title: 'no', status: 403, detail: `no portal${w}` })),
      code: 'provider_permission',
    },
  ],
  keyIn: (r) => [r.headers?.['Api-Token'], r.headers?.['api-key'], v1Key.api_key(r)],
};

const puffle: ProviderCase = {
  id: 'puffle',
  remaining: { empty: [['acc', null]], newer: [['acc', null]], older: [['acc', null]], 'two-campaigns': [['acc', null]] },
  required: [
    ['newer', 0, 'accounts'],
    ['newer', 0, 'accounts.0.sent_today'],
    ['newer', 0, 'accounts.1.account_id'],
    ['newer', 0, 'accounts.1.email'],
    ['newer', 0, 'accounts.0.status'],
    ['older', 1, 'senders'],
    ['older', 1, 'senders.0.weekly_messages_sent'],
    ['older', 1, 'senders.0.weekly_message_limit'],
    ['older', 1, 'senders.0.status'],
  ],
  refusals: [
    {
      title: '401',
      fixture: 'older',
      status: 401,
      body: json((w) => ({ error: `unauthorized${w}` })),
      code: 'provider_auth',
      says: ['PUFFLE_API_KEY'],
    },
    {
      title: '403',
      fixture: 'older',
      status: 403,
      body: json((w) => ({ message: `no${w}` })),
      code: 'provider_permission',
      says: ['PUFFLE_API_KEY'],
    },
    { title: '404', fixture: 'older', status: 404, body: none, code: 'provider_not_found', says: [C1] },
    {
      title: '404 on senders',
      fixture: 'older',
      at: 1,
      status: 404,
      body: json((w) => ({ error: `campaign not found${w}` })),
      code: 'provider_not_found',
    },
    { title: '400', fixture: 'older', status: 400, body: json((w) => ({ error: `bad${w}` })), code: 'provider_rejected' },
  ],
  keyIn: (r) => [r.headers?.['authorization']],
};

const declared: ProviderCase = { id: 'declared', remaining: { plain: [['acc', null]] }, required: [], refusals: [], keyIn: () => [] };

/** Cases by provider id: a provider without a case does not compile. */
export const CASES: Readonly<Record<ProviderId, ProviderCase>> = {
  activecampaign,
  declared,
  puffle,
  sendgrid,
  'sendgrid-reseller': sendgridReseller,
};
