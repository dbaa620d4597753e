/**
 * The provider client: the one way to the network. Nothing is loaded or opened before the first call.
 * Assumes: a direct connection. Proxies are not supported: HTTPS_PROXY and its like are not read.
 */

import type { LookupFunction } from 'node:net';
import { ProviderError, type ProviderErrorCode } from '../errors.ts';
import type { ProviderId } from '../model/workspace.ts';
import type { Transport } from './http-attempt.ts';
import { type HttpLimits, runCall } from './http-call.ts';
import { PROVIDER_HABITS } from './http-faults.ts';
import { parseBaseUrl, targetOf } from './http-path.ts';
import { isListedRead, secretsIn, wireRequest } from './http-request.ts';
import { createRetryBudget } from './http-retry.ts';
import { createRun } from './http-run.ts';
import { createSwitchBoard, memo } from './http-switches.ts';
import type { Provider, ProviderAnswer, ProviderHttp, ProviderRequest } from './provider.ts';
import { createRedactor, type Redactor } from './redact.ts';

/** Limits used when none are given. */
export const HTTP_LIMITS: HttpLimits = {
  connectMs: 3_000,
  firstByteMs: 8_000,
  callMs: 15_000,
  runMs: 60_000,
  attempts: 3,
  baseMs: 200,
  throttledBaseMs: 1_000,
  capMs: 5_000,
  hintCapMs: 60_000,
  bodyBytes: 1024 * 1024,
  retryCredits: 20,
  circuitFailures: 5,
  callsPerProvider: 2,
  callsTotal: 4,
};

/** What the client needs from the outside. */
export interface HttpOptions {
  /** Time as the run sees it, ms since 1970; with `--now` it goes on from there. Judges clock skew and dates in headers. */
  readonly now: () => number;
  /** Monotonic clock, ms. */
  readonly clock: () => number;
  /** Waits `ms`; rejects as soon as the signal is aborted. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  /** Aborted when the user stops the run. */
  readonly signal: AbortSignal;
  /** The operator's redirections, `--base-url provider=URL`. */
  readonly baseUrls?: Readonly<Partial<Record<ProviderId, string>>>;
  /** Shared with whatever prints errors; the client adds the keys it sends. */
  readonly redactor?: Redactor;
  /** Value of NODE_TLS_REJECT_UNAUTHORIZED: with `0` nothing is sent over https. */
  readonly tlsRejectUnauthorized?: string | undefined;
  readonly limits?: Partial<HttpLimits>;
  /** Certificates trusted besides the platform's (PEM), and the name lookup. */
  readonly connection?: { readonly ca?: string; readonly lookup?: LookupFunction };
}

/** The client of one run. */
export interface Http {
  readonly forProvider: (provider: Provider) => ProviderHttp;
  readonly redactor: Redactor;
  /** Drops every connection. Calls after it fail. */
  readonly close: () => Promise<void>;
}

/**
 * Makes the provider client of one run.
 * Throws: UsageError when a base URL is not https (http only to this machine) or not a URL.
 */
