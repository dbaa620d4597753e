/** What every provider connector must hold, as one suite over data. */

import { describe, expect, it } from 'vitest';
import type { ProviderError, ProviderErrorCode } from '../../src/errors.ts';
import { parseInstant, parseLocalDate } from '../../src/model/calendar.ts';
import type { AccountReading } from '../../src/model/capacity.ts';
import type { Limit } from '../../src/model/limit.ts';
import type { ProviderId } from '../../src/model/workspace.ts';
import type { ProviderRequest } from '../../src/providers/provider.ts';
import { PROVIDERS } from '../../src/providers/registry.ts';
import {
  CANARY,
  canaryForms,
  type Exchange,
  type Fixture,
  failureOf,
  fixture,
  fixturesOf,
  readScripted,
  withField,
} from './scripted-provider.ts';

/** One refusal a provider documents. `words`: text the provider sends, where a leaked key would stand. */
export interface RefusalCase {
  readonly title: string;
  readonly fixture: string;
  /** Exchange that is refused; default the first. */
  readonly at?: number;
  readonly status: number;
  readonly body: (words: string) => Pick<Exchange, 'json' | 'xml'>;
  readonly code: ProviderErrorCode;
  /** Words the message must hold, e.g. the variable or the scope. */
  readonly says?: readonly string[];
}

/** What one provider is tested with. */
export interface ProviderCase {
  readonly id: ProviderId;
  /** Recorded reading → account ids and remaining credits of its readings, `null` where none are told. */
  readonly remaining: Readonly<Record<string, readonly (readonly [string, number | 'unlimited' | 'unknown' | null])[]>>;
  readonly refusals: readonly RefusalCase[];
  /** Required fields: [fixture, exchange, path of the field]. */
  readonly required: readonly (readonly [string, number, string])[];
  /** Where the key must travel in every request. */
  readonly keyIn: (request: ProviderRequest) => readonly (string | undefined)[];
}

const remainingOf = (reading: AccountReading): number | 'unlimited' | 'unknown' | null => {
  const limit = reading.credits?.remaining?.value;
  return limit === undefined ? null : limit.kind === 'limited' ? limit.amount : limit.kind;
};

/** Everything a person or file could see of an error, its causes included. */
export const seenOf = (error: unknown): string =>
  error instanceof Error
    ? [
        error.name,
        error.message,
        error.stack,
        JSON.stringify(error),
        JSON.stringify((error as ProviderError).findings ?? []),
        seenOf(error.cause),
      ].join('\n')
    : String(error ?? '');

/** Asserts that no form of the canary stands in a text. */
export function expectNoCanary(text: string): void {
  for (const form of canaryForms()) expect(text).not.toContain(form);
}

const isCount = (n: number): boolean => Number.isInteger(n) && n >= 0 && n <= 2e13 && !Object.is(n, -0);
const isLimit = (limit: Limit): boolean =>
  limit.kind === 'limited' ? isCount(limit.amount) : limit.kind === 'unlimited' || (limit.kind === 'unknown' && limit.why.length > 10);

/** Asserts that a reading holds only values that can be. */
export function expectValid(reading: AccountReading): void {
  const { credits, contacts, senders = [] } = reading;
  const limits = [
    credits?.remaining,
    credits?.allowance,
    reading.dailyLimit,
    contacts?.limit,
    ...senders.flatMap((s) => [s.dailyLimit, s.weeklyLimit]),
  ];
  const counts = [credits?.used, credits?.overageUsed, contacts?.used, ...senders.map((s) => s.sentToday)];
  for (const limit of limits) expect(limit === undefined || isLimit(limit.value), JSON.stringify(limit)).toBe(true);
  for (const n of counts) expect(n === undefined || isCount(n.value), JSON.stringify(n)).toBe(true);
  for (const s of senders) {
    expect(s.id.length).toBeGreaterThan(0);
    if (s.sentLast6Days !== undefined) expect(s.sentLast6Days.value.length === 6 && s.sentLast6Days.value.every(isCount)).toBe(true);
  }
  const resets = credits?.resets?.value;
  if (resets !== undefined && resets !== null) {
    expect(parseLocalDate(resets.next)).not.toBeNull();
    expect(['day', 'week', 'month']).toContain(resets.every);
    if (resets.anchorDay !== undefined) expect(resets.anchorDay).toBeGreaterThan(Number(resets.next.slice(8)));
  }
  expect(parseInstant(reading.observedAt)).not.toBeNull();
  for (const observed of [...limits, ...counts]) {
    if (observed === undefined) continue;
    expect(['api', 'derived', 'assumed']).toContain(observed.source);
    if (observed.source !== 'api') expect(observed.note?.length ?? 0).toBeGreaterThan(0);
  }
  expect(new Set(reading.findings.map((f) => f.id)).size).toBe(reading.findings.length);
}

const EXTRA = { zz_new_field: { deep: [1, null, CANARY] }, zz_echo: CANARY, 'zz-number': 7 };

/** Adds unknown fields to every object of a body; lists stay lists. Objects keyed by id get none at their own level. */
function withExtraFields(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withExtraFields);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([k, v]) => [k, withExtraFields(v)] as const);
  const isKeyed = entries.length > 0 && entries.every(([, v]) => typeof v === 'object' && v !== null);
  return { ...Object.fromEntries(entries), ...(isKeyed && !('accounts' in value || 'senders' in value) ? {} : EXTRA) };
}

const withXmlExtras = (xml: string): string => xml.replace(/<\/(overview|result)>/g, `<zz_new>${CANARY.replaceAll('"', '')}</zz_new></$1>`);

