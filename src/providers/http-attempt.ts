/** One attempt of one call: sends, holds the deadlines, reads the body up to the cap, and judges what came back. */

import { decodeBody } from './http-body.ts';
import { classifyTransport, type Fault } from './http-faults.ts';
import { parseHttpDate } from './http-retry.ts';
import { startTimer } from './http-timer.ts';
import type { ProviderAnswer, ProviderRequest } from './provider.ts';
import { excerpt } from './redact.ts';

/** A prepared request as the transport gets it. */
export interface WireRequest {
  readonly url: URL;
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  readonly signal: AbortSignal;
}

/** An answer whose body has not been read. */
export interface WireAnswer {
  readonly status: number;
  /** Names and values as they arrived, in turn; a name may come twice. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** Undecoded bytes. Ending the iteration early drops the connection. */
  readonly body: AsyncIterable<Uint8Array>;
  /** Drops the connection. */
  readonly discard: () => void;
}

/** Sends one request without following redirects or decoding anything. Rejects with errors of Node or undici, or the signal's reason. */
export type Transport = (request: WireRequest) => Promise<WireAnswer>;

/** What came of an attempt. `refused`: 429 or 5xx, whose headers may say when to come back. */
export type Outcome =
  | { readonly kind: 'answer'; readonly answer: ProviderAnswer }
  | { readonly kind: 'fault'; readonly fault: Fault }
  | { readonly kind: 'refused'; readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly excerpt: string };

/** How one attempt is done. Units: ms, bytes. */
export interface AttemptOptions {
  readonly transport: Transport;
  readonly firstByteMs: number;
  /** What is left of the call's total. */
  readonly totalMs: number;
  /** The call's whole allowance, for the message. */
  readonly callMs: number;
  readonly bodyBytes: number;
  readonly accept: NonNullable<ProviderRequest['accept']>;
  /** Aborted by the run's deadline or by the user. */
  readonly signal: AbortSignal;
  readonly now: () => number;
  readonly redact: (text: string) => string;
}

const fault = (code: Fault['code'], detail: string, isTransient = false): Outcome => ({
  kind: 'fault',
  fault: { code, detail, isTransient },
});

/** Runs one attempt. Never rejects, except when `options.signal` is aborted: then with its reason. */
export async function runAttempt(request: Omit<WireRequest, 'signal'>, options: AttemptOptions): Promise<Outcome> {
  const control = new AbortController();
  let late: Fault | null = null;
  const cut = (detail: string): void => {
    late ??= { code: 'provider_timeout', detail, isTransient: true };
    control.abort();
  };
  const onAbort = (): void => control.abort();
  options.signal.throwIfAborted();
  options.signal.addEventListener('abort', onAbort, { once: true });
  const total = startTimer(options.totalMs, () => cut(`no complete answer within ${seconds(options.callMs)}`));
  const firstByte = startTimer(options.firstByteMs, () => cut(`no answer within ${seconds(options.firstByteMs)}`));
  let isBodyStarted = false;
  try {
    const answer = await options.transport({ ...request, signal: control.signal });
    firstByte.cancel();
    isBodyStarted = true;
    try {
      return await judge(answer, request.url, options);
    } finally {
      answer.discard();
    }
  } catch (error) {
    options.signal.throwIfAborted();
    return { kind: 'fault', fault: late ?? classifyTransport(error, isBodyStarted) };
  } finally {
    total.cancel();
    firstByte.cancel();
    options.signal.removeEventListener('abort', onAbort);
  }
}

const seconds = (ms: number): string => `${Math.round(ms / 100) / 10} s`;

async function judge(answer: WireAnswer, url: URL, options: AttemptOptions): Promise<Outcome> {
  const { status } = answer;
  const headers = flatten(answer.headers);
  if (status >= 300 && status < 400) {
    return fault(
      'provider_protocol',
      `answered with a redirect (HTTP ${status}) to ${redirectTarget(headers['location'], url)}, which is not followed`,
    );
  }
  if (status < 200 || status > 599) return fault('provider_protocol', `answered HTTP ${status}`);
  // Where two lengths or types contradict each other, two readers see two different answers.
  const twice = ['content-length', 'content-type'].find((name) => answer.headers.filter(([n]) => n.toLowerCase() === name).length > 1);
  if (twice !== undefined) return fault('provider_protocol', `sent the header ${twice} twice`);
  const isRefusal = status === 429 || status >= 500;
  const encoding = headers['content-encoding']?.trim().toLowerCase() ?? '';
  if (encoding !== '' && encoding !== 'identity') {
    if (isRefusal) return { kind: 'refused', status, headers, excerpt: '' };
    return fault(
      'provider_protocol',
      `sent content encoding ${JSON.stringify(excerpt(encoding, options.redact, 40))} although none was accepted`,
    );
  }
  const bytes = await readCapped(answer, headers['content-length'], options.bodyBytes);
  if (isRefusal) {
    const text = bytes === null ? '' : Buffer.from(bytes).toString('utf8').replaceAll('\ufffd', '?');
    return { kind: 'refused', status, headers, excerpt: excerpt(text, options.redact) };
  }
  const decoded = bytes === null ? null : decodeBody(bytes, headers['content-type'], options.accept);
  const date = parseHttpDate(headers['date']);
  const clockSkewMinutes = date === null ? null : (date - options.now()) / 60_000;
  if (decoded?.ok) return { kind: 'answer', answer: { status, headers, body: decoded.body, clockSkewMinutes } };
  // The status of a refusal says enough; its body may be any page.
  if (status >= 400) return { kind: 'answer', answer: { status, headers, body: { kind: 'json', value: null }, clockSkewMinutes } };
  if (decoded === null) return fault('provider_too_large', `sent more than ${Math.round(options.bodyBytes / 1024)} KiB`);
  const text = excerpt(decoded.text, options.redact);
  return fault(decoded.code, `answered HTTP ${status} with ${decoded.problem}${text === '' ? '' : `: ${text}`}`);
}

/** The body, or null when it is over the cap; reading stops there. */
async function readCapped(answer: WireAnswer, contentLength: string | undefined, cap: number): Promise<Uint8Array | null> {
  if (contentLength !== undefined && Number(contentLength) > cap) return null;
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of answer.body) {
    size += chunk.length;
    if (size > cap) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Origin alone: the rest of a redirect address may hold the key of the request. */
function redirectTarget(location: string | undefined, url: URL): string {
  if (location === undefined || !URL.canParse(location, url.href)) return 'nowhere';
  const { origin } = new URL(location, url);
  return origin === url.origin ? `the same origin ${origin}` : origin;
}

/** Lower-case names; repeated ones are joined by commas. */
function flatten(headers: WireAnswer['headers']): Readonly<Record<string, string>> {
  const joined = new Map<string, string>();
  for (const [name, value] of headers) {
    const key = name.toLowerCase();
    const before = joined.get(key);
    joined.set(key, before === undefined ? value : `${before}, ${value}`);
  }
  return Object.fromEntries(joined);
}
