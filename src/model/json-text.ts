/** JSON texts that can be printed anywhere. */

/**
 * Characters that steer a terminal or hide: C1 and other controls except LF, direction marks, zero-width and other
 * invisible format characters, line and paragraph separators, lone surrogates.
 */
export const UNSAFE_CHARACTERS =
  // biome-ignore lint/suspicious/noMisleadingCharacterClass: single invisible characters are what is looked for, also inside sequences
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u00ad\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202f\u2060-\u206f\u3164\ufe00-\ufe0d\ufeff\uffa0\ufff0-\ufffb\u{d800}-\u{dfff}\u{e0000}-\u{e0fff}]/gu;

const escapeUnit = (character: string): string =>
  Array.from({ length: character.length }, (_, i) => `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`).join('');

/**
 * The same JSON value in characters that neither a terminal nor a build log (`##[command]`) takes for an instruction.
 * `json` is a text made by `JSON.stringify`: outside of strings it holds none of them.
 */
export const printableJson = (json: string): string => json.replace(UNSAFE_CHARACTERS, escapeUnit).replaceAll('##[', '##\\u005b');
