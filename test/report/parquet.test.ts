import { parquetMetadataAsync, parquetReadObjects } from 'hyparquet';
import { describe, expect, it } from 'vitest';
import type { Start } from '../../src/model/plan.ts';
import { sendsParquet, startsParquet } from '../../src/report/parquet.ts';
import { HAND_MADE_SENDS, handMadePlan } from '../helpers/hand-made-plan.ts';

const file = (pieces: Iterable<Uint8Array>): ArrayBuffer => {
  const bytes = Buffer.concat([...pieces]);
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer;
};
const isoDate = (value: unknown) => (value as Date).toISOString().slice(0, 10);

describe('Parquet, read back', () => {
  it('starts: texts, dates and whole numbers as they were', async () => {
    const { starts } = handMadePlan();
    const rows = await parquetReadObjects({ file: file(startsParquet(starts)) });
    expect(rows.map((row) => ({ ...row, date: isoDate(row['date']), contacts: Number(row['contacts']) }))).toEqual(starts);
  });

  it('sends: steps count from 1, expected sends keep their fractions', async () => {
    const rows = await parquetReadObjects({ file: file(sendsParquet(HAND_MADE_SENDS)) });
    const read = rows.map((row) => ({
      ...row,
      date: isoDate(row['date']),
      step: Number(row['step']) - 1,
      contacts: Number(row['contacts']),
    }));
    expect(read).toEqual(HAND_MADE_SENDS);
  });

  it('exact up to the largest whole number, names of any script', async () => {
    const [start] = handMadePlan().starts;
    const rows = [{ ...(start as Start), campaign: '日本 é 😀', contacts: Number.MAX_SAFE_INTEGER }];
    const [read] = await parquetReadObjects({ file: file(startsParquet(rows)) });
    expect(read).toMatchObject({ campaign: '日本 é 😀', contacts: 9_007_199_254_740_991n });
  });

  it('a long table is written in row groups, each as its own piece', async () => {
    const [start] = handMadePlan().starts;
    const rows = function* (): Generator<Start> {
      for (let i = 0; i < 250_000; i++) yield { ...(start as Start), sender: `s${i % 1000}`, contacts: i };
    };
    const pieces = [...startsParquet(rows())];
    expect(pieces).toHaveLength(3);
    const bytes = file(pieces);
    expect((await parquetMetadataAsync(bytes)).row_groups.map((group) => Number(group.num_rows))).toEqual([100_000, 100_000, 50_000]);
    const read = await parquetReadObjects({ file: bytes, columns: ['sender', 'contacts'], rowStart: 199_999, rowEnd: 200_001 });
    expect(read).toEqual([
      { sender: 's999', contacts: 199_999n },
      { sender: 's0', contacts: 200_000n },
    ]);
  });

  it('a table without rows has its columns', async () => {
    const metadata = await parquetMetadataAsync(file(startsParquet([])));
    expect(metadata.schema.map((column) => column.name)).toEqual(['root', 'campaign', 'segment', 'account', 'sender', 'date', 'contacts']);
    expect(Number(metadata.num_rows)).toBe(0);
  });
});
