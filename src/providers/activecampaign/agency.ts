/**
 * ActiveCampaign Agency API v2: usage of the accounts of an agency and the entitlements of a plan. Neither host nor bodies are published:
 * what cannot be found is unknown, never 0.
 */

import { z } from 'zod';
import { ProviderError } from '../../errors.ts';
import type { AccountReading } from '../../model/capacity.ts';
import { ask, type CallOf, expectShape, failure, jsonOf, quote, requestName } from '../answer.ts';
import { count, decode, name, rowsOf } from '../decode.ts';
import { readPages } from '../paging.ts';
import type { ProviderRequest } from '../provider.ts';
import { accountName } from './host.ts';
import { NOTHING_TOLD, readingOf } from './reading.ts';

/** No origin: the host is not published, so only the operator can give one. */
export const AGENCY_ORIGIN = '';

const row = z.object({ account: name, emails_sent: count.optional(), subscribers: count.optional() });

/**
 * `get_account_list`. Source: ActiveCampaign staff, community.activecampaign.com thread 3209 ("account details including usage statistics");
 * last verified 2026-11-20. Assumes: rows under `accounts` with the field names of the v1 reseller list; page and total as in the partner hub.
 */
export const agencyList = z.object({
  accounts: rowsOf(row),
  total: count.optional(),
  pagination: z.object({ total: count }).optional(),
});

const units = z.object({ included_units: count, purchased_units: count, period: z.string().nullable() });

/**
 * A limit of an entitlement: a number, or units per period.
 * Source: partner hub specification (account creation), harvested in api-evangelist/activecampaign; last verified 2026-11-20.
 */
export const entitlementLimit = z.union([units, count.transform((n) => ({ included_units: n, purchased_units: 0, period: null }))]);

const MONTHLY = [null, 'month', 'monthly', 'months', 'billing_cycle'];

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Limits of an entitlement anywhere in a body, by `code` or by key, whatever encloses it. */
export function entitlementsIn(body: unknown, code: string): readonly unknown[] {
  if (Array.isArray(body)) return body.flatMap((item) => entitlementsIn(item, code));
  if (!isObject(body)) return [];
  if (body['code'] === code) return [body['limit']];
  return Object.entries(body).flatMap(([key, value]) => {
    if (key !== code) return entitlementsIn(value, code);
    return [isObject(value) && 'limit' in value ? value['limit'] : value];
  });
}

type ToldLimit = { readonly amount: number } | { readonly problem: string };

function limitIn(call: CallOf<'activecampaign'>, what: string, body: unknown, code: string): ToldLimit {
  const found = entitlementsIn(body, code);
  const declare = 'declare it in the plan file';
  if (found.length === 0) return { problem: `${what} holds no entitlement "${code}": ${declare}.` };
  if (found.length > 1) return { problem: `${what} holds ${found.length} entitlements "${code}": ${declare}.` };
  const wrapped = isObject(found[0]) ? z.object({ limit: units }) : z.object({ limit: entitlementLimit });
  const { limit } = expectShape(call, `${what}, entitlement "${code}"`, wrapped, { limit: found[0] });
  const amount = limit.included_units + limit.purchased_units;
  // v1 writes 0 for "unlimited"; whether the agency interface does is not published.
  if (amount === 0) return { problem: `${what} gives 0 for "${code}", which may mean none or unlimited: ${declare}.` };
  if (!MONTHLY.includes(limit.period))
    return { problem: `${what} gives ${amount} "${code}" per ${quote(call, limit.period ?? '')}, which is no billing month: ${declare}.` };
  return { amount };
}

async function askAgency(
  call: CallOf<'activecampaign'>,
  key: string,
  path: readonly string[],
  query: NonNullable<ProviderRequest['query']>,
): Promise<{ readonly name: string; readonly value: unknown }> {
  const request = {
    method: 'GET',
    origin: AGENCY_ORIGIN,
    path: ['api', 'v1', 'accounts', ...path],
    query,
    headers: { 'api-key': key },
    rateKey: `agency ${call.connection.apiKeyEnv}`,
  } as const;
  const what = requestName(request);
  const answer = await ask(call, request).catch((cause: unknown) => {
    // The client sends nothing to an empty origin unless the operator gave a base URL.
    if (!(cause instanceof ProviderError) || !['provider_value', 'provider_rejected'].includes(cause.code)) throw cause;
    const text = `the host of the Agency API is not published. Take it from your partner portal and give it with --base-url activecampaign=URL.`;
    throw failure(call, 'provider_rejected', text, cause);
  });
  if (answer.status === 200) return { name: what, value: jsonOf(call, request, answer) };
  const told = answer.body.kind === 'json' ? decode(refusalBody, answer.body.value) : null;
  const words = told?.ok ? (told.value.detail ?? told.value.message ?? told.value.title ?? '') : '';
  const fact = `${what} was answered with ${answer.status}${words === '' ? '' : `: ${quote(call, words)}`}`;
  if (answer.status === 401) throw failure(call, 'provider_auth', `${fact}. Check the agency key in ${call.connection.apiKeyEnv}.`);
  if (answer.status === 403)
    throw failure(call, 'provider_permission', `${fact}. The key in ${call.connection.apiKeyEnv} needs access to the partner portal.`);
  if (answer.status === 404)
    throw failure(call, 'provider_not_found', `${fact}. Check \`account\` ("${call.connection.account}") and the base URL.`);
  if (answer.status >= 400) throw failure(call, 'provider_rejected', `${fact}.`);
  throw failure(call, 'provider_protocol', `${fact}; expected status 200.`);
}

const refusalBody = z.object({ detail: z.string().optional(), message: z.string().optional(), title: z.string().optional() });

/** Reads one account of an agency: entitlement `email-sends` of its plan and what it has sent. */
export async function readAgency(call: CallOf<'activecampaign'>, key: string): Promise<AccountReading> {
  const listName = 'GET /api/v1/accounts/get_account_list';
  const page = async (index: number) => {
    const { name: what, value } = await askAgency(call, key, ['get_account_list'], [['page', String(index + 1)]]);
    const body = expectShape(call, what, agencyList, value);
    const total = body.total ?? body.pagination?.total ?? null;
    return { rows: body.accounts, total, isLast: true };
  };
  const rows = await readPages({ name: listName, page, keyOf: (r) => r.account, fail: (code, text) => failure(call, code, text) });
  const wanted = accountName(call.connection.account);
  const own =
    rows.find((r) => r.account.toLowerCase() === call.connection.account.toLowerCase()) ??
    rows.find((r) => accountName(r.account) === wanted);
  if (own === undefined) {
    throw failure(
      call,
      'provider_not_found',
      `${listName} does not hold "${call.connection.account}". Check \`account\` and the key in ${call.connection.apiKeyEnv}.`,
    );
  }
  const plan = await askAgency(call, key, ['account', 'plan'], [['account', own.account]]);
  const sends = limitIn(call, plan.name, plan.value, 'email-sends');
  const contacts = limitIn(call, plan.name, plan.value, 'contacts');
  const told = {
    ...NOTHING_TOLD,
    allowance: 'amount' in sends ? sends.amount : null,
    allowanceProblem: 'problem' in sends ? sends.problem : null,
    sent: own.emails_sent ?? null,
    contactLimit: 'amount' in contacts ? contacts.amount : null,
    contacts: own.subscribers ?? null,
    isResold: true,
  };
  return readingOf(call, told);
}
