/** ActiveCampaign v3: `GET /api/3/settings/account`, the documented way to read one account. */

import { z } from 'zod';
import type { AccountReading } from '../../model/capacity.ts';
import { ask, type CallOf, expectShape, failure, jsonOf, quote, requestName } from '../answer.ts';
import { decode, integer, name } from '../decode.ts';
import { accountName, accountOrigin } from './host.ts';
import { NOTHING_TOLD, readingOf } from './reading.ts';

/** Statuses of an account that does not send; `nobody` is the normal one. Assumes: that the three documented special words block sending. */
export const BLOCKING = ['maint', 'review', 'suspend'];

/**
 * Body of `settings/account`. `credits` is a number on credit-based plans and null on every other: null is never 0.
 * Source: developers.activecampaign.com/reference/retrieve-account-information; last verified 2026-11-20.
 */
export const settingsAccount = z.object({
  subscriber_limit: integer,
  subscriber_total: integer,
  credits: integer.nullable(),
  trial: z.boolean(),
  status: name,
});

const message = z.object({ message: z.string() });

/** Reads one account through v3. Throws: ProviderError `provider_auth` for 403: ActiveCampaign gives it for a missing key, a wrong key and a user who is no admin. */
export async function readV3(call: CallOf<'activecampaign'>, key: string): Promise<AccountReading> {
  const request = {
    method: 'GET',
    origin: accountOrigin(call),
    path: ['api', '3', 'settings', 'account'],
    headers: { 'Api-Token': key },
    rateKey: accountName(call.connection.account),
  } as const;
  const what = requestName(request);
  const answer = await ask(call, request);
  if (answer.status !== 200) {
    const words = answer.body.kind === 'json' ? decode(message, answer.body.value) : null;
    const fact = `${what} was answered with ${answer.status}${words?.ok ? `: ${quote(call, words.value.message)}` : ''}`;
    if (answer.status === 401 || answer.status === 403) {
      const hint = `ActiveCampaign answers so when the key is missing, wrong, or belongs to a user outside the group Admin: check ${call.connection.apiKeyEnv} and its user.`;
      throw failure(call, 'provider_auth', `${fact}. ${hint}`);
    }
    if (answer.status === 404) throw failure(call, 'provider_not_found', `${fact}. Check \`account\` ("${call.connection.account}").`);
    if (answer.status >= 400) throw failure(call, 'provider_rejected', `${fact}.`);
    throw failure(call, 'provider_protocol', `${fact}; expected status 200.`);
  }
  const body = expectShape(call, what, settingsAccount, jsonOf(call, request, answer));
  const told = {
    ...NOTHING_TOLD,
    credits: body.credits,
    contactLimit: body.subscriber_limit,
    contacts: body.subscriber_total,
    isTrial: body.trial,
    blockedBy: BLOCKING.includes(body.status) ? body.status : null,
  };
  return readingOf(call, told);
}
