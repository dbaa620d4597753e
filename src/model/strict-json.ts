/** JSON that people and providers send, read strictly: what `JSON.parse` lets through silently is refused here. */

/** Result of `parseStrictJson`; `problem` says what is wrong and where, without quoting values. */
export type StrictJson =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly kind: 'syntax' | 'depth' | 'duplicate'; readonly problem: string };

/** Most nested objects and lists accepted from a provider. */
export const MAX_JSON_DEPTH = 32;

/**
 * Parses a JSON text; refuses more than `maxDepth` nested levels (before parsing) and a key that stands twice in one object
 * (`JSON.parse` would silently take the last value).
 */
export function parseStrictJson(text: string, maxDepth: number = MAX_JSON_DEPTH): StrictJson {
  const scan = scanJson(text, maxDepth);
  if (scan !== null) return scan;
  try {
    return { ok: true, value: JSON.parse(text) as unknown };
  } catch {
    // The engine's own message quotes the text, which may hold a secret.
    return { ok: false, kind: 'syntax', problem: 'not valid JSON' };
  }
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Walks brackets and strings only; every other syntax error is left to `JSON.parse`. */
function scanJson(text: string, maxDepth: number): Extract<StrictJson, { ok: false }> | null {
  // One entry per open bracket: keys seen so far for an object, null for a list.
  const open: (Set<string> | null)[] = [];
  let expectsKey = false;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === QUOTE) {
      const end = closingQuote(text, i + 1);
      if (end < 0) return { ok: false, kind: 'syntax', problem: 'not valid JSON: a text is not closed' };
      const keys = open.at(-1);
      if (expectsKey && keys) {
        const key = keyText(text.slice(i, end + 1));
        if (key === null) return { ok: false, kind: 'syntax', problem: 'not valid JSON' };
        if (keys.has(key))
          return { ok: false, kind: 'duplicate', problem: `key ${JSON.stringify(key.slice(0, 100))} stands twice in one object` };
        keys.add(key);
        expectsKey = false;
      }
      i = end;
    } else if (c === 0x7b || c === 0x5b) {
      if (open.length >= maxDepth) return { ok: false, kind: 'depth', problem: `more than ${maxDepth} nested levels` };
      open.push(c === 0x7b ? new Set() : null);
      expectsKey = c === 0x7b;
    } else if (c === 0x7d || c === 0x5d) {
      open.pop();
      expectsKey = false;
    } else if (c === 0x2c) {
      expectsKey = open.at(-1) instanceof Set;
    }
  }
  return null;
}

function closingQuote(text: string, from: number): number {
  for (let i = from; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === BACKSLASH) i++;
    else if (c === QUOTE) return i;
  }
  return -1;
}

/** `"a"` and `"\u0061"` are the same key, so keys are compared decoded. */
function keyText(quoted: string): string | null {
  if (!quoted.includes('\\')) return quoted.slice(1, -1);
  try {
    return JSON.parse(quoted) as string;
  } catch {
    return null;
  }
}
