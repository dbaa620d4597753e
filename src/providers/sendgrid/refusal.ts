/** What SendGrid's refusals mean. The body is judged before the status: a 401 may mean that the credits are gone. */

import { ask, type CallOf, failure, quote, requestName } from '../answer.ts';
import { decode } from '../decode.ts';
import type { ProviderRequest } from '../provider.ts';
import { errorBody } from './wire.ts';

/** Origins by region. Source: SendGrid API reference (both servers); last verified 2026-11-20. */
export const ORIGINS = { global: 'https://api.sendgrid.com', eu: 'https://api.eu.sendgrid.com' } as const;

/** A read of SendGrid with what a refusal message needs to know. */
export interface SendGridRead {
  readonly request: Omit<ProviderRequest, 'account' | 'method' | 'origin'> & { readonly path: readonly string[] };
  readonly region: 'global' | 'eu';
  /** Key scope this read needs. */
  readonly scope: string;
  /** What does not exist when SendGrid says so: `subuser "x"`, `account`. */
  readonly target: string;
}

/** Result of a read: the body, or `exhausted` when SendGrid says that the credits are gone. */
export type SendGridResult =
  | { readonly kind: 'body'; readonly name: string; readonly value: unknown }
  | { readonly kind: 'exhausted'; readonly name: string };

/**
 * Sends one read with the account's key. Throws: ProviderError `provider_auth` (401), `provider_permission` (403), `provider_not_found`
 * (404, or 400 "No user found"), `provider_rejected` (any other refusal), `provider_protocol` (a status that is not documented).
 * Source: SendGrid error pages and specification tsg_scopes_v3; "Maximum credits exceeded" was seen on mail send only; last verified 2026-11-20.
 */
export async function readSendGrid(call: CallOf<'sendgrid'>, key: string, read: SendGridRead): Promise<SendGridResult> {
  const request: Omit<ProviderRequest, 'account'> = {
    ...read.request,
    method: 'GET',
    origin: ORIGINS[read.region],
    headers: { ...read.request.headers, authorization: `Bearer ${key}` },
  };
  const answer = await ask(call, request);
  const name = requestName(request);
  const body = answer.body.kind === 'json' ? answer.body.value : null;
  const errors = decode(errorBody, body);
  const messages = errors.ok ? errors.value.errors.map((e) => e.message) : [];
  if (messages.some((m) => /maximum credits exceeded/i.test(m))) return { kind: 'exhausted', name };
  if (answer.status === 200 && messages.length === 0 && answer.body.kind === 'json') return { kind: 'body', name, value: body };

  const words = messages.length === 0 ? '' : `: ${quote(call, messages.join('; '))}`;
  const fact = `${name} was answered with ${answer.status}${words}`;
  const variable = call.connection.apiKeyEnv;
  if (answer.status === 401) {
    throw failure(
      call,
      'provider_auth',
      `${fact}. SendGrid does not accept the key in ${variable}: check that it is complete, not revoked, and of this account.`,
    );
  }
  if (answer.status === 403) {
    throw failure(
      call,
      'provider_permission',
      `${fact}. The key in ${variable} may not read this: give it the scope ${read.scope} (a "Full Access" key may lack it).`,
    );
  }
  if (answer.status === 404 || (answer.status === 400 && messages.some((m) => /no user found/i.test(m)))) {
    throw failure(
      call,
      'provider_not_found',
      `${fact}. SendGrid does not know the ${read.target}; check its spelling and the region (now ${read.region}).`,
    );
  }
  if (answer.status >= 400 || messages.length > 0) throw failure(call, 'provider_rejected', `${fact}.`);
  throw failure(call, 'provider_protocol', `${fact}; expected status 200 with JSON.`);
}
