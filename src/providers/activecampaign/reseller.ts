/** ActiveCampaign's v1 reseller interface: the sends of every account, and the limits of its plan. */

import { z } from 'zod';
import type { AccountReading } from '../../model/capacity.ts';
import { type CallOf, expectShape, failure } from '../answer.ts';
import { count, flag, name, rowsOf } from '../decode.ts';
import { readPages } from '../paging.ts';
import { accountName } from './host.ts';
import { NOTHING_TOLD, readingOf } from './reading.ts';
import { askV1, type V1Read } from './v1.ts';

const ORIGIN = 'https://www.activecampaign.com';

const id = z.union([z.number().int().nonnegative(), z.string().min(1)]).transform(String);

/**
 * One page of `account_list`. Numbers are texts in one client and numbers in another. Contact data of the client is not read.
 * Source: github.com/SourceLabOrg/activecampaign-java-client and github.com/ArtsHub/ActiveCampaign.Net; last verified 2026-11-20.
 */
export const accountList = z.object({
  accounts: z.array(
    z.object({
      account: name,
      planid: id,
      subscribers: count,
      emails_sent: count,
      reseller_status: name,
      expired: flag.optional(),
      cancelled: flag.optional(),
    }),
  ),
  total: count,
});
type Row = z.infer<typeof accountList>['accounts'][number];

const plan = z.object({ id, limit_mail: count, limit_sub: count });

/** `account_plans`: plans in a list, or in an object keyed by plan id. Source: the same clients; last verified 2026-11-20. */
export const accountPlans = z.object({ plans: rowsOf(plan) });

const readFor = (call: CallOf<'activecampaign'>, action: string, extra: readonly (readonly [string, string])[]): V1Read => ({
  name: `GET /api.php (${action})`,
  origin: ORIGIN,
  path: ['api.php'],
  query: [['api_action', action], ...extra],
  rateKey: `reseller ${call.connection.apiKeyEnv}`,
});

async function findRow(call: CallOf<'activecampaign'>, key: string): Promise<Row> {
  const wanted = accountName(call.connection.account);
  const page = async (index: number) => {
    const read = readFor(call, 'account_list', [
      ['search', wanted],
      ['page', String(index + 1)],
    ]);
    const body = expectShape(call, read.name, accountList, await askV1(call, key, read));
    return { rows: body.accounts, total: body.total, isLast: false };
  };
  const rows = await readPages({
    name: 'GET /api.php (account_list)',
    page,
    keyOf: (row) => row.account,
    fail: (code, text) => failure(call, code, text),
  });
  const exact = rows.filter((row) => row.account.toLowerCase() === call.connection.account.toLowerCase());
  const matches = exact.length > 0 ? exact : rows.filter((row) => accountName(row.account) === wanted);
  const [row, second] = matches;
  if (row === undefined) {
    throw failure(
      call,
      'provider_not_found',
      `the reseller's list does not hold "${call.connection.account}". Check \`account\` and the key in ${call.connection.apiKeyEnv}.`,
    );
  }
  if (second !== undefined) {
    throw failure(
      call,
      'provider_rejected',
      `the reseller's list holds "${row.account}" and "${second.account}"; write the full host in \`account\`.`,
    );
  }
  return row;
}

/** Reads one account of a reseller: its plan's limits and what it has sent. */
export async function readReseller(call: CallOf<'activecampaign'>, key: string): Promise<AccountReading> {
  const row = await findRow(call, key);
  const read = readFor(call, 'account_plans', [['account', row.account]]);
  const { plans } = expectShape(call, read.name, accountPlans, await askV1(call, key, read));
  const own = plans.find((p) => p.id === row.planid);
  if (own === undefined) {
    throw failure(
      call,
      'provider_protocol',
      `${read.name} does not hold the plan "${row.planid}" of the account; nothing was read from this answer.`,
    );
  }
  const blocked = [
    row.expired === true ? 'expired' : null,
    row.cancelled === true ? 'cancelled' : null,
    row.reseller_status === 'active' ? null : row.reseller_status,
  ];
  const told = {
    ...NOTHING_TOLD,
    allowance: own.limit_mail === 0 ? ('unlimited' as const) : own.limit_mail,
    sent: row.emails_sent,
    contactLimit: own.limit_sub,
    contacts: row.subscribers,
    isResold: true,
    blockedBy: blocked.find((b) => b !== null) ?? null,
  };
  return readingOf(call, told);
}