export async function createHttp(options: HttpOptions): Promise<Http> {
  const limits: HttpLimits = { ...HTTP_LIMITS, ...options.limits };
  const redactor = options.redactor ?? createRedactor();
  const baseUrls = new Map(Object.entries(options.baseUrls ?? {}).map(([id, text]) => [id, parseBaseUrl(id as ProviderId, text)]));
  const budget = createRetryBudget(limits.retryCredits);
  const switches = createSwitchBoard();
  const run = createRun(options.signal, limits.runMs, options.clock);
  let engine: Promise<Engine> | null = null;

  const send = async (provider: Provider, request: ProviderRequest): Promise<ProviderAnswer> => {
    const refuse = (code: ProviderErrorCode, detail: string): ProviderError =>
      new ProviderError(code, redactor.redact(`${provider.id} account "${request.account}": ${detail}`), {
        provider: provider.id,
        account: request.account,
      });
    const target = targetOf(request, baseUrls.get(provider.id) ?? null);
    if (!target.ok) throw refuse('provider_value', `nothing was sent: ${target.problem}`);
    for (const secret of secretsIn(request)) redactor.add(secret);
    const wire = wireRequest(request, target.url);
    const badHeader = Object.entries(wire.headers).find(([, value]) => !/^[\t\x20-\x7e\x80-\xff]*$/.test(value));
    if (badHeader)
      throw refuse('provider_value', `nothing was sent: the value for header ${badHeader[0]} holds characters that cannot be sent`);
    if (target.url.protocol === 'https:' && options.tlsRejectUnauthorized === '0') {
      throw refuse('provider_tls', 'nothing was sent: NODE_TLS_REJECT_UNAUTHORIZED=0 switches certificate checks off; unset it');
    }
    run.start();
    engine ??= startEngine(options, limits);
    const { transport, enqueue } = await engine;
    const laneKey = JSON.stringify([
      provider.id,
      provider.capabilities.rate.scope === 'account' ? (request.rateKey ?? request.account) : null,
    ]);
    return runCall(request, wire, {
      ...options,
      provider: provider.id,
      limits,
      transport,
      enqueue: (work) => enqueue(provider, laneKey, run.signal, work),
      switches: switches.of({
        host: `${provider.id} ${target.url.origin}`,
        lane: laneKey,
        block: PROVIDER_HABITS[provider.id].blockGroup ?? provider.id,
      }),
      budget,
      isRepeatable: request.method === 'GET' || isListedRead(provider, request),
      signal: run.signal,
      stopReason: run.stopReason,
      runLeftMs: run.leftMs,
      redact: redactor.redact,
    });
  };

  return {
    redactor,
    forProvider: (provider) => ({ send: (request) => send(provider, request) }),
    close: async () => {
      run.end();
      if (engine !== null) await (await engine).close();
    },
  };
}

interface Engine {
  readonly transport: Transport;
  readonly enqueue: <T>(provider: Provider, laneKey: string, signal: AbortSignal, work: () => Promise<T>) => Promise<T>;
  readonly close: () => Promise<void>;
}

async function startEngine(options: HttpOptions, limits: HttpLimits): Promise<Engine> {
  const [{ Agent, request }, { default: PQueue }] = await Promise.all([import('undici'), import('p-queue')]);
  const dispatcher = new Agent({
    connections: limits.callsPerProvider,
    pipelining: 1,
    maxHeaderSize: 16 * 1024,
    // Both would be restarted by every byte; the attempt holds its own deadlines.
    headersTimeout: 0,
    bodyTimeout: 0,
    connect: { ...options.connection, timeout: limits.connectMs, rejectUnauthorized: true },
  });
  const total = new PQueue({ concurrency: limits.callsTotal });
  const perProvider = new Map<string, InstanceType<typeof PQueue>>();
  const perLane = new Map<string, InstanceType<typeof PQueue>>();
  return {
    transport: async ({ url, method, headers, body, signal }) => {
      const answer = await request(url, { dispatcher, method, headers, body, signal, responseHeaders: 'raw' });
      // A body that is dropped before its end emits an error nobody waits for.
      answer.body.on('error', () => {});
      return { status: answer.statusCode, headers: pairsOf(answer.headers), body: answer.body, discard: () => answer.body.destroy() };
    },
    enqueue: (provider, laneKey, signal, work) => {
      const { rate } = provider.capabilities;
      const slots = memo(perProvider, provider.id, () => new PQueue({ concurrency: limits.callsPerProvider }));
      // A quarter longer than documented: what leaves here evenly may arrive there bunched.
      const pace = memo(perLane, laneKey, () => new PQueue({ intervalCap: rate.requests, interval: rate.perMs * 1.25, strict: true }));
      // The pace comes last, so that nothing waits between it and the wire.
      return slots.add(() => total.add(() => pace.add(work, { signal }), { signal }), { signal });
    },
    close: () => dispatcher.destroy(),
  };
}

/** Raw headers come as one list of names and values in turn, which the library's types do not say. */
function pairsOf(headers: unknown): readonly (readonly [string, string])[] {
  const flat = (headers as readonly unknown[]).map(String);
  return flat.flatMap((name, i) => (i % 2 === 0 ? [[name, flat[i + 1] ?? ''] as const] : []));
}
