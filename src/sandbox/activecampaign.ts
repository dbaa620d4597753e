/** ActiveCampaign in the sandbox: v3 settings/account, v1 account_view, v1 reseller, Agency API v2. */

import type { ActiveCampaignAccount, Company } from './company.ts';
import { isMissing } from './derived.ts';
import { elements, json, type SandboxAnswer, type SandboxRequest, type Surface, xml } from './wire.ts';

/**
 * ActiveCampaign's reads. A redirected provider has one host, so v3 and account_view always answer for the example's account.
 * Source: developers.activecampaign.com (settings/account, rate-limits), activecampaign.com/api/example.php (account_view), public clients of
 * the reseller API; last verified 2026-11-20.
 * Assumes: body of v3's 403, and both bodies of the Agency API (not published).
 */
export function activeCampaignSurface(company: Company, key: string): Surface {
  const own = company.activeCampaign[0];
  const rows = (search: string): readonly ActiveCampaignAccount[] => {
    const name = search.split('.')[0] ?? '';
    if (name === '') return company.activeCampaign;
    const found = company.activeCampaign.filter((account) => account.name === name);
    if (found.length > 0) return found;
    return isMissing(name) ? [] : [company.otherActiveCampaign(name)];
  };

  const v3 = (request: SandboxRequest): SandboxAnswer => {
    if (request.headers['api-token'] !== key) return json(403, { message: 'You are not authorized to access this resource' });
    if (request.path.slice(2).join('/') !== 'settings/account') return json(404, { message: 'No Route matched' });
    if (request.method !== 'GET') return json(405, { message: 'Method Not Allowed' }, { Allow: 'GET' });
    return json(200, settings(own), { 'Cache-Control': 'private', 'RateLimit-Limit': '5', 'RateLimit-Remaining': '4' });
  };

  const v1 = (request: SandboxRequest): SandboxAnswer => {
    const { query } = request;
    const format = query.get('api_output') === 'json' ? 'json' : 'xml';
    // Authentication fails as XML even when JSON was asked for: seen in the wild.
    if (query.get('api_key') !== key)
      return xml(200, `${DECLARATION}<root><error>You are not authorized to access this file</error></root>`);
    const isReseller = request.path.length === 1;
    const action = query.get('api_action');
    if (request.method !== 'GET') return v1Failure(format, 'Only GET is allowed here');
    if (!isReseller && action === 'account_view') return v1Success(format, accountView(own));
    if (isReseller && action === 'account_list') return accountList(format, rows(query.get('search') ?? ''), query.get('page') ?? '1');
    if (isReseller && action === 'account_plans') {
      const [account] = rows(query.get('account') ?? '');
      return account === undefined ? v1Failure(format, 'Account not found') : accountPlans(format, account);
    }
    return v1Failure(format, 'You are not authorized to access this file');
  };

  const agency = (request: SandboxRequest): SandboxAnswer => {
    if (request.headers['api-key'] !== key) return json(401, { error: 'Unauthorized', message: 'Invalid credentials' });
    if (request.method !== 'GET') return json(405, { error: 'Method Not Allowed' }, { Allow: 'GET' });
    const name = request.query.get('account') ?? '';
    const action = request.path.slice(3).join('/');
    if (action === 'get_account_list') return json(200, { accounts: rows(name).map(listRow) });
    const [account] = rows(name);
    if (action !== 'account/plan' || account === undefined) return json(404, { error: 'Not Found', message: 'No such account' });
    return json(200, packageOf(account));
  };

  const route = (request: SandboxRequest): SandboxAnswer => {
    const path = request.path.join('/');
    if (path.startsWith('api/3/')) return v3(request);
    if (path === 'admin/api.php' || path === 'api.php') return v1(request);
    if (path.startsWith('api/v1/accounts/')) return agency(request);
    return json(404, { message: 'Not Found' });
  };

  return {
    answer: route,
    subject: (request) => request.query.get('account') ?? request.query.get('search') ?? request.path.join('/'),
    tooManyRequests: json(
      429,
      { message: 'Too Many Requests' },
      { 'Retry-After': '1', 'RateLimit-Limit': '5', 'RateLimit-Remaining': '0' },
    ),
  };
}

