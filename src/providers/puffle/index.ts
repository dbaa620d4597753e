/** Puffle: daily and weekly limits of the senders of campaigns, and what they have sent. */

import type { z } from 'zod';
import type { AccountReading } from '../../model/capacity.ts';
import { ask, type CallOf, callOf, connectionOf, expectShape, failure, jsonOf, quote, requestName } from '../answer.ts';
import { decode } from '../decode.ts';
import type { Provider, ProviderRequest } from '../provider.ts';
import { capabilities } from './capabilities.ts';
import { type CampaignAnswer, join } from './join.ts';
import { senderReadings } from './senders.ts';
import { accountUsage, campaignSenders, errorBody } from './wire.ts';

/** Campaign ids as documented, the nil and max UUID included. Source: docs.puffle.ai/api-reference, account usage; last verified 2026-11-20. */
export const CAMPAIGN_ID =
  /^([0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}|00000000-0000-0000-0000-000000000000|ffffffff-ffff-ffff-ffff-ffffffffffff)$/i;

type Read = Pick<ProviderRequest, 'path' | 'query'>;

async function get<T>(call: CallOf<'puffle'>, key: string, read: Read, schema: z.ZodType<T>): Promise<T> {
  const request = { ...read, method: 'GET', origin: 'https://app.puffle.ai', headers: { authorization: `Bearer ${key}` } } as const;
  const what = requestName(request);
  const answer = await ask(call, request);
  if (answer.status === 200) return expectShape(call, what, schema, jsonOf(call, request, answer));
  const told = answer.body.kind === 'json' ? decode(errorBody, answer.body.value) : null;
  const fact = `${what} was answered with ${answer.status}${told?.ok ? `: ${quote(call, told.value)}` : ''}`;
  const variable = call.connection.apiKeyEnv;
  if (answer.status === 401)
    throw failure(call, 'provider_auth', `${fact}. Puffle does not accept the key in ${variable}: it may have been revoked.`);
  if (answer.status === 403) throw failure(call, 'provider_permission', `${fact}. The key in ${variable} may not read this campaign.`);
  if (answer.status === 404)
    throw failure(call, 'provider_not_found', `${fact}. Check the ids in \`campaigns\` and whose key is in ${variable}.`);
  if (answer.status >= 400) throw failure(call, 'provider_rejected', `${fact}.`);
  throw failure(call, 'provider_protocol', `${fact}; expected status 200.`);
}

/** Both answers of one campaign. The date is always given: without it Puffle counts by UTC days. */
async function readCampaign(call: CallOf<'puffle'>, key: string, campaign: string): Promise<CampaignAnswer> {
  const path = ['api', 'campaigns', campaign];
  const usage = await get(call, key, { path: [...path, 'account-usage'], query: [['date', call.context.today]] }, accountUsage);
  const { senders } = await get(call, key, { path: [...path, 'senders'] }, campaignSenders);
  return { campaign, usage: usage.accounts, senders };
}

/** The connector for `provider: puffle`. */
export const puffle: Provider = {
  id: 'puffle',
  defaultTimeZone: null,
  capabilities,
  read: async (account, context): Promise<readonly AccountReading[]> => {
    const connection = connectionOf('puffle', account);
    const key = context.credential(connection.apiKeyEnv);
    const call = callOf('puffle', account, context, [key]);
    const bad = connection.campaigns.find((id) => !CAMPAIGN_ID.test(id));
    if (bad !== undefined)
      throw failure(call, 'provider_rejected', `"${bad}" is no campaign id of Puffle; nothing was sent. Expected a UUID.`);
    const ids = new Map(connection.campaigns.map((id) => [id.toLowerCase(), id]));
    const answers: CampaignAnswer[] = [];
    for (const id of ids.values()) answers.push(await readCampaign(call, key, id));
    const { senders, findings } = senderReadings(call, join(answers));
    return [{ account: account.id, provider: 'puffle', isDiscovered: false, observedAt: context.now, senders, findings }];
  },
};
