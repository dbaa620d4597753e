/** Characters that must not stand in ids: what nobody can see, or what changes how the text around it is shown. */

/** Control, format (bidi, zero-width), separator, private, unassigned-forever and default-ignorable characters, lone surrogates, blank Braille. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\p{DI}\p{Noncharacter_Code_Point}\u2800]/u;
/** Spaces that are not the plain space. */
const ODD_SPACE = /[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/;
/** What free text (titles, reasons) may not hold: controls, lone surrogates and characters that reorder the line. */
const DISTURBING = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u;

/** Code point as people look it up, e.g. `U+202E`. */
export const codePointName = (character: string): string =>
  `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;

/** First character an id may not hold, as `U+202E`, or null. */
export function badIdCharacter(text: string): string | null {
  const found = INVISIBLE.exec(text)?.[0] ?? ODD_SPACE.exec(text)?.[0];
  return found === undefined ? null : codePointName(found);
}

/** First character free text may not hold, as `U+0007`, or null. */
export function badTextCharacter(text: string): string | null {
  const found = DISTURBING.exec(text)?.[0];
  return found === undefined ? null : codePointName(found);
}

/** Text in the form ids are compared in. */
export const nfc = (text: string): string => text.normalize('NFC');