const DECLARATION = "<?xml version='1.0' encoding='utf-8'?>";
const PAGE_SIZE = 20;
const hostOf = (account: ActiveCampaignAccount): string => `${account.name}.activehosted.com`;

const settings = (account: ActiveCampaignAccount) => ({
  account: hostOf(account),
  email: `admin@${account.name}.example`,
  first_name: 'Nora',
  last_name: 'North',
  cname: '',
  status: 'nobody',
  subscriber_limit: account.contactLimit,
  subscriber_total: account.contacts,
  trial: false,
  credits: account.credits,
  branding: true,
});

const accountView = (account: ActiveCampaignAccount): Readonly<Record<string, string | number>> => ({
  account: hostOf(account),
  email: `admin@${account.name}.example`,
  fname: 'Nora',
  lname: 'North',
  cname: '',
  subscriber_limit: String(account.contactLimit),
  subscriber_total: String(account.contacts),
  status: 'nobody',
  ...(account.credits === null ? {} : { credits: String(account.credits) }),
});

const listRow = (account: ActiveCampaignAccount): Readonly<Record<string, string>> => ({
  account: hostOf(account),
  cname: '',
  client_name: 'Northwind Outfitters',
  client_email: `admin@${account.name}.example`,
  planid: account.planId,
  subscribers: String(account.contacts),
  emails_sent: String(account.emailsSent),
  expire: account.renewal,
  expired: '0',
  cancelled: '0',
  foreverfree: '0',
  reseller_status: 'active',
});

const planRow = (account: ActiveCampaignAccount): Readonly<Record<string, string>> => ({
  id: account.planId,
  term: '1',
  tier: 'plus',
  limit_mail: String(account.emailLimit),
  limit_sub: String(account.contactLimit),
  currency: 'USD',
  price: '286.00',
  type: 'paid',
});

const packageOf = (account: ActiveCampaignAccount) => ({
  account: hostOf(account),
  products: [
    {
      code: 'ac',
      tier: 'plus',
      entitlements: [
        { code: 'contacts', limit: { included_units: account.contactLimit, purchased_units: 0, period: null } },
        { code: 'email-sends', limit: { included_units: account.emailLimit, purchased_units: 0, period: 'month' } },
      ],
    },
  ],
});

const SUCCESS = { result_code: 1, result_message: 'Success: Something is returned' } as const;

function v1Success(format: 'json' | 'xml', values: Readonly<Record<string, string | number>>): SandboxAnswer {
  if (format === 'json') return json(200, { ...values, ...SUCCESS, result_output: 'json' });
  return xml(200, `${DECLARATION}<account_view>${elements({ ...values, ...SUCCESS, result_output: 'xml' })}</account_view>`);
}

/** HTTP 200 with result_code 0. */
function v1Failure(format: 'json' | 'xml', message: string): SandboxAnswer {
  const values = { result_code: 0, result_message: message, result_output: format };
  return format === 'json' ? json(200, values) : xml(200, `${DECLARATION}<root>${elements(values)}</root>`);
}

function accountList(format: 'json' | 'xml', all: readonly ActiveCampaignAccount[], page: string): SandboxAnswer {
  if (!/^[1-9]\d{0,3}$/.test(page)) return v1Failure(format, 'page must be a positive number');
  const rows = all.slice((Number(page) - 1) * PAGE_SIZE, Number(page) * PAGE_SIZE).map(listRow);
  const counts = { count: String(rows.length), total: String(all.length) };
  if (format === 'json') return json(200, { accounts: rows, ...counts, ...SUCCESS, result_output: 'json' });
  const list = rows.map((row) => `<account>${elements(row)}</account>`).join('');
  return xml(200, `${DECLARATION}<account_list><accounts>${list}</accounts>${elements({ ...counts, ...SUCCESS })}</account_list>`);
}

function accountPlans(format: 'json' | 'xml', account: ActiveCampaignAccount): SandboxAnswer {
  const row = planRow(account);
  if (format === 'json') return json(200, { plans: [row], ...SUCCESS, result_output: 'json' });
  return xml(200, `${DECLARATION}<account_plans><plans><plan>${elements(row)}</plan></plans>${elements(SUCCESS)}</account_plans>`);
}
