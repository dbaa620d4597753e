import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { printableJson } from '../../src/model/json-text.ts';
import { escapeTerminal, escapeTerminalLines } from '../../src/report/escape-terminal.ts';

describe('text for terminals and build logs', () => {
  it.each([
    ['\u001b[2J\u001b]0;x\u0007', '\\x1b[2J\\x1b]0;x\\x07'],
    ['\u009b31m', '\\x9b31m'],
    ['\u001b]52;c;aGk=\u0007', '\\x1b]52;c;aGk=\\x07'],
    ['a\b\bb', 'a\\x08\\x08b'],
    ['a\rb', 'a\\x0db'],
    ['a\tb', 'a\\x09b'],
    ['a\nb', 'a\\nb'],
    ['\u202egnp.exe', '\\u202egnp.exe'],
    ['a\u200bb\u2028c\ufeff', 'a\\u200bb\\u2028c\\ufeff'],
    ['\ud83d', '\\ud83d'],
    ['\u{e0041}', '\\u{e0041}'],
  ])('OU-01: %j is shown as %s', (text, shown) => {
    expect(escapeTerminal(text)).toBe(shown);
  });

  it.each(['Café', '日本語', 'Ünïcödé', 'שלום', '👍🏽', 'news@brand.example', 'a::b', '50% off: now'])('leaves %s as it is', (text) => {
    expect(escapeTerminal(text)).toBe(text);
  });

  it.each([
    ['::error::pwn', '\\x3a:error::pwn'],
    ['x ::add-mask::a', 'x \\x3a:add-mask::a'],
    ['##[set-output name=a]b', '##\\x5bset-output name=a]b'],
    ['\r::stop-commands::t', '\\x0d::stop-commands::t'],
  ])('OU-04: the build-log command in %j is defused', (text, shown) => {
    expect(escapeTerminal(text)).toBe(shown);
  });

  it('OU-01: whatever comes in, nothing that steers a terminal comes out', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(escapeTerminal(text)).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]|\p{Cs}/u);
      }),
      { numRuns: 500 },
    );
  });

  it('messages of several lines keep their lines', () => {
    expect(escapeTerminalLines('one\n::error::two\tthree')).toBe('one\n\\x3a:error::two\\x09three');
  });
});

describe('JSON for terminals and build logs', () => {
  it('OU-04: any value comes back the same, and holds nothing that steers', () => {
    fc.assert(
      fc.property(fc.json(), fc.string({ unit: 'binary' }), (json, text) => {
        const original = JSON.stringify([JSON.parse(json), text, `##[${text}`], null, 2);
        const printable = printableJson(original);
        expect(JSON.parse(printable)).toEqual(JSON.parse(original));
        expect(printable).not.toContain('##[');
        expect(printable).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]|\p{Cs}/u);
      }),
      { numRuns: 500 },
    );
  });
});
