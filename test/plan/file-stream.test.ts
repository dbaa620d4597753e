import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ConfigError } from '../../src/errors.ts';
import type { CapacityUse, Start } from '../../src/model/plan.ts';
import { parsePlan, planPieces, planReader, serializePlan } from '../../src/plan/file.ts';
import { TABLES, type TableName } from '../../src/plan/file-columns.ts';
import { rowSchema } from '../../src/plan/file-schema.ts';
import { tableOf } from '../../src/plan/file-table.ts';
import { capacityRow, handMadePlan } from '../helpers/hand-made-plan.ts';
import { listed } from '../helpers/listed-plan.ts';

const text = serializePlan(handMadePlan());
const bytes = Buffer.from(text);
const line = (needle: string) => text.slice(0, text.indexOf(needle)).split('\n').length;

const readCut = (whole: Uint8Array, cuts: readonly number[]) => {
  const reader = planReader('plan.json');
  let from = 0;
  for (const to of [...cuts].sort((a, b) => a - b).concat(whole.length)) {
    reader.push(whole.slice(from, to));
    from = to;
  }
  return reader.end();
};

function refused(broken: string | Uint8Array): { readonly kind: string; readonly message: string; readonly line: number | null } {
  try {
    if (typeof broken === 'string') parsePlan(broken, 'plan.json');
    else readCut(broken, []);
  } catch (error) {
    if (error instanceof ConfigError) return error.findings[0] as (typeof error.findings)[number];
    throw error;
  }
  throw new Error('it was accepted');
}

