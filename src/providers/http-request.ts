/** From a connector's request to the one that is sent, and what is known about it. */

import type { WireRequest } from './http-attempt.ts';
import { ACCEPT_HEADERS } from './http-body.ts';
import type { Provider, ProviderRequest } from './provider.ts';

/** A request as it goes over the wire; what the client decides (accepted types, no compression) cannot be overridden. */
export function wireRequest(request: ProviderRequest, url: URL): Omit<WireRequest, 'signal'> {
  const own = Object.fromEntries(Object.entries(request.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]));
  const form = request.form === undefined ? null : new URLSearchParams(request.form).toString();
  return {
    url,
    method: request.method,
    headers: {
      'user-agent': 'sendplan',
      ...own,
      accept: ACCEPT_HEADERS[request.accept ?? 'json'],
      'accept-encoding': 'identity',
      ...(form === null ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
    },
    body: form,
  };
}

/** Keys in a request, so that an answer that echoes them is blotted out. */
export function secretsIn(request: ProviderRequest): readonly string[] {
  const isSecretName = (name: string): boolean => /key|token|secret|pass|authorization/i.test(name);
  const pairs = [...Object.entries(request.headers ?? {}), ...(request.query ?? []), ...Object.entries(request.form ?? {})];
  return pairs.filter(([name]) => isSecretName(name)).map(([, value]) => value.replace(/^(?:Bearer|Basic) /i, ''));
}

/** Whether the capabilities list this request, e.g. `POST /apiv2/reseller.account.{format}`: a documented read. */
export function isListedRead(provider: Provider, request: Pick<ProviderRequest, 'method' | 'path'>): boolean {
  return provider.capabilities.requests.some((listed) => {
    const match = /^(GET|POST)\s+([^\s?#]+)/.exec(listed);
    if (match?.[1] !== request.method) return false;
    const segments = (match[2] as string)
      .replace(/^https:\/\/[^/]+/, '')
      .split('/')
      .slice(1);
    return segments.length === request.path.length && segments.every((pattern, i) => isSegmentOf(pattern, request.path[i] as string));
  });
}

function isSegmentOf(pattern: string, segment: string): boolean {
  const parts = pattern.split(/\{[^}]*\}/);
  const source = parts.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('.+');
  return new RegExp(`^${source}$`, 's').test(segment);
}
