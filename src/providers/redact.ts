/** Keeps secrets out of every text: known values, raw and in the encodings in which they come back, become `[redacted]`. */

/** Replaces known secrets in texts. Secrets can be added at any time. */
export interface Redactor {
  /** Makes a secret known. Texts shorter than 4 characters are ignored: blotting them out would hit ordinary words. */
  readonly add: (secret: string) => void;
  /** The text with every known secret, in any of its encodings, replaced by `[redacted]`. */
  readonly redact: (text: string) => string;
}

const MARK = '[redacted]';

/** Makes a redactor that knows the given secrets. */
export function createRedactor(secrets: readonly string[] = []): Redactor {
  const known = new Set<string>();
  // Longest first, so that a form that contains another one is replaced as a whole.
  let forms: readonly string[] = [];
  const add = (secret: string): void => {
    if (secret.length < 4 || known.has(secret)) return;
    known.add(secret);
    forms = [...new Set([...known].flatMap(encodings))].sort((a, b) => b.length - a.length);
  };
  for (const secret of secrets) add(secret);
  return { add, redact: (text) => forms.reduce((rest, form) => rest.replaceAll(form, MARK), text) };
}

/** Forms in which a secret may come back: raw, JSON-escaped, URL- and form-encoded, hex, base64 and base64url at any offset. */
export function encodings(secret: string): readonly string[] {
  const bytes = Buffer.from(secret, 'utf8');
  const hex = bytes.toString('hex');
  const url = encodeURIComponent(bytes.toString('utf8'));
  const strictUrl = url.replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  const form = new URLSearchParams({ k: bytes.toString('utf8') }).toString().slice(2);
  const everyByte = hex.replace(/../g, '%$&');
  const urls = [url, strictUrl, form, everyByte].flatMap((t) => [t, lowerEscapes(t), upperEscapes(t)]);
  const json = JSON.stringify(secret).slice(1, -1);
  const base64 = [0, 1, 2].flatMap((offset) => base64At(bytes, offset));
  return [...new Set([secret, json, json.replaceAll('/', '\\/'), ...urls, hex, hex.toUpperCase(), ...base64])].filter((t) => t.length >= 4);
}

const lowerEscapes = (text: string): string => text.replace(/%[0-9A-F]{2}/gi, (t) => t.toLowerCase());
const upperEscapes = (text: string): string => text.replace(/%[0-9A-F]{2}/gi, (t) => t.toUpperCase());

/** The part of a base64 text that depends on the secret alone when `offset` bytes stand before it, as in `user:secret`. */
function base64At(bytes: Buffer, offset: number): readonly string[] {
  const text = Buffer.concat([Buffer.alloc(offset), bytes])
    .toString('base64')
    .replace(/=+$/, '');
  const isCutAtEnd = (offset + bytes.length) % 3 !== 0;
  const core = text.slice(offset === 0 ? 0 : offset + 1, isCutAtEnd ? -1 : undefined);
  // The whole base64 of the secret alone as well, so that no last character of it stays visible.
  const forms = offset === 0 ? [core, text, bytes.toString('base64')] : [core];
  return forms.filter((t) => t.length >= 6).flatMap((t) => [t, t.replaceAll('+', '-').replaceAll('/', '_')]);
}

/** First visible characters of a text from outside, for a message: secrets out, one line, at most `length` characters. */
export function excerpt(text: string, redact: (text: string) => string, length = 200): string {
  // Redacted before and after: joining lines may put a secret together, cutting may leave half of one.
  const flat = redact(redact(text).replace(/[\p{C}\p{Z}\s]+/gu, ' ')).trim();
  const characters = [...flat.slice(0, 4 * length)];
  return characters.length <= length ? characters.join('') : `${characters.slice(0, length - 1).join('')}…`;
}
