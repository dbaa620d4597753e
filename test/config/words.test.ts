/** Small functions: suggestions, numbers, characters, money, shares. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { badIdCharacter, badTextCharacter } from '../../src/config/characters.ts';
import { plainNumber } from '../../src/config/convert.ts';
import { delimiterOf } from '../../src/config/csv.ts';
import { firstJsonError, jsonPlaces, rangeInJson } from '../../src/config/json-places.ts';
import { moneyText } from '../../src/config/normalize/account.ts';
import { scaled, serveAtLeast } from '../../src/config/normalize/campaign.ts';
import { durationMs } from '../../src/config/normalize/policy.ts';
import { decimals } from '../../src/config/schema/values.ts';
import { nearest } from '../../src/config/suggest.ts';

const KEYS = ['contacts', 'segments', 'dailyLimit', 'weeklyLimit', 'maxStarts', 'maxSends', 'onUnknownCapacity', 'from', 'tags'];

test.each([
  ['contcts', 'contacts'],
  ['contact', 'contacts'],
  ['daily_limit', 'dailyLimit'],
  ['daily-limit', 'dailyLimit'],
  ['DailyLimit', 'dailyLimit'],
  ['dialyLimit', 'dailyLimit'],
  ['max_starts', 'maxStarts'],
  ['onUnknowCapacity', 'onUnknownCapacity'],
  ['form', 'from'],
  ['zzzz', null],
  ['', null],
  ['x'.repeat(100), null],
])('nearest to %s is %s', (written, expected) => {
  expect(nearest(written, KEYS)).toBe(expected);
});

test.each([
  ['12_000', '12000'],
  ['12,000', '12000'],
  ["12'000", '12000'],
  ['1,234,567', '1234567'],
  ['1,5', '1.5'],
  ['012', '12'],
  ['0x1F', '31'],
  ['0o14', '12'],
  ['1e3', '1000'],
  ['+5', '5'],
  ['-0', '0'],
  ['12k', '12000'],
  ['1.5M', '1500000'],
  ['.5', '0.5'],
  ['.inf', null],
  ['1e400', null],
  ['1:30', null],
  ['99999999999999999999', null],
  ['twelve', null],
  ['', null],
  ['-', null],
  ['.', null],
])('%s is better written %s', (literal, expected) => {
  expect(plainNumber(literal)).toBe(expected);
});

test.each([
  ['a\u0000', 'U+0000'],
  ['a\u007f', 'U+007F'],
  ['a\u0085', 'U+0085'],
  ['a\u00ad', 'U+00AD'],
  ['a\u200b', 'U+200B'],
  ['a\u200d', 'U+200D'],
  ['a\u202e', 'U+202E'],
  ['a\u2028', 'U+2028'],
  ['a\u2066', 'U+2066'],
  ['a\u3164', 'U+3164'],
  ['a\u2800', 'U+2800'],
  ['a\u00a0', 'U+00A0'],
  ['a\u3000', 'U+3000'],
  ['a\ufeff', 'U+FEFF'],
  ['a\ud800', 'U+D800'],
  ['a\u{e0041}', 'U+E0041'],
  ['a\ufe0f', 'U+FE0F'],
  ['a b', null],
  ['Größe 日本 😀 e\u0301', null],
])('IN-15 %j holds %s', (text, expected) => {
  expect(badIdCharacter(text)).toBe(expected);
});

test('titles may join emoji and break words, but not reorder lines', () => {
  expect(badTextCharacter('👨‍👩‍👧 می‌خواهم')).toBeNull();
  expect(badTextCharacter('a\u202eb')).toBe('U+202E');
  expect(badTextCharacter('a\u001b[2J')).toBe('U+001B');
});

test.each([
  [1.1, '1.10'],
  ['1.1', '1.10'],
  ['1.100', '1.10'],
  [249, '249.00'],
  ['0.000001', '0.000001'],
  [0.000001, '0.000001'],
  [999999999.999999, '999999999.999999'],
])('money %s is %s', (written, expected) => {
  expect(moneyText(written)).toBe(expected);
});

describe('decimals are read from their digits', () => {
  test('every share of 4 digits is exact', () => {
    for (let n = 0; n <= 10_000; n++) expect(scaled(Number((n / 10_000).toFixed(4)), 4)).toBe(n);
  });
  test('every value of 6 digits is exact', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 999_999_999_999 }),
        (n) => scaled(Number(`${Math.floor(n / 1e6)}.${String(n % 1e6).padStart(6, '0')}`), 6) === n,
      ),
    );
  });
  test('digits are counted', () => {
    expect([0.1, 1, 0.12345, 1e-7, 1e21].map(decimals)).toEqual([1, 0, 5, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]);
  });
  test('serve.atLeast is rounded up, exactly', () => {
    expect(serveAtLeast(0.8001, 120_000)).toBe(96_012);
    expect(serveAtLeast(0.3333, 10)).toBe(4);
    expect(serveAtLeast(1, 7)).toBe(7);
    expect(serveAtLeast(2, 7)).toBe(2);
    expect(serveAtLeast(0, 7)).toBe(0);
    expect(serveAtLeast(0.9999, 1_000_000_000_000)).toBe(999_900_000_000);
  });
});

test('durations', () => {
  expect(['30s', '15m', '6h', '7d'].map(durationMs)).toEqual([30_000, 900_000, 21_600_000, 604_800_000]);
});

test.each([
  ['a,b;c,d\n;;;;;\n', ','],
  ['a;b\n', ';'],
  ['"a,b";c\n', ';'],
  ['a\tb\tc', '\t'],
  ['email\na,b', ','],
  ['\r\n\r\na|b', '|'],
  ['', ','],
])('%j is cut at %j', (text, expected) => {
  expect(delimiterOf(text)).toBe(expected);
});

describe('places in JSON', () => {
  test('the place of every value in any JSON is the text of that value', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), fc.integer({ min: 0, max: 3 }), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        const { root } = jsonPlaces(text);
        const visit = (here: unknown, path: readonly (string | number)[]) => {
          const [from] = rangeInJson(root, path, 'value');
          const shown = JSON.stringify(here, null, indent);
          if (!Object.is(here, -0)) expect(text.slice(from, from + 1)).toBe(shown[0]);
          if (Array.isArray(here)) for (const [i, item] of here.entries()) visit(item, [...path, i]);
          else if (typeof here === 'object' && here !== null)
            for (const [k, v] of Object.entries(here))
              if (k.normalize('NFC') === k && !['__proto__', 'constructor', 'prototype', '<<'].includes(k)) visit(v, [...path, k]);
        };
        visit(value, []);
      }),
      { numRuns: 200 },
    );
  });

  test('the first error is where the platform refuses', () => {
    fc.assert(
      fc.property(
        fc.jsonValue({ maxDepth: 3 }),
        fc.nat(),
        fc.constantFrom('', ',', '}', ']', '"', 'x', ':', '[', '{', '\\'),
        (value, at, wrong) => {
          const text = JSON.stringify(value);
          const cut = at % (text.length + 1);
          const broken = text.slice(0, cut) + wrong + text.slice(cut + 1);
          let isValid = true;
          try {
            JSON.parse(broken);
          } catch {
            isValid = false;
          }
          if (isValid) return;
          const place = firstJsonError(broken);
          expect(place).toBeGreaterThanOrEqual(0);
          expect(place).toBeLessThanOrEqual(broken.length);
        },
      ),
      { numRuns: 500 },
    );
  });
});
