import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { ConfigError } from '../../src/errors.ts';
import type { AccountReading, SnapshotFile } from '../../src/model/capacity.ts';
import { finding } from '../../src/model/finding.ts';
import { limited, UNLIMITED, unknown } from '../../src/model/limit.ts';
import { parseSnapshot, serializeSnapshot, snapshotJsonSchema } from '../../src/snapshot/file.ts';
import { NOW, observed } from '../helpers/builders.ts';

const full: AccountReading = {
  account: 'b',
  provider: 'sendgrid',
  parent: 'a',
  isDiscovered: true,
  observedAt: NOW,
  timeZone: observed('America/Los_Angeles', 'assumed'),
  credits: {
    remaining: { ...observed(limited(5), 'api'), note: 'as told' },
    allowance: observed(UNLIMITED, 'api'),
    used: observed(3, 'api'),
    overageUsed: observed(0, 'api'),
    resets: observed({ next: '2026-12-01', every: 'month', anchorDay: 31 }, 'api'),
  },
  dailyLimit: observed(unknown('nobody tells'), 'api'),
  contacts: { limit: observed(limited(9), 'api'), used: observed(2, 'api') },
  senders: [
    {
      id: 'x@y.example',
      status: observed('active', 'api'),
      dailyLimit: observed(limited(30), 'api'),
      sentToday: observed(1, 'api'),
      weeklyLimit: observed(UNLIMITED, 'api'),
      sentLast6Days: observed([1, 2, 3, 4, 5, 6], 'api'),
    },
    { id: 'bare' },
  ],
  findings: [finding('provider.legacy', 'old', { subject: { kind: 'account', id: 'b' }, data: { days: 3 } })],
};
const bare: AccountReading = { account: 'a', provider: 'declared', isDiscovered: false, observedAt: NOW, findings: [] };
const file: SnapshotFile = { formatVersion: '1.0', observedAt: NOW, readings: [full, bare] };

const edited = (edit: (value: { formatVersion: string; readings: Record<string, unknown>[]; [key: string]: unknown }) => void): string => {
  const value = JSON.parse(serializeSnapshot(file));
  edit(value);
  return JSON.stringify(value);
};
function refusal(text: string): ConfigError {
  try {
    parseSnapshot(text, 'saved/usage.json');
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error('expected a ConfigError');
}

describe('writing and reading', () => {
  it('gives back what was written, readings in canonical order', () => {
    expect(parseSnapshot(serializeSnapshot(file), 'f')).toEqual({ ...file, readings: [bare, full] });
  });
  it('gives the same bytes whatever the order of keys and readings', () => {
    const text = serializeSnapshot(file);
    const reversed = (value: unknown): unknown =>
      Array.isArray(value)
        ? value.map(reversed)
        : typeof value === 'object' && value !== null
          ? Object.fromEntries(
              Object.entries(value)
                .reverse()
                .map(([k, v]) => [k, reversed(v)]),
            )
          : value;
    expect(serializeSnapshot({ ...(reversed(file) as SnapshotFile), readings: [bare, reversed(full) as AccountReading] })).toBe(text);
    expect(serializeSnapshot(parseSnapshot(text, 'f'))).toBe(text);
    expect(text.endsWith('}\n')).toBe(true);
    expect(text.includes('\r')).toBe(false);
  });
  it('accepts a byte order mark', () => {
    expect(parseSnapshot(`\ufeff${serializeSnapshot(file)}`, 'f').readings).toHaveLength(2);
  });
  it('is described by its JSON Schema', () => {
    const validate = new Ajv({ strict: false }).compile(snapshotJsonSchema());
    expect(validate(JSON.parse(serializeSnapshot(file)))).toBe(true);
    expect(validate({ formatVersion: '1.0' })).toBe(false);
    expect(snapshotJsonSchema()).toMatchObject({ $schema: 'http://json-schema.org/draft-07/schema#' });
  });
});

describe('what is refused', () => {
  it.each([
    ['an empty file', '', 'not valid JSON'],
    ['no JSON', 'hello', 'not valid JSON'],
    ['a list', '[]', 'no formatVersion; expected "1.0"'],
    ['no version', '{"readings":[]}', 'no formatVersion'],
    ['a number as version', edited((v) => Object.assign(v, { formatVersion: 1 })), 'no formatVersion'],
    ['the next major version', edited((v) => Object.assign(v, { formatVersion: '2.0' })), 'formatVersion "2.0"; expected "1.0"'],
    ['a key twice', '{"formatVersion":"1.0","formatVersion":"1.0"}', 'key "formatVersion" stands twice'],
    ['__proto__', '{"formatVersion":"1.0","__proto__":{"x":1}}', '__proto__'],
    ['__proto__ deep inside', serializeSnapshot(file).replace('"days": 3', '"__proto__": 3'), '__proto__'],
    ['an unknown key', edited((v) => Object.assign(v.readings[0] as object, { extra: 1 })), 'readings[0]: Unrecognized key: "extra"'],
    ['a missing key', edited((v) => delete v.readings[0]?.['isDiscovered']), 'readings[0].isDiscovered'],
    ['a negative number', serializeSnapshot(file).replace('"amount": 5', '"amount": -5'), 'readings[1].credits.remaining.value.amount'],
    ['a fraction', serializeSnapshot(file).replace('"amount": 5', '"amount": 0.5'), 'readings[1].credits.remaining.value.amount'],
    ['infinity', serializeSnapshot(file).replace('"amount": 5', '"amount": 1e400'), 'readings[1].credits.remaining.value.amount'],
    ['an impossible date', serializeSnapshot(file).replace('"next": "2026-12-01"', '"next": "2026-02-30"'), 'credits.resets.value.next'],
    [
      'a local time as instant',
      edited((v) => Object.assign(v, { observedAt: '2026-11-20T09:30:00+01:00' })),
      'observedAt: expected an instant in UTC',
    ],
    ['an unknown zone', serializeSnapshot(file).replace('America/Los_Angeles', 'EST'), 'timeZone.value: expected an IANA zone'],
    ['two readings of one account', edited((v) => v.readings.push(v.readings[0] as never)), 'two readings of account "a"'],
  ])('%s', (_title, text, words) => {
    const error = refusal(text);
    expect(error.message).toContain('Snapshot file saved/usage.json: ');
    expect(error.message).toContain(words);
    expect(error.message).toContain('sendplan usage --save');
    expect(error.findings.every((f) => f.severity === 'error' && f.kind.startsWith('config.') && f.file === 'saved/usage.json')).toBe(true);
  });
  it('every problem of a file is told at once, each with an id of its own', () => {
    const error = refusal(serializeSnapshot(file).replace('"amount": 5', '"amount": -5').replace('"amount": 9', '"amount": -9'));
    expect(error.findings).toHaveLength(2);
    expect(new Set(error.findings.map((f) => f.id)).size).toBe(2);
  });
  it('any truncation of a file is refused', () => {
    const text = serializeSnapshot(file);
    for (let length = 0; length < text.length - 2; length += 37) refusal(text.slice(0, length));
  });
});

describe('a later minor version', () => {
  it('is read, and keys it adds are left out', () => {
    const text = edited((v) => {
      v.formatVersion = '1.7';
      v['later'] = true;
      Object.assign(v.readings[0] as object, { later: { deep: 1 } });
    });
    expect(parseSnapshot(text, 'f')).toEqual({ ...file, readings: [bare, full] });
  });
});
