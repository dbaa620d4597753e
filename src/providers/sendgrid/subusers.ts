/** Subusers found under a SendGrid account, each as an account of its own that draws from its parent's pool. */

import type { AccountReading } from '../../model/capacity.ts';
import { type CallOf, expectShape, failure } from '../answer.ts';
import { readPages } from '../paging.ts';
import { disabledSubuser, readSubuserCredits } from './credits.ts';
import { readSendGrid } from './refusal.ts';
import { type Subuser, subuserPage } from './wire.ts';

/** Rows asked for per page; a page with fewer is the last. Source: specification tsg_subusers_v3 states no maximum; last verified 2026-11-20. */
export const SUBUSERS_PER_PAGE = 100;

const AT_ONCE = 4;

async function listSubusers(call: CallOf<'sendgrid'>, key: string): Promise<readonly Subuser[]> {
  const page = async (_index: number, offset: number) => {
    const result = await readSendGrid(call, key, {
      request: {
        path: ['v3', 'subusers'],
        query: [
          ['limit', String(SUBUSERS_PER_PAGE)],
          ['offset', String(offset)],
          ['include_region', 'true'],
        ],
      },
      region: call.connection.region,
      scope: 'subusers.read',
      target: 'account',
    });
    if (result.kind === 'exhausted')
      throw failure(
        call,
        'provider_protocol',
        `${result.name} was answered with "Maximum credits exceeded"; expected the list of subusers.`,
      );
    const rows = expectShape(call, result.name, subuserPage, result.value);
    return { rows, total: null, isLast: rows.length < SUBUSERS_PER_PAGE };
  };
  return readPages({ name: 'GET /v3/subusers', page, keyOf: (row) => row.username, fail: (code, text) => failure(call, code, text) });
}

/** Reads every subuser under an account, in the order of the list. Ids are `<account>/<username>`. */
export async function discoverSubusers(call: CallOf<'sendgrid'>, key: string): Promise<readonly AccountReading[]> {
  const parent = call.account.id;
  const subusers = await listSubusers(call, key);
  const read = (row: Subuser): Promise<AccountReading> => {
    const own = { ...call, account: { ...call.account, id: `${parent}/${row.username}` } };
    if (row.disabled) return Promise.resolve(disabledSubuser(own, parent));
    return readSubuserCredits(own, key, { name: row.username, region: row.region ?? call.connection.region }, parent);
  };
  // In small groups: after a refusal (403 blocks the address for a while) no further group is sent.
  let readings: readonly AccountReading[] = [];
  for (let i = 0; i < subusers.length; i += AT_ONCE)
    readings = [...readings, ...(await Promise.all(subusers.slice(i, i + AT_ONCE).map(read)))];
  return readings;
}