describe('reading piece by piece', () => {
  it('wherever the bytes are cut, the plan is the same', () => {
    expect(listed(readCut(bytes, [...bytes.keys()]))).toEqual(handMadePlan());
    fc.assert(
      fc.property(fc.array(fc.nat(bytes.length), { maxLength: 20 }), (cuts) => {
        expect(listed(readCut(bytes, cuts))).toEqual(handMadePlan());
      }),
      { numRuns: 30 },
    );
  });

  it('any valid JSON of the plan is read: no blanks, many blanks, keys in another order or written with escapes', () => {
    const value = JSON.parse(text) as object;
    const reversed = JSON.stringify(Object.fromEntries(Object.entries(value).reverse()), (_, part: unknown) =>
      typeof part === 'object' && part !== null && !Array.isArray(part) ? Object.fromEntries(Object.entries(part).reverse()) : part,
    );
    const escaped = JSON.stringify(value)
      .replace('"starts":', '"\\u0073tarts":')
      .replace('"certificate":', '"\\u0063\\u0065\\u0072\\u0074\\u0069\\u0066\\u0069\\u0063\\u0061\\u0074\\u0065":');
    for (const json of [JSON.stringify(value), JSON.stringify(value, null, '\t').replaceAll('\n', '\r\n'), reversed, escaped])
      expect(listed(parsePlan(json, 'plan.json'))).toEqual(handMadePlan());
  });

  it('texts with quotes, backslashes, brackets and commas are no structure', () => {
    const [start] = handMadePlan().starts;
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: fc.constantFrom('"', '\\', '[', ']', '{', '}', ',', ':', 'é', '😀', '\n'), maxLength: 8 }), {
          maxLength: 6,
        }),
        (names) => {
          const starts = names.map((campaign) => ({ ...(start as Start), campaign }));
          const written = Buffer.from(serializePlan(handMadePlan({ starts })));
          const middle = written.indexOf('"starts"');
          expect([...readCut(written, [middle + 15, middle + 40, middle + 41, middle + 90]).starts]).toEqual(starts);
        },
      ),
      { numRuns: 100 },
    );
  });

  it.each([
    ['a key twice in a row', '"contacts": 8000 }', '"contacts": 8000, "contacts": 8000 }', 'config.duplicate-key'],
    ['a key twice, once with escapes', '"contacts": 8000 }', '"contacts": 8000, "\\u0063ontacts": 1 }', 'config.duplicate-key'],
    ['a table twice', '  "followUps": [', '  "starts": [],\n  "followUps": [', 'config.duplicate-key'],
    ['an unknown key in a row', '"contacts": 8000 }', '"contacts": 8000, "color": "red" }', 'config.unknown-key'],
    ['__proto__ in a row', '"contacts": 8000 }', '"contacts": 8000, "__proto__": {} }', 'config.unknown-key'],
    ['a missing key in a row', ', "contacts": 8000 }', ' }', 'config.invalid-value'],
    ['1e999', '"contacts": 8000 }', '"contacts": 1e999 }', 'config.invalid-value'],
    ['a list as a row', '"starts": [', '"starts": [[],', 'config.invalid-value'],
    ['null as a row', '"starts": [', '"starts": [null,', 'config.invalid-value'],
    ['an object as a cell', '"contacts": 8000 }', '"contacts": {} }', 'config.invalid-value'],
    ['an object for a table', '"followUps": [', '"followUps": {}, "x": [', 'config.unknown-key'],
    ['a comma before the first row', '"starts": [', '"starts": [,', 'config.syntax'],
    ['a comma behind the last row', '"dual": 1000 }', '"dual": 1000 },', 'config.syntax'],
    ['two commas between rows', '8000 },\n', '8000 },,\n', 'config.syntax'],
    ['no comma between rows', '8000 },\n', '8000 }\n', 'config.syntax'],
    ['a wrong bracket', '"contacts": 40 }\n  ]', '"contacts": 40 }\n  }', 'config.syntax'],
    ['a raw NUL', '"contacts": 8000 }', '"contacts": \u00008000 }', 'config.syntax'],
    ['a raw control character in a text', '"account": "sg-main"', '"account": "sg-\u0001main"', 'config.syntax'],
    ['a number with a leading zero', '"contacts": 8000 }', '"contacts": 08000 }', 'config.syntax'],
    ['NaN', '"contacts": 8000 }', '"contacts": NaN }', 'config.syntax'],
    ['a comment', '"starts": [', '"starts": [ // all of them\n', 'config.syntax'],
    ['too deep in a row', '"contacts": 8000 }', `"contacts": ${'['.repeat(31)}${']'.repeat(31)} }`, 'config.limit'],
    ['something behind the end', '    }\n  },\n  "campaigns"', '    }\n  } } {,\n  "campaigns"', 'config.syntax'],
    ['a byte order mark inside', '"starts": [', '"starts": [\ufeff', 'config.syntax'],
  ])('%s is refused', (_, before, after, kind) => {
    const broken = text.replace(before, () => after);
    expect(broken).not.toBe(text);
    expect(refused(broken).kind).toBe(kind);
  });

  it('cut off anywhere it is refused, never taken for a shorter plan', () => {
    const end = text.trimEnd().length;
    for (let length = 1; length < end; length += 7) expect(refused(bytes.subarray(0, length)).kind).toMatch(/^config\.(syntax|empty)$/);
  });

  it('bytes that are no UTF-8 are refused, in rows and outside of them', () => {
    for (const place of ['"black-friday", "segment": "eu", "account"', '"timeZone"']) {
      const broken = Buffer.from(bytes);
      broken[bytes.indexOf(place) + 2] = 0xff;
      expect(refused(broken)).toMatchObject({ kind: 'config.syntax', message: expect.stringContaining('not UTF-8 text') });
    }
    expect(refused(Buffer.from(`\ufeff${text}`, 'utf16le')).kind).toBe('config.syntax');
    expect(refused('{ "a": "\ud800" }').kind).toBe('config.syntax');
  });

  it('names row, column and line of what does not fit', () => {
    const last = '"date": "2026-11-26", "contacts": 8000';
    const found = refused(text.replace(last, last.replace('8000', '-1')));
    expect(found.message).toMatch(/^plan\.json: starts\[2\]\.contacts: /);
    expect(found.line).toBe(line(last));
    const unknown = refused(text.replace(last, `${last}, "color": 1`));
    expect(unknown).toMatchObject({ message: 'plan.json: starts[2]: unknown key "color"', line: line(last) });
  });
});

