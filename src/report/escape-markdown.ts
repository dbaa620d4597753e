/** Makes text from outside safe inside Markdown: it renders as itself, mentions nobody, links nowhere, loads nothing. */

import { visibleText } from './escape-terminal.ts';

/** Words that mean nothing to Markdown, GitHub or GitLab: letters and digits with ordinary punctuation around them. */
const HARMLESS = /^["“(]*[\p{L}\p{N}][\p{L}\p{N}'’–-]*(?:[.,:]\p{N}+)*%?["”),.;:]*$|^[–…→]?$/u;
/** `GH-12` is a link to an issue, `www.` one to a host. */
const LINK = /gh-\d|www/i;

/** What Markdown gives a meaning to, and what links and shortcodes begin with; the point only where it makes a host name. */
function entities(text: string): string {
  const shown = visibleText(text);
  const active = LINK.test(shown) ? /[\\`*_~<>&|[\]@#$!:^.-]/g : /[\\`*_~<>&|[\]@#$!:^]/g;
  return shown.replace(active, (character) => `&#${character.charCodeAt(0)};`);
}

/**
 * A name as code. Inside `<code>` nothing is a mention or a link, and as a character reference nothing is Markdown, not even
 * the bar of a table cell.
 */
export const markdownCode = (name: string): string => `<code>${entities(name)}</code>`;

/** Running text on one line, also for table cells: every word that could mean something else is set as code. */
export const markdownText = (text: string): string =>
  visibleText(text)
    .split(' ')
    .map((word) => (HARMLESS.test(word) && !LINK.test(word) ? word : markdownCode(word)))
    .join(' ');

/** The text, cut to a number of characters. */
export const cutText = (text: string, most: number): string => {
  const characters = [...text];
  return characters.length <= most ? text : `${characters.slice(0, most - 1).join('')}…`;
};

/** Most characters of a text in a table or list of a report. */
export const LONGEST_CELL = 300;

/** Text of a table or list: cut, then escaped. */
export const markdownCell = (text: string): string => markdownText(cutText(text, LONGEST_CELL));
