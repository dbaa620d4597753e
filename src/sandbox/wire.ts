/** What the sandbox's providers see of a request, and how they answer. */

/** A request as a provider surface sees it: decoded, below the provider's mount point. */
export interface SandboxRequest {
  readonly method: string;
  /** Path segments, percent-decoded. */
  readonly path: readonly string[];
  readonly query: URLSearchParams;
  /** Lower-case header names. */
  readonly headers: Readonly<Record<string, string>>;
  /** Form fields of an application/x-www-form-urlencoded body; empty otherwise. */
  readonly form: URLSearchParams;
}

/** An answer of a provider surface. */
export interface SandboxAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One provider in the sandbox. */
export interface Surface {
  /** Answers a request as the provider documents it. */
  readonly answer: (request: SandboxRequest) => SandboxAnswer;
  /** Name of the account a request is about: the scenario `rate-limited` refuses the first request of each. */
  readonly subject: (request: SandboxRequest) => string;
  /** The provider's answer to too many requests, with `Retry-After: 1`. */
  readonly tooManyRequests: SandboxAnswer;
}

/** Answer with a JSON body. */
export const json = (status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): SandboxAnswer => ({
  status,
  contentType: 'application/json',
  body: JSON.stringify(value),
  headers,
});

/** Answer with an XML body. The charset stands in the document's first line only, as the providers do it. */
export const xml = (status: number, body: string): SandboxAnswer => ({ status, contentType: 'application/xml', body });

/** Elements `<key>value</key>` in the order of the record, text escaped. */
export function elements(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([key, value]) => `<${key}>${escapeXml(String(value))}</${key}>`)
    .join('');
}

/** Text as XML character data in pure ASCII, so that it reads the same under every declared charset. */
function escapeXml(text: string): string {
  const escaped = text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
  return escaped.replace(/[^ -~]/gu, (character) => `&#${character.codePointAt(0)};`);
}

/** Bearer key of the Authorization header, or null. */
export const bearerKey = (request: SandboxRequest): string | null =>
  /^Bearer (.+)$/.exec(request.headers['authorization'] ?? '')?.[1] ?? null;
