import fc from 'fast-check';
import papa from 'papaparse';
import { describe, expect, it } from 'vitest';
import type { Start } from '../../src/model/plan.ts';
import { csv, sendsCsv, startsCsv } from '../../src/report/csv.ts';
import { HAND_MADE_SENDS, handMadePlan } from '../helpers/hand-made-plan.ts';

const read = (text: string) => papa.parse<string[]>(text, { skipEmptyLines: false, delimiter: ',', newline: '\n' }).data.slice(1, -1);
const restored = (cell: string) => cell.replace(/^'/, '');

describe('CSV', () => {
  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', ' =1', '\u00a0=1', '＝1', '＋1', 'a\n=cmd|x', 'a\r\n  @x', "'=1"])(
    'OU-11: %j is no formula',
    (name) => {
      const cell = read(csv(['name'], [[name]]))[0]?.[0] ?? '';
      expect(cell).toBe(`'${name}`);
    },
  );

  it('OU-11: numbers stay numbers, harmless names stay as they are', () => {
    expect(
      csv(
        ['a', 'b'],
        [
          ['x-y', -5],
          ['a=b', 0.5],
          [null, 1e6],
        ],
      ),
    ).toBe('a,b\nx-y,-5\na=b,0.5\n,1000000\n');
  });

  it('OU-11: every name comes back', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1 }), fc.string(), (a, b) => {
        const [row] = read(csv(['a', 'b'], [[a, b]]));
        expect(row?.map(restored)).toEqual([a, b].map((name) => (/^'/.test(name) ? name : restored(name))));
      }),
      { numRuns: 500 },
    );
  });

  it('starts.csv and sends.csv', () => {
    expect([...startsCsv(handMadePlan().starts)].join('').split('\n').slice(0, 3)).toEqual([
      'campaign,segment,account,sender,date,contacts',
      'black-friday,eu,sg-main,news@brand.example,2026-11-24,8000',
      'black-friday,eu,sg-main,news@brand.example,2026-11-25,8000',
    ]);
    expect([...sendsCsv(HAND_MADE_SENDS)].join('').split('\n').slice(-3)).toEqual([
      '2026-11-28,black-friday,eu,1,sg-main,news@brand.example,4000,4000',
      '2026-12-11,outreach,,3,outreach,sdr1@brand.example,23,22.4',
      '',
    ]);
  });

  it('a long table comes in pieces of whole lines, each line once', () => {
    const [start] = handMadePlan().starts;
    const rows = Array.from({ length: 10_000 }, (_, i) => ({ ...(start as Start), contacts: i }));
    const pieces = [...startsCsv(rows)];
    expect(pieces.length).toBeGreaterThan(3);
    expect(pieces.every((piece) => piece.endsWith('\n'))).toBe(true);
    const contacts = read(pieces.join('')).map((row) => Number(row[5]));
    expect(contacts).toEqual(rows.map((row) => row.contacts));
  });

  it('an empty table has its header', () => {
    expect([...startsCsv([])]).toEqual(['campaign,segment,account,sender,date,contacts\n']);
  });
});
