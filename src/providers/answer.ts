/** What every connector does with an answer: names it in errors, checks its shape, quotes the provider safely. */

import type { z } from 'zod';
import { ProviderError, type ProviderErrorCode } from '../errors.ts';
import type { Observed } from '../model/limit.ts';
import type { Account, Connection, ProviderId } from '../model/workspace.ts';
import { decode, type WireProblem } from './decode.ts';
import type { ProviderAnswer, ProviderContext, ProviderRequest } from './provider.ts';
import { createRedactor, excerpt } from './redact.ts';

/** One reading in progress: whose it is, with what it may work, and how its secrets are kept out of texts. */
export interface Call {
  readonly account: Account;
  readonly connection: Connection;
  readonly context: ProviderContext;
  /** Text without any form of the account's secrets. */
  readonly redact: (text: string) => string;
}

/** A reading of one provider's account. */
export type CallOf<P extends ProviderId> = Call & { readonly connection: Extract<Connection, { provider: P }> };

/** Connection of an account of the given provider. Throws: Error when it belongs to another (our bug). */
export function connectionOf<P extends ProviderId>(provider: P, account: Account): Extract<Connection, { provider: P }> {
  if (account.connection.provider !== provider) throw new Error(`account ${account.id} is not a ${provider} account`);
  return account.connection as Extract<Connection, { provider: P }>;
}

/** Starts a reading; `secrets` never come out of it. Throws: Error when the account belongs to another provider (our bug). */
export function callOf<P extends ProviderId>(
  provider: P,
  account: Account,
  context: ProviderContext,
  secrets: readonly string[] = [],
): CallOf<P> {
  return { account, connection: connectionOf(provider, account), context, redact: createRedactor(secrets).redact };
}

/** The error of a reading, with provider and account in front of the text; secrets are taken out of it. */
export function failure(call: Call, code: ProviderErrorCode, text: string, cause?: unknown): ProviderError {
  const { provider } = call.connection;
  const message = call.redact(`${provider} account "${call.account.id}": ${text}`);
  return new ProviderError(code, message, { provider, account: call.account.id, ...(cause === undefined ? {} : { cause }) });
}

/** A request in words, without query and headers (they may hold a key): `GET /v3/user/credits`. */
export const requestName = (request: Pick<ProviderRequest, 'method' | 'path'>): string => `${request.method} /${request.path.join('/')}`;

/** Sends one read for the call's account. Throws: ProviderError of the HTTP client. */
export const ask = (call: Call, request: Omit<ProviderRequest, 'account'>): Promise<ProviderAnswer> =>
  call.context.http.send({ ...request, account: call.account.id });

/** Parsed JSON of an answer. Throws: ProviderError `provider_protocol` when it is XML. */
export function jsonOf(call: Call, request: Pick<ProviderRequest, 'method' | 'path'>, answer: ProviderAnswer): unknown {
  if (answer.body.kind === 'json') return answer.body.value;
  throw failure(call, 'provider_protocol', `${requestName(request)} answered XML; expected JSON.`);
}

/**
 * A value in the documented shape. Throws: ProviderError `provider_protocol` (shape, or a field that repeats the credential: readings are
 * printed and saved) or `provider_value` (a number or date that cannot be).
 */
export function expectShape<T>(call: Call, what: string, schema: z.ZodType<T>, value: unknown): T {
  const decoded = decode(schema, value);
  if (decoded.ok) {
    const text = JSON.stringify(decoded.value);
    if (call.redact(text) === text) return decoded.value;
    throw failure(call, 'provider_protocol', `${what} repeats the credential in its values; nothing was read from this answer.`);
  }
  throw shapeFailure(call, what, decoded.problem);
}

const shapeFailure = (call: Call, what: string, problem: WireProblem): ProviderError =>
  failure(
    call,
    problem.isValue ? 'provider_value' : 'provider_protocol',
    `${what}: ${problem.message}. ` +
      (problem.isValue
        ? 'The number or date cannot be right; nothing was read from this answer.'
        : 'The provider may have changed its format; nothing was read from this answer.'),
  );

/** A provider's own words for a message: one line, at most 200 characters, no control characters, no secret. */
export const quote = (call: Call, text: string): string => `"${excerpt(text, call.redact)}"`;

/** A number or word the provider said. */
export const said = <T>(call: Call, value: T, note?: string): Observed<T> => observe(call, value, 'api', note);
/** A number computed from what the provider said; `note` says how. */
export const derived = <T>(call: Call, value: T, note: string): Observed<T> => observe(call, value, 'derived', note);
/** A documented default nobody confirmed; `note` says which. */
export const assumed = <T>(call: Call, value: T, note: string): Observed<T> => observe(call, value, 'assumed', note);

const observe = <T>(call: Call, value: T, source: Observed<T>['source'], note?: string): Observed<T> => ({
  value,
  observedAt: call.context.now,
  source,
  ...(note === undefined ? {} : { note }),
});
