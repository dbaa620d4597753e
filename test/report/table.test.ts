import { describe, expect, it } from 'vitest';
import { type Column, tableLines, textWidth } from '../../src/report/table.ts';

const COLUMNS: readonly Column[] = [
  { title: 'name', shrinksTo: 10 },
  { title: 'contacts', align: 'right' },
  { title: 'when', canDrop: true },
  { title: '' },
];
const ROWS = [
  ['a campaign with a long name', '1,000', '24 Nov', 'ok'],
  ['日本語 キャンペーン', '20', '25 Nov', 'short'],
];
const style = (width: number | null) => ({ width, color: false, unicode: true });

describe('tables', () => {
  it('are aligned, wide characters included, without trailing blanks', () => {
    const lines = tableLines(COLUMNS, ROWS, style(null));
    expect(lines).toEqual([
      '  name                         contacts  when',
      '  a campaign with a long name     1,000  24 Nov  ok',
      '  日本語 キャンペーン                20  25 Nov  short',
    ]);
    expect(textWidth('日本語')).toBe(6);
    expect(textWidth('\u001b[31mshort\u001b[39m')).toBe(5);
  });

  it('names give way first, then whole columns, numbers never', () => {
    expect(tableLines(COLUMNS, ROWS, style(40))).toEqual([
      '  name           contacts  when',
      '  a campaign w…     1,000  24 Nov  ok',
      '  日本語 キャ…         20  25 Nov  short',
    ]);
    expect(tableLines(COLUMNS, ROWS, style(32))).toEqual([
      '  name           contacts',
      '  a campaign w…     1,000  ok',
      '  日本語 キャ…         20  short',
    ]);
    expect(tableLines(COLUMNS, ROWS, style(12))[1]).toContain('1,000');
  });

  it('OU-02: colour does not move a column', () => {
    const plain = tableLines(COLUMNS, [['a', '1', 'b', 'c']], style(80))[1];
    const red = tableLines(COLUMNS, [['\u001b[31ma\u001b[39m', '\u001b[31m1\u001b[39m', 'b', 'c']], style(80))[1];
    expect(red?.replace(/\u001b\[\d+m/g, '')).toBe(plain);
  });

  it('many rows are no problem', () => {
    const rows = Array.from({ length: 20_000 }, (_, i) => [`sender ${i}`, String(i), '', '']);
    expect(tableLines(COLUMNS, rows, style(null))).toHaveLength(20_001);
  });
});
