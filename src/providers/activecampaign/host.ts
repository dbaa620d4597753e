/** Hosts of ActiveCampaign accounts. */

import { type CallOf, failure } from '../answer.ts';

/** Suffixes an account's host may have. Source: developers.activecampaign.com (API URL), activecampaign.com/api; last verified 2026-11-20. */
export const HOST_SUFFIXES: readonly string[] = ['.api-us1.com', '.activehosted.com'];

const LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/** Account name without its host: `brand` for `brand`, `brand.api-us1.com` and `brand.activehosted.com`. */
export const accountName = (text: string): string => text.toLowerCase().split('.')[0] ?? '';

/** Origin of an account written as a name or as a host with a known suffix. Throws: ProviderError `provider_rejected` for any other text. */
export function accountOrigin(call: CallOf<'activecampaign'>): string {
  const host = call.connection.account.toLowerCase();
  if (LABEL.test(host)) return `https://${host}.api-us1.com`;
  const suffix = HOST_SUFFIXES.find((s) => host.endsWith(s));
  if (suffix !== undefined && LABEL.test(host.slice(0, -suffix.length))) return `https://${host}`;
  throw failure(
    call,
    'provider_rejected',
    `"${call.connection.account}" is no ActiveCampaign account; nothing was sent. Write its name, or a host that ends with ${HOST_SUFFIXES.join(' or ')}.`,
  );
}
