import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { count, decode, flag, integer, localDate, name } from '../../src/providers/decode.ts';

const problemOf = (schema: z.ZodType, value: unknown): string => {
  const result = decode(z.object({ x: schema }), value === undefined ? {} : { x: value });
  return result.ok ? `accepted ${String((result.value as { x: unknown }).x)}` : result.problem.message;
};
const codeOf = (schema: z.ZodType, value: unknown): string => {
  const result = decode(z.object({ x: schema }), value === undefined ? {} : { x: value });
  return result.ok ? 'accepted' : result.problem.isValue ? 'value' : 'shape';
};

describe('counts', () => {
  it('PV-01 accepts plain decimal texts and whole numbers', () => {
    expect(decode(count, '50000')).toEqual({ ok: true, value: 50_000 });
    expect(decode(count, '0')).toEqual({ ok: true, value: 0 });
    expect(decode(count, 1e12)).toEqual({ ok: true, value: 1_000_000_000_000 });
    expect(decode(count, '1000000000000')).toEqual({ ok: true, value: 1_000_000_000_000 });
  });

  it.each(['5e4', '0x10', ' 50000', '50,000', '+5', '٥', '007', '5.0', '1000000000001', '-5'])(
    'PV-01 refuses the text %j with its field path',
    (text) => {
      expect(problemOf(count, text)).toMatch(/^field "x" is /);
      expect(codeOf(count, text)).toBe('value');
    },
  );

  it.each([[''], [null], [true], [[]], [{}], [undefined]])('PV-01 refuses %j, which is no number at all', (value) => {
    expect(problemOf(count, value)).toMatch(/^field "x" is .*; expected a whole number/);
    expect(codeOf(count, value)).toBe('shape');
  });

  it.each([-1, Number.POSITIVE_INFINITY, Number.NaN, 1e308, Number('9007199254740993'), 0.5, 1e12 + 1])('PV-02 refuses %d', (value) => {
    expect(codeOf(integer, value)).toBe('value');
    expect(codeOf(count, value)).toBe('value');
  });

  it('PV-02 turns -0 into 0, and 1e400 is refused after JSON parsing', () => {
    const zero = decode(integer, JSON.parse('-0'));
    expect(zero.ok && Object.is(zero.value, 0)).toBe(true);
    expect(codeOf(integer, JSON.parse('1e400'))).toBe('value');
  });

  it('PV-06 says that a field is missing; an integer field takes no text', () => {
    expect(problemOf(integer, undefined)).toBe('field "x" is missing; expected a whole number');
    expect(problemOf(integer, '5')).toBe('field "x" is "5"; expected a whole number');
  });
});

describe('dates, flags, names', () => {
  it.each(['2010-8-30', '2026-02-30', '2026-13-01', '2026-11-20T00:00:00Z', '20261120', ''])('PV-08 refuses the date %j', (text) => {
    expect(codeOf(localDate, text)).toBe('value');
  });

  it('accepts real days', () => {
    expect(decode(localDate, '2024-02-29')).toEqual({ ok: true, value: '2024-02-29' });
    expect(codeOf(localDate, null)).toBe('shape');
  });

  it('reads flags in the three forms seen, and nothing else', () => {
    expect([true, 1, '1', false, 0, '0'].map((v) => problemOf(flag, v))).toEqual([
      'accepted true',
      'accepted true',
      'accepted true',
      'accepted false',
      'accepted false',
      'accepted false',
    ]);
    expect(problemOf(flag, 'yes')).toBe('field "x" is "yes"; expected true or false');
  });

  it('refuses empty names and control characters', () => {
    expect(problemOf(name, 'sdr@brand.example')).toBe('accepted sdr@brand.example');
    expect(codeOf(name, 'a\u0000b')).toBe('shape');
    expect(codeOf(name, '')).toBe('shape');
    expect(codeOf(name, 'a'.repeat(321))).toBe('shape');
  });
});

describe('bodies', () => {
  const schema = z.object({ remain: integer, rows: z.array(z.object({ sent: integer })).optional(), kind: z.null() });

  it('PV-25 drops unknown fields', () => {
    const body = JSON.parse('{"remain":1,"kind":null,"new":{"a":1},"__proto__":{"remain":9}}');
    expect(decode(schema, body)).toEqual({ ok: true, value: { remain: 1, kind: null } });
    expect(({} as { remain?: number }).remain).toBeUndefined();
  });

  it('names nested fields by path and every problem up to three', () => {
    const result = decode(schema, { remain: 1, kind: 3, rows: [{ sent: 1 }, { sent: -2 }] });
    expect(result).toMatchObject({ ok: false, problem: { isValue: false } });
    expect(!result.ok && result.problem.message).toContain('field "rows[1].sent" is -2; expected a whole number from 0');
    expect(!result.ok && result.problem.message).toContain('field "kind" is 3, not as documented');
  });

  it.each([[null], [[]], ['ok'], [5]])('refuses a body that is %j', (body) => {
    const result = decode(schema, body);
    expect(!result.ok && result.problem.message).toMatch(/^the answer is .*, not as documented/);
  });
});