describe('long tables', () => {
  const cells = fc.oneof(
    fc.constantFrom(null, true, -1, 0, 0.5, 254, 255, 65_535, 2 ** 31, 2 ** 53, 2 ** 53 - 1, -(2 ** 53) + 1, 1e300),
    fc.constantFrom('', 'a', '2026-11-20', '2026-1-1', 'demand', 'sends', 'x'.repeat(2000), 'x'.repeat(2001), [], {}),
  );

  it('columns accept exactly the rows the schema accepts, and give them back', () => {
    for (const name of Object.keys(TABLES) as TableName[]) {
      const columns = TABLES[name];
      const good = Object.fromEntries(
        columns.map(({ name: key, kind }) => [
          key,
          Array.isArray(kind)
            ? kind[0]
            : kind === 'id' || kind === 'text'
              ? 'a'
              : kind === 'date'
                ? '2026-11-20'
                : kind === 'flag'
                  ? true
                  : 1,
        ]),
      );
      const schema = rowSchema(name);
      fc.assert(
        fc.property(fc.constantFrom(...columns.map((column) => column.name)), cells, fc.boolean(), (key, value, isLeftOut) => {
          const row: Record<string, unknown> = { ...good, [key]: value };
          if (isLeftOut) delete row[key];
          const expected = schema.safeParse(row).success;
          if (expected) expect([...tableOf(columns, [good, row])]).toEqual([good, row]);
          else expect(() => tableOf(columns, [good, row])).toThrow(TypeError);
        }),
        { numRuns: 400 },
      );
    }
  });

  it('100,000 rows and more are written and read in pieces, in bounded memory, and come back', () => {
    const count = 150_000;
    const rowAt = (i: number): CapacityUse =>
      capacityRow({
        resource: 'sender_daily_limit',
        account: `a${i % 50}`,
        sender: `s${i % 5000}`,
        limit: 500,
        planned: i / 10_000,
      });
    const capacity = {
      length: count,
      *[Symbol.iterator]() {
        for (let i = 0; i < count; i++) yield rowAt(i);
      },
    };
    const reader = planReader('plan.json');
    let [size, largest, peak] = [0, 0, 0];
    for (const piece of planPieces({ ...handMadePlan(), capacity })) {
      const part = Buffer.from(piece);
      size += part.length;
      largest = Math.max(largest, part.length);
      reader.push(part);
      peak = Math.max(peak, process.memoryUsage().heapUsed);
    }
    const before = process.memoryUsage().heapUsed;
    const plan = reader.end();
    expect(size).toBeGreaterThan(30_000_000);
    expect(largest).toBeLessThan(1_000_000);
    // The rows as objects alone would take more than their text.
    expect(peak - before).toBeLessThan(size * 2);
    expect(plan.capacity.length).toBe(count);
    let i = 0;
    for (const row of plan.capacity) {
      if (i % 997 === 0) expect(row).toEqual(rowAt(i));
      if (row.planned !== i / 10_000 || row.sender !== `s${i % 5000}`) expect.fail(`row ${i}`);
      i++;
    }
  });

  it('unknown keys of a later version stay with their rows', () => {
    const rows = Array.from({ length: 40_000 }, (_, i) => ({
      ...(handMadePlan().starts[0] as Start),
      contacts: i,
      ...(i % 3 === 0 && { note: { of: i } }),
    }));
    const written = serializePlan({ ...handMadePlan({ starts: rows }), formatVersion: '1.3' });
    const plan = parsePlan(written, 'plan.json');
    expect([...plan.starts]).toEqual(rows);
    expect(serializePlan(plan)).toBe(written);
  });
});