const everyBody = (f: Fixture, change: (e: Exchange) => Exchange): Fixture => ({ ...f, exchanges: f.exchanges.map(change) });

/** Registers the suite for one provider. */
export function describeProvider(c: ProviderCase): void {
  const provider = PROVIDERS[c.id];
  const fixtures = fixturesOf(c.id);

  describe(`connector ${c.id}`, () => {
    it('covers every recorded reading', () => {
      expect(Object.keys(c.remaining).sort()).toEqual(fixtures.map((f) => f.name.slice(c.id.length + 1)).sort());
    });

    it.each(fixtures.map((f) => [f.name, f] as const))('reads %s', async (name, f) => {
      const { readings } = await readScripted(f);
      expect(readings.map((r) => [r.account, remainingOf(r)])).toEqual(c.remaining[name.slice(c.id.length + 1)]);
      for (const reading of readings) {
        expectValid(reading);
        expect(reading.provider).toBe(c.id);
        expect(reading.observedAt).toBe(f.now);
      }
      expect(readings[0]).toMatchObject({ account: 'acc', isDiscovered: false });
      expectNoCanary(JSON.stringify(readings));
    });

    it.each(fixtures.map((f) => [f.name, f] as const))('asks only for what its capabilities list: %s', async (_name, f) => {
      const { requests } = await readScripted(f);
      const listed = provider.capabilities.requests.map(
        (r) =>
          new RegExp(
            `^${r
              .split('?')[0]
              ?.replace(/[.]/g, '\\.')
              .replace(/\{[^}]*\}/g, '.+')}$`,
          ),
      );
      for (const request of requests) {
        const line = `${request.method} /${request.path.join('/')}`;
        expect(
          listed.some((pattern) => pattern.test(line)),
          line,
        ).toBe(true);
        expect(request.account.startsWith('acc')).toBe(true);
        expect(request.origin === '' || /^https:\/\/[a-z0-9.-]+$/.test(request.origin)).toBe(true);
        expectNoCanary(line);
        expect(c.keyIn(request).some((text) => text?.includes(CANARY))).toBe(true);
      }
    });

    it.each(fixtures.map((f) => [f.name, f] as const))('PV-25 accepts fields it does not know: %s', async (name, f) => {
      const plain = await readScripted(f);
      const extra = everyBody(f, (e) =>
        e.xml === undefined ? { ...e, json: withExtraFields(e.json) } : { ...e, xml: withXmlExtras(e.xml) },
      );
      const { readings } = await readScripted(extra);
      expect(readings, name).toEqual(plain.readings);
      expectNoCanary(JSON.stringify(readings));
    });

    if (c.required.length > 0) {
      it.each(c.required)('PV-06 PV-25 refuses %s, answer %d, without %s and names it', async (name, index, path) => {
        const f = fixture(`${c.id}/${name}`);
        const field = path.split('.').at(-1) as string;
        for (const change of [() => undefined, () => ({ odd: 1 })]) {
          const exchanges = f.exchanges.map((e, i) => (i === index ? { ...e, json: withField(e.json, path, change) } : e));
          const error = await failureOf(readScripted({ ...f, exchanges }));
          expect(error.code).toBe('provider_protocol');
          expect(error.message).toContain(field);
          expect(error).toMatchObject({ provider: c.id, account: 'acc' });
        }
        const renamed = f.exchanges.map((e, i) => (i === index ? { ...e, json: rename(e.json, path) } : e));
        expect((await failureOf(readScripted({ ...f, exchanges: renamed }))).message).toContain(field);
      });
    }

    if (c.refusals.length > 0) {
      it.each(c.refusals.map((r) => [r.title, r] as const))('RT-06 understands: %s', async (_title, r) => {
        const f = fixture(`${c.id}/${r.fixture}`);
        const refuse = (words: string) => ({
          exchanges: f.exchanges.map((e, i) => (i === (r.at ?? 0) ? { request: e.request, status: r.status, ...r.body(words) } : e)),
        });
        const error = await failureOf(readScripted(f, refuse('')));
        expect(error.code).toBe(r.code);
        expect(error).toMatchObject({ provider: c.id });
        expect(error.message).toContain('acc');
        for (const words of r.says ?? []) expect(error.message).toContain(words);
        for (const form of canaryForms()) {
          const echoed = await failureOf(readScripted(f, refuse(` your key ${form} is bad`)));
          expectNoCanary(seenOf(echoed));
          expect(echoed.message).not.toContain(String(CANARY.length));
        }
      });
    }

    it('states a source and a date for every fact, and paces its requests', () => {
      const { capabilities } = provider;
      expect(capabilities.facts.every((f) => f.fact !== '' && f.source !== '' && parseLocalDate(f.verified) !== null)).toBe(true);
      expect(capabilities.facts.length).toBeGreaterThanOrEqual(capabilities.requests.length === 0 ? 0 : 1);
      expect(capabilities.rate.requests / capabilities.rate.perMs).toBeGreaterThan(0);
      expect(provider.id).toBe(c.id);
    });
  });
}

/** The body with one field renamed in its place. */
function rename(body: unknown, path: string): unknown {
  const keys = path.split('.');
  const last = keys.pop() as string;
  const parent = keys.join('.');
  const move = (at: unknown): unknown => Object.fromEntries(Object.entries(at as object).map(([k, v]) => [k === last ? `${k}_v2` : k, v]));
  return parent === '' ? move(body) : withField(body, parent, move);
}
