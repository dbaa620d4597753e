import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutText, markdownCode, markdownText } from '../../src/report/escape-markdown.ts';
import { visibleText } from '../../src/report/escape-terminal.ts';
import { HOSTILE } from '../helpers/check-reports.ts';
import { elementsIn, render, textsIn } from '../helpers/rendered-markdown.ts';

/** A text in running text, in a table cell and in a list, rendered. */
const inPlaces = (written: string): readonly string[] => [
  render(`**Note** ${written}`),
  render(`| a | b |\n| --- | --- |\n| ${written} | end |\n`),
  render(`- x ${written}`),
];
const MENTION = /(^|[^\w])@\w|(^|[^\w])#\d|gh-\d|https?:|www\.\w/i;

function expectItself(text: string, written: string) {
  for (const html of inPlaces(written)) {
    const { all, outsideCode } = textsIn(html);
    // HTML shows runs of spaces as one; a name of spaces is none.
    const flat = (t: string) => t.replace(/\s+/g, ' ').trim();
    expect(flat(all)).toContain(flat(visibleText(text)));
    expect(outsideCode).not.toMatch(MENTION);
    expect(elementsIn(html).filter((name) => !/^(p|code|strong|table|thead|tbody|tr|th|td|ul|li)$/.test(name))).toEqual([]);
    if (html.includes('<table>')) expect([...html.matchAll(/<td>/g)].length).toBe(2);
    if (html.includes('<table>')) expect(html).toContain('<td>end</td>');
  }
}

describe('OU-10: text in Markdown', () => {
  it.each(HOSTILE.map((text) => [text]))('%j renders as itself: no mention, no link, no image, table intact', (text) => {
    expectItself(text, markdownText(text));
    expectItself(text, markdownCode(text));
  });

  it('so does any text', () => {
    const piece = fc.constantFrom(
      '@',
      '#1',
      '|',
      '\\',
      '`',
      '*',
      '_',
      '<',
      '>',
      '[',
      ']',
      '(',
      ')',
      '!',
      '&',
      ':',
      '~',
      '-',
      '1.',
      ' ',
      'www.',
      'http://',
      'a',
      '\n',
      '$',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join('')),
          fc.string({ unit: 'grapheme' }),
        ),
        (text) => {
          expectItself(text, markdownText(text));
          expectItself(text, markdownCode(text));
        },
      ),
      { numRuns: 300 },
    );
  });

  it('ordinary sentences stay readable in the source', () => {
    expect(markdownText('6,000 of 74,000 contacts (91.9%) cannot be served: credits, until 24–28 Nov.')).toBe(
      '6,000 of 74,000 contacts (91.9%) cannot be served: credits, until 24–28 Nov.',
    );
  });

  it('is cut by characters, not in their middle', () => {
    expect(cutText('👍👍👍', 2)).toBe('👍…');
    expect(cutText('ab', 2)).toBe('ab');
  });
});
