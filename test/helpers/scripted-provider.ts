/** Recorded exchanges with providers, and a stand-in for the HTTP client that plays them. */

import { readdirSync, readFileSync } from 'node:fs';
import { ProviderError } from '../../src/errors.ts';
import { type Instant, localDateAt } from '../../src/model/calendar.ts';
import type { AccountReading } from '../../src/model/capacity.ts';
import type { Account, Connection, ProviderId } from '../../src/model/workspace.ts';
import type { ProviderAnswer, ProviderContext, ProviderRequest } from '../../src/providers/provider.ts';
import { PROVIDERS } from '../../src/providers/registry.ts';
import { declaredAccount } from './builders.ts';

/** One recorded answer; `query` narrows which requests it answers. */
export interface Exchange {
  readonly request: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly status: number;
  readonly json?: unknown;
  readonly xml?: string;
}

/** One recorded reading. */
export interface Fixture {
  readonly name: string;
  readonly about: string;
  readonly now: Instant;
  readonly connection: Connection;
  readonly account?: Partial<Account>;
  readonly exchanges: readonly Exchange[];
}

const ROOT = new URL('../fixtures/providers/', import.meta.url);

/** One fixture by name, e.g. `sendgrid/own`. */
export function fixture(name: string): Fixture {
  return { name, ...(JSON.parse(readFileSync(new URL(`${name}.json`, ROOT), 'utf8')) as Omit<Fixture, 'name'>) };
}

/** All recorded fixtures of a provider, in order of their names. */
export const fixturesOf = (provider: ProviderId): readonly Fixture[] =>
  readdirSync(new URL(`${provider}/`, ROOT))
    .sort()
    .map((file) => fixture(`${provider}/${file.replace(/\.json$/, '')}`));

/** Secret of every scripted credential, with characters that change in every encoding. */
export const CANARY = 'Kanarien/Vogel+7"ä=%!';

/** Forms in which a secret may leak. */
export const canaryForms = (secret: string = CANARY): readonly string[] => {
  const bytes = Buffer.from(secret, 'utf8');
  return [
    secret,
    bytes.toString('base64').replace(/=+$/, ''),
    bytes.toString('base64url'),
    bytes.toString('hex'),
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1),
  ];
};

const nameOf = (request: ProviderRequest): string => `${request.method} /${request.path.join('/')}`;

const matches = (exchange: Exchange, request: ProviderRequest): boolean =>
  exchange.request === nameOf(request) &&
  Object.entries(exchange.query ?? {}).every(([key, value]) => request.query?.some(([k, v]) => k === key && v === value) ?? false);

/** Answer as the client would give it. A body of a 4xx that is neither JSON nor XML is JSON null there. */
export const answerOf = ({ status, json, xml }: Pick<Exchange, 'status' | 'json' | 'xml'>): ProviderAnswer => ({
  status,
  headers: {},
  body: xml === undefined ? { kind: 'json', value: json ?? null } : { kind: 'xml', text: xml },
  clockSkewMinutes: null,
});

/** What a scripted reading did. */
export interface ScriptedRun {
  readonly requests: readonly ProviderRequest[];
  readonly readings: readonly AccountReading[];
}

/** Options of a scripted reading. */
export interface ScriptedOptions {
  readonly trustZeros?: boolean;
  readonly strict?: boolean;
  readonly now?: Instant;
  readonly account?: Partial<Account>;
  readonly connection?: Partial<Connection>;
  /** Answers instead of the recorded ones. */
  readonly exchanges?: readonly Exchange[];
  /** Replaces the scripted send. */
  readonly send?: (request: ProviderRequest) => Promise<ProviderAnswer>;
  readonly credential?: string;
}

/** The account of a fixture. */
export const accountOf = (f: Fixture, options: ScriptedOptions = {}): Account =>
  declaredAccount('acc', {
    ...f.account,
    ...options.account,
    connection: { ...f.connection, ...options.connection } as Connection,
  });

/** Context of a reading over the given client. */
export function contextFor(f: Fixture, account: Account, http: ProviderContext['http'], options: ScriptedOptions = {}): ProviderContext {
  const now = options.now ?? f.now;
  const timeZone = account.timeZone ?? PROVIDERS[account.connection.provider].defaultTimeZone ?? 'UTC';
  return {
    http,
    now,
    credential: () => options.credential ?? CANARY,
    timeZone,
    today: localDateAt(now, timeZone),
    trustZeros: options.trustZeros ?? false,
    strict: options.strict ?? false,
  };
}

/** Reads a fixture's account; requests without a recorded answer fail the test. Exchanges that match alike are played in order, the last one again. */
export async function readScripted(f: Fixture, options: ScriptedOptions = {}): Promise<ScriptedRun> {
  const requests: ProviderRequest[] = [];
  const used = new Set<Exchange>();
  const exchanges = options.exchanges ?? f.exchanges;
  const play = (request: ProviderRequest): ProviderAnswer => {
    const candidates = exchanges.filter((e) => matches(e, request));
    const next = candidates.find((e) => !used.has(e)) ?? candidates.at(-1);
    if (next === undefined) throw new Error(`no recorded answer for ${nameOf(request)} ${JSON.stringify(request.query ?? [])}`);
    used.add(next);
    return answerOf(next);
  };
  const http = {
    send: async (request: ProviderRequest): Promise<ProviderAnswer> => {
      requests.push(request);
      return options.send === undefined ? play(request) : options.send(request);
    },
  };
  const account = accountOf(f, options);
  const readings = await PROVIDERS[account.connection.provider].read(account, contextFor(f, account, http, options));
  return { requests, readings };
}

/** The ProviderError a reading ends in. Throws when it succeeds, or fails in another way. */
export async function failureOf(run: Promise<unknown>): Promise<ProviderError> {
  try {
    await run;
  } catch (error) {
    if (error instanceof ProviderError) return error;
    throw error;
  }
  throw new Error('expected a ProviderError, but the reading succeeded');
}

/** A copy of a JSON value with one field changed; `path` like `accounts.0.email`. `undefined` removes the field. */
export function withField<T>(value: T, path: string, change: (old: unknown) => unknown): T {
  const copy = structuredClone(value);
  const keys = path.split('.');
  const last = keys.pop() as string;
  const parent = keys.reduce<Record<string, unknown>>((at, key) => at[key] as Record<string, unknown>, copy as Record<string, unknown>);
  const next = change(parent[last]);
  if (next === undefined) delete parent[last];
  else parent[last] = next;
  return copy;
}

/** The fixture with the JSON body of exchange `index` changed. */
export const withBody = (f: Fixture, index: number, change: (body: never) => unknown): Fixture => ({
  ...f,
  exchanges: f.exchanges.map((e, i) => (i === index ? { ...e, json: change(e.json as never) } : e)),
});
