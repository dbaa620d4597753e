/** A client with shrunken limits and recorded waits, for the tests of the provider client. */

import { setTimeout as wait } from 'node:timers/promises';
import { afterEach } from 'vitest';
import { ProviderError } from '../../src/errors.ts';
import type { ProviderId } from '../../src/model/workspace.ts';
import { createHttp, type Http, type HttpOptions } from '../../src/providers/http.ts';
import type { Capabilities, Provider, ProviderAnswer, ProviderRequest } from '../../src/providers/provider.ts';
import { type Behaviour, type HostileServer, startHostileServer } from './hostile-server.ts';

/** A provider that is never read by a connector: only its id and rate matter. */
export function stubProvider(id: ProviderId = 'puffle', over: Partial<Capabilities> = {}): Provider {
  return {
    id,
    defaultTimeZone: null,
    capabilities: {
      title: id,
      requests: ['GET /v1/credits', 'POST /apiv2/reseller.account.{format}'],
      gives: {
        remainingCredits: true,
        allowance: true,
        resetDate: true,
        dailyLimitPerSender: false,
        sentToday: false,
        weeklyLimit: false,
        contactLimit: false,
      },
      envPrefix: null,
      rate: { requests: 1000, perMs: 1000, scope: 'account', mark: 'I' },
      facts: [],
      ...over,
    },
    read: async () => [],
  };
}

/** A GET of /v1/credits at `api.example.com` (redirect it with baseUrls). */
export const read = (over: Partial<ProviderRequest> = {}): ProviderRequest => ({
  method: 'GET',
  origin: 'https://api.example.com',
  path: ['v1', 'credits'],
  account: 'acc',
  ...over,
});

/** Waits on the real clock, ms. */
export const realSleep = (ms: number, signal: AbortSignal): Promise<void> => wait(ms, undefined, { signal });

/** A client under test. */
export interface Kit {
  readonly http: Http;
  /** Waits asked for, ms. */
  readonly waits: number[];
  readonly send: (request?: Partial<ProviderRequest>) => Promise<ProviderAnswer>;
}

/** Options of the client under test. */
export type KitOptions = Partial<HttpOptions> & { readonly provider?: Provider; readonly isRealTime?: boolean };

/**
 * Client against one origin. By default waits are recorded and pass at once on a fake clock; `isRealTime` waits really.
 * `random` is 0.5.
 */
export async function kit(
  origin: string,
  over: Partial<HttpOptions> & { readonly provider?: Provider; readonly isRealTime?: boolean } = {},
): Promise<Kit> {
  const { provider = stubProvider(), isRealTime = false, ...options } = over;
  const waits: number[] = [];
  let elapsed = 0;
  const http = await createHttp({
    now: () => Date.parse('2026-11-20T09:30:00Z') + elapsed,
    clock: isRealTime ? () => performance.now() : () => elapsed,
    sleep: async (ms, signal) => {
      waits.push(ms);
      if (isRealTime) return realSleep(ms, signal);
      signal.throwIfAborted();
      elapsed += ms;
    },
    random: () => 0.5,
    signal: new AbortController().signal,
    baseUrls: { [provider.id]: origin },
    ...options,
  });
  const client = http.forProvider(provider);
  return { http, waits, send: (request) => client.send(read(request)) };
}

/** The ProviderError a promise ends in. */
export async function errorOf(work: Promise<unknown>): Promise<ProviderError> {
  try {
    await work;
  } catch (error) {
    if (error instanceof ProviderError) return error;
    throw error;
  }
  throw new Error('expected a ProviderError, got an answer');
}

const open: { close: () => Promise<void> }[] = [];
afterEach(async () => {
  for (const thing of open.splice(0)) await thing.close();
});

/** Closes the thing after the test; clients before servers when given in that order. */
export function closing<T extends { close: () => Promise<void> }>(thing: T): T {
  open.push(thing);
  return thing;
}

/** A client against a server of its own; both are closed after the test. */
export async function against(
  behaviour: Behaviour,
  over: KitOptions & { readonly tls?: string } = {},
): Promise<Kit & { readonly server: HostileServer }> {
  const { tls, ...options } = over;
  const server = await startHostileServer(behaviour, tls === undefined ? {} : { tls });
  const client = await kit(server.origin, options);
  closing(client.http);
  closing(server);
  return { ...client, server };
}
