/** ActiveCampaign v1: `account_view`, and the refusals that all v1 calls share. */

import { z } from 'zod';
import type { AccountReading } from '../../model/capacity.ts';
import { ask, type CallOf, expectShape, failure, quote } from '../answer.ts';
import { count, decode, flag, name } from '../decode.ts';
import { parseXml, xmlTexts } from '../xml.ts';
import { accountName, accountOrigin } from './host.ts';
import { NOTHING_TOLD, readingOf } from './reading.ts';
import { BLOCKING } from './v3.ts';

/**
 * Body of `account_view`. `credits` is there on credit-based plans only, `trial` on trials only.
 * Source: activecampaign.com/api/example.php?call=account_view (field table); numbers as texts per the v3 migration table; last verified 2026-11-20.
 */
export const accountView = z.object({
  subscriber_limit: count,
  subscriber_total: count.optional(),
  credits: count.nullable().optional(),
  trial: flag.optional(),
  status: name,
});

const outcome = z.object({
  result_code: flag.optional(),
  succeeded: flag.optional(),
  success: flag.optional(),
  result_message: z.string().optional(),
  message: z.string().optional(),
});

/** A v1 call: where and with which parameters. `name` is for messages. */
export interface V1Read {
  readonly name: string;
  readonly origin: string;
  readonly path: readonly string[];
  readonly query: readonly (readonly [string, string])[];
  readonly rateKey: string;
}

/**
 * Sends one v1 read and returns its JSON body. Success and failure both come with HTTP 200; some failures come as XML although JSON was asked for.
 * Throws: ProviderError `provider_auth`, `provider_not_found`, `provider_rejected` (refusals), `provider_protocol` (no outcome in the body).
 * Source: github.com/ActiveCampaign/activecampaign-api-php/issues/8, activecampaign-api-nodejs/issues/42; last verified 2026-11-20.
 */
export async function askV1(call: CallOf<'activecampaign'>, key: string, read: V1Read): Promise<unknown> {
  const answer = await ask(call, {
    method: 'GET',
    origin: read.origin,
    path: read.path,
    query: [...read.query, ['api_output', 'json'], ['api_key', key]],
    accept: 'json-or-xml',
    rateKey: read.rateKey,
  });
  if (answer.body.kind === 'xml') {
    const words = await xmlFailure(answer.body.text);
    if (words === null)
      throw failure(call, 'provider_protocol', `${read.name} answered XML although JSON was asked for; nothing was read from this answer.`);
    throw refusal(call, read, answer.status, words);
  }
  const { value } = answer.body;
  const told = decode(outcome, value);
  const code = told.ok ? (told.value.result_code ?? told.value.succeeded ?? told.value.success) : undefined;
  const words = told.ok ? (told.value.result_message ?? told.value.message ?? '') : '';
  if (answer.status >= 400 || code === false) throw refusal(call, read, answer.status, words);
  if (answer.status !== 200)
    throw failure(call, 'provider_protocol', `${read.name} was answered with ${answer.status}; expected status 200.`);
  if (code === undefined) {
    const why = told.ok ? 'field "result_code" is missing; expected 1 or 0' : told.problem.message;
    throw failure(
      call,
      'provider_protocol',
      `${read.name}: ${why}. The provider may have changed its format; nothing was read from this answer.`,
    );
  }
  return value;
}

/** Words of `<root><error>…</error></root>` and of `<root><result_message>…`, or null when the document is something else. */
async function xmlFailure(text: string): Promise<string | null> {
  const document = await parseXml(text);
  const root = document === null ? null : Object.values(document)[0];
  if (typeof root !== 'object' || root === null) return null;
  const fields = root as Readonly<Record<string, unknown>>;
  if ('error' in fields) return xmlTexts(fields['error']).join('; ');
  return fields['result_code'] === '0' ? xmlTexts(fields['result_message']).join('; ') : null;
}

function refusal(call: CallOf<'activecampaign'>, read: V1Read, status: number, words: string) {
  const fact = `${read.name} was refused (status ${status})${words === '' ? '' : `: ${quote(call, words)}`}`;
  if (status === 401 || status === 403 || /not authori[sz]ed|api.?key|permission|credential/i.test(words)) {
    return failure(call, 'provider_auth', `${fact}. Check the key in ${call.connection.apiKeyEnv}; its user must be in the group Admin.`);
  }
  if (status === 404 || /not found|does not exist|no such|unknown account/i.test(words)) {
    return failure(call, 'provider_not_found', `${fact}. Check \`account\` ("${call.connection.account}").`);
  }
  return failure(call, 'provider_rejected', `${fact}.`);
}

/** Reads one account through v1. */
export async function readV1(call: CallOf<'activecampaign'>, key: string): Promise<AccountReading> {
  const read: V1Read = {
    name: 'GET /admin/api.php (account_view)',
    origin: accountOrigin(call),
    path: ['admin', 'api.php'],
    query: [['api_action', 'account_view']],
    rateKey: accountName(call.connection.account),
  };
  const value = await askV1(call, key, read);
  const body = expectShape(call, read.name, accountView, value);
  const told = {
    ...NOTHING_TOLD,
    credits: body.credits ?? null,
    contactLimit: body.subscriber_limit,
    contacts: body.subscriber_total ?? null,
    isTrial: body.trial ?? false,
    blockedBy: BLOCKING.includes(body.status) ? body.status : null,
  };
  return readingOf(call, told);
}
