import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseStrictJson } from '../../src/model/strict-json.ts';

describe('strict JSON', () => {
  it('reads what JSON.parse reads, for any value without repeated keys', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
        const text = JSON.stringify(value);
        expect(parseStrictJson(text)).toEqual({ ok: true, value: JSON.parse(text) });
      }),
    );
  });
  it('refuses what JSON.parse refuses, for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('{', '}', '[', ']', '"', ',', ':', '1', 'a', '\\', ' ') }), (text) => {
        const isJson = (() => {
          try {
            JSON.parse(text);
            return true;
          } catch {
            return false;
          }
        })();
        const strict = parseStrictJson(text);
        if (!isJson) expect(strict.ok).toBe(false);
        if (strict.ok) expect(isJson).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });
  it.each(['{"a":1,"a":2}', '{"a":1,"b":{"c":1,"c":1}}', '[{"a":1},{"a":1,"\\u0061":2}]', '{"":1,"":2}', '{"a":[{"x":1}],"a":1}'])(
    'refuses the repeated key in %s',
    (text) => {
      expect(parseStrictJson(text)).toMatchObject({ ok: false, kind: 'duplicate' });
    },
  );
  it.each(['{"a":{"a":1}}', '[{"a":1},{"a":1}]', '{"a":"a","b":"a"}', '{"a":["a","a"]}', '{"a":1,"A":2}', '{"x":"{\\"a\\":1,\\"a\\":2}"}'])(
    'accepts %s',
    (text) => {
      expect(parseStrictJson(text)).toEqual({ ok: true, value: JSON.parse(text) });
    },
  );
  it('counts nesting before parsing', () => {
    expect(parseStrictJson('['.repeat(32) + ']'.repeat(32)).ok).toBe(true);
    expect(parseStrictJson('['.repeat(33) + ']'.repeat(33))).toMatchObject({ ok: false, kind: 'depth' });
    expect(parseStrictJson('[[1]]', 1)).toMatchObject({ ok: false, kind: 'depth' });
    expect(parseStrictJson('[[1],[2],[3]]', 2).ok).toBe(true);
  });
  it('never quotes the text in its problem, only a key', () => {
    expect(parseStrictJson('{"key": secret-value}')).toEqual({ ok: false, kind: 'syntax', problem: 'not valid JSON' });
  });
});
