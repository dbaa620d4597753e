/** Makes text from outside safe for a terminal and for build logs that read commands from it. */

import { UNSAFE_CHARACTERS } from '../model/json-text.ts';

function visible(character: string): string {
  const code = character.codePointAt(0) as number;
  if (code < 0x100) return `\\x${code.toString(16).padStart(2, '0')}`;
  return code < 0x10000 ? `\\u${code.toString(16).padStart(4, '0')}` : `\\u{${code.toString(16)}}`;
}

// Build runners obey `::name::` at the start of a line and `##[name]` anywhere in it.
const defuse = (text: string): string => text.replaceAll('##[', '##\\x5b').replace(/(^|\s)::/gu, '$1\\x3a:');

/** Text on one line for media that no runner reads: controls become visible escapes, nothing else changes. */
export const visibleText = (text: string): string => text.replace(UNSAFE_CHARACTERS, visible).replaceAll('\n', '\\n');

/** Text on one line: every control, direction-changing or invisible character, line breaks included, becomes a visible escape. */
export const escapeTerminal = (text: string): string => defuse(visibleText(text));

/** Like `escapeTerminal`, but line feeds stay. For messages of several lines. */
export const escapeTerminalLines = (text: string): string => text.split('\n').map(escapeTerminal).join('\n');
