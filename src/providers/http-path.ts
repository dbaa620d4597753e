/** From a request to the address it goes to. Hosts are decided on parsed URLs, never on texts. */

import { UsageError } from '../errors.ts';
import type { ProviderId } from '../model/workspace.ts';
import type { ProviderRequest } from './provider.ts';

/** Address of a request, or what is wrong with it. */
export type Target = { readonly ok: true; readonly url: URL } | { readonly ok: false; readonly problem: string };

/**
 * Address of a request: origin (or the operator's base URL instead), path segments each percent-encoded, query.
 * A segment that could change the path (`..`, `.`, empty, control characters) is refused.
 */
export function targetOf(request: ProviderRequest, baseUrl: URL | null): Target {
  const base = baseUrl ?? parseOrigin(request.origin);
  if (base === null) return { ok: false, problem: `${quote(request.origin)} is not an origin such as https://api.example.com` };
  const bad = request.path.find((segment) => !isSegment(segment));
  if (bad !== undefined) return { ok: false, problem: `${quote(bad)} cannot be part of an address; expected a name` };
  const prefix = base.pathname.replace(/\/+$/, '');
  const path = `${prefix}/${request.path.map((segment) => encodeURIComponent(segment)).join('/')}`;
  const url = new URL(base.origin);
  url.pathname = path;
  for (const [name, value] of request.query ?? []) url.searchParams.append(name, value);
  // The URL parser normalises; anything it changed was not a plain segment.
  return url.pathname === path && url.origin === base.origin
    ? { ok: true, url }
    : { ok: false, problem: `the path ${quote(path)} is not a plain path` };
}

const isSegment = (segment: string): boolean =>
  segment !== '' && segment !== '.' && segment !== '..' && !/[\u0000-\u001f\u007f]|\p{Surrogate}/u.test(segment);

const quote = (text: string): string => JSON.stringify(text.slice(0, 100));

function parseOrigin(text: string): URL | null {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  return url.origin === text && url.protocol === 'https:' ? url : null;
}

/** Whether a parsed URL's host is this machine: `localhost`, 127.0.0.0/8 or [::1]. */
export const isLoopback = (url: URL): boolean =>
  url.hostname === 'localhost' || url.hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(url.hostname);

/**
 * Base URL the operator gave for a provider, parsed. https is required unless the host is this machine; a path prefix is allowed.
 * Throws: UsageError when it is not such a URL.
 */
export function parseBaseUrl(provider: ProviderId, text: string): URL {
  const refuse = (why: string): never => {
    throw new UsageError(
      `--base-url ${provider}: ${why}; expected e.g. ${provider}=https://mail.example.com or ${provider}=http://127.0.0.1:8080`,
    );
  };
  if (!URL.canParse(text)) return refuse('not a URL');
  const url = new URL(text);
  if (url.username !== '' || url.password !== '') return refuse('a URL with a user name or password is not accepted');
  if (url.search !== '' || url.hash !== '') return refuse('a query or fragment is not accepted');
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url))) {
    return refuse(`${url.protocol.slice(0, -1)} to ${url.host} would send the key unprotected`);
  }
  return url;
}
