import { describe, expect, it } from 'vitest';
import { type ColorSituation, decideColor, decideUnicode, paint } from '../../src/report/style.ts';

const QUIET: ColorSituation = {
  flag: undefined,
  isMachineFormat: false,
  isTerminal: false,
  noColor: undefined,
  forceColor: undefined,
  term: 'xterm',
};

describe('colour policy', () => {
  it.each<[string, Partial<ColorSituation>, boolean]>([
    ['a pipe has none', {}, false],
    ['a terminal has', { isTerminal: true }, true],
    ['a dumb terminal has none', { isTerminal: true, term: 'dumb' }, false],
    ['--color auto is the same as nothing', { flag: 'auto', isTerminal: true }, true],
    ['--color always on a pipe', { flag: 'always' }, true],
    ['--color never on a terminal', { flag: 'never', isTerminal: true }, false],
    ['NO_COLOR on a terminal', { isTerminal: true, noColor: '1' }, false],
    ['an empty NO_COLOR does not count', { isTerminal: true, noColor: '' }, true],
    ['--color always beats NO_COLOR', { flag: 'always', noColor: '1' }, true],
    ['FORCE_COLOR on a pipe', { forceColor: '1' }, true],
    ['FORCE_COLOR=0 on a terminal', { isTerminal: true, forceColor: '0' }, false],
    ['NO_COLOR beats FORCE_COLOR', { noColor: '1', forceColor: '3' }, false],
    ['a machine format beats everything', { isMachineFormat: true, flag: 'always', forceColor: '3', isTerminal: true }, false],
  ])('OU-03: %s', (_, over, expected) => {
    expect(decideColor({ ...QUIET, ...over })).toBe(expected);
  });

  it('paints only with colour, and never an empty text', () => {
    const style = { width: 80, color: true, unicode: true };
    expect(paint(style, 'bad', 'short')).toBe('\u001b[31mshort\u001b[39m');
    expect(paint(style, 'bad', '')).toBe('');
    expect(paint({ ...style, color: false }, 'bad', 'short')).toBe('short');
  });
});

describe('characters', () => {
  it.each([
    ['xterm', 'en_US.UTF-8', true],
    ['xterm', 'C.utf8', true],
    ['xterm', undefined, true],
    ['xterm', 'C', false],
    ['xterm', 'de_DE.ISO-8859-1', false],
    ['dumb', 'en_US.UTF-8', false],
  ])('TERM=%s, locale %s: Unicode %s', (term, locale, expected) => {
    expect(decideUnicode({ term, locale })).toBe(expected);
  });
});
