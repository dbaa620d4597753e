/** From the bytes of an answer to its body: content type, charset and JSON, each strictly. Pure. */

import type { ProviderErrorCode } from '../errors.ts';
import { parseStrictJson } from '../model/strict-json.ts';
import type { ProviderAnswer, ProviderRequest } from './provider.ts';

/** Decoded body, or why it is refused. `text` is what an excerpt may be taken from. */
export type DecodedBody =
  | { readonly ok: true; readonly body: ProviderAnswer['body'] }
  | { readonly ok: false; readonly code: ProviderErrorCode; readonly problem: string; readonly text: string };

type Accept = NonNullable<ProviderRequest['accept']>;

const refuse = (code: ProviderErrorCode, problem: string, text = ''): DecodedBody => ({ ok: false, code, problem, text });

/** Media types accepted for each `accept`, as `Accept` header. */
export const ACCEPT_HEADERS: Readonly<Record<Accept, string>> = {
  json: 'application/json',
  xml: 'application/xml, text/xml',
  'json-or-xml': 'application/json, application/xml;q=0.9, text/xml;q=0.9',
};

/** Decodes the body of a 2xx answer: the content type must be one of those asked for, JSON must be an object or a list. */
export function decodeBody(bytes: Uint8Array, contentType: string | undefined, accept: Accept): DecodedBody {
  const type = parseContentType(contentType);
  const isJson = type !== null && (type.media === 'application/json' || type.media.endsWith('+json'));
  const isXml = type !== null && (type.media === 'application/xml' || type.media === 'text/xml' || type.media.endsWith('+xml'));
  const isWanted = (isJson && accept !== 'xml') || (isXml && accept !== 'json');
  if (type === null || !isWanted) {
    const got = type === null ? 'no content type' : `content type ${JSON.stringify(type.media)}`;
    return refuse(
      'provider_protocol',
      `${got}; expected ${accept === 'xml' ? 'XML' : accept === 'json' ? 'JSON' : 'JSON or XML'}`,
      lenientText(bytes),
    );
  }
  if (bytes.length === 0) return refuse('provider_protocol', 'an empty body; expected the documented answer');
  const text = decodeText(bytes, type.charset, isXml);
  if (!text.ok) return text.refusal;
  // ActiveCampaign answers XML to a JSON request on failure, under either content type.
  if (isXml || (accept === 'json-or-xml' && text.value.trimStart().startsWith('<'))) {
    return text.value.trim() === ''
      ? refuse('provider_protocol', 'an empty body; expected the documented answer')
      : { ok: true, body: { kind: 'xml', text: text.value } };
  }
  const json = parseStrictJson(text.value);
  if (!json.ok) return refuse(json.kind === 'depth' ? 'provider_too_large' : 'provider_protocol', json.problem, text.value);
  if (typeof json.value !== 'object' || json.value === null) {
    return refuse('provider_protocol', 'a bare value; expected a JSON object or list', text.value);
  }
  return { ok: true, body: { kind: 'json', value: json.value } };
}

/** Media type and charset, lower-case, or null when the header is missing or malformed. */
export function parseContentType(header: string | undefined): { readonly media: string; readonly charset: string | null } | null {
  const match = /^\s*([\w.+-]+\/[\w.+-]+)\s*(?:;(.*))?$/s.exec(header ?? '');
  if (!match) return null;
  const charset = /(?:^|;)\s*charset\s*=\s*"?([^";\s]+)"?/i.exec(match[2] ?? '');
  return { media: (match[1] as string).toLowerCase(), charset: charset?.[1]?.toLowerCase() ?? null };
}

type DecodedText = { readonly ok: true; readonly value: string } | { readonly ok: false; readonly refusal: DecodedBody };

function decodeText(bytes: Uint8Array, charset: string | null, isXml: boolean): DecodedText {
  const isUtf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff) || bytes[0] === 0 || bytes[1] === 0;
  const declared = charset ?? (isXml ? xmlDeclaredCharset(bytes) : null) ?? 'utf-8';
  const isLatin1 = declared === 'iso-8859-1' || declared === 'latin1';
  const isUtf8 = declared === 'utf-8' || declared === 'utf8' || declared === 'us-ascii';
  if (isUtf16 || !(isUtf8 || (isXml && isLatin1))) {
    const name = isUtf16 ? 'UTF-16 or UTF-32' : `charset ${JSON.stringify(declared.slice(0, 40))}`;
    return { ok: false, refusal: refuse('provider_protocol', `${name}; expected UTF-8`) };
  }
  if (isXml && isLatin1) return { ok: true, value: Buffer.from(bytes).toString('latin1') };
  try {
    return { ok: true, value: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return { ok: false, refusal: refuse('provider_encoding', 'bytes that are not valid UTF-8') };
  }
}

/** Old XML answers declare ISO-8859-1 in their first line only. */
function xmlDeclaredCharset(bytes: Uint8Array): string | null {
  const head = Buffer.from(bytes.subarray(0, 200)).toString('latin1');
  return /^(?:\u00ef\u00bb\u00bf)?\s*<\?xml[^>]*\bencoding\s*=\s*["']([\w.-]+)["']/.exec(head)?.[1]?.toLowerCase() ?? null;
}

/** For excerpts only: undecodable bytes become `?`, never U+FFFD. */
const lenientText = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8').replaceAll('\ufffd', '?');
