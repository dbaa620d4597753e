/** Tables of what can go wrong on the way to a provider, as data: our code, whether it is tried again, what to try. */

import type { ProviderErrorCode } from '../errors.ts';
import type { ProviderId } from '../model/workspace.ts';

/** A failed attempt, before it becomes a ProviderError with names in it. */
export interface Fault {
  readonly code: ProviderErrorCode;
  /** What happened, as the middle of a sentence: "the connection was reset". */
  readonly detail: string;
  /** Worth another attempt. */
  readonly isTransient: boolean;
  readonly cause?: unknown;
}

/** What a transport error means. */
export interface TransportFault {
  readonly code: ProviderErrorCode;
  readonly isTransient: boolean;
  readonly meaning: string;
}

const row = (code: ProviderErrorCode, isTransient: boolean, meaning: string): TransportFault => ({ code, isTransient, meaning });

/** Error code of Node or undici → what it means. A code that is not listed is a reset when its name says so, else a protocol fault. */
export const TRANSPORT_FAULTS: Readonly<Record<string, TransportFault>> = {
  ENOTFOUND: row('provider_dns', false, 'the host name does not exist'),
  EAI_AGAIN: row('provider_dns', true, 'the host name could not be looked up just now'),
  EAI_FAIL: row('provider_dns', false, 'the host name could not be looked up'),
  EAI_NODATA: row('provider_dns', false, 'the host name has no address'),
  ECONNREFUSED: row('provider_refused', true, 'the connection was refused'),
  EHOSTUNREACH: row('provider_refused', true, 'the host cannot be reached'),
  ENETUNREACH: row('provider_refused', true, 'the network cannot be reached'),
  EACCES: row('provider_refused', false, 'this machine does not allow the connection'),
  EPERM: row('provider_refused', false, 'this machine does not allow the connection'),
  ECONNRESET: row('provider_reset', true, 'the connection was reset'),
  ECONNABORTED: row('provider_reset', true, 'the connection was aborted'),
  EPIPE: row('provider_reset', true, 'the connection broke while sending'),
  UND_ERR_SOCKET: row('provider_reset', true, 'the other side closed the connection'),
  ETIMEDOUT: row('provider_timeout', true, 'the connection timed out'),
  UND_ERR_CONNECT_TIMEOUT: row('provider_timeout', true, 'no connection in time'),
  UND_ERR_HEADERS_TIMEOUT: row('provider_timeout', true, 'no answer in time'),
  UND_ERR_BODY_TIMEOUT: row('provider_timeout', true, 'the answer stopped in the middle'),
  UND_ERR_HEADERS_OVERFLOW: row('provider_too_large', false, 'the headers of the answer are larger than 16 KiB'),
  UND_ERR_RES_EXCEEDED_MAX_SIZE: row('provider_too_large', false, 'the answer is too large'),
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: row('provider_truncated', true, 'the answer ended early'),
  EPROTO: row('provider_tls', false, 'the TLS connection could not be set up'),
  CERT_HAS_EXPIRED: row('provider_tls', false, 'the certificate has expired'),
  CERT_NOT_YET_VALID: row('provider_tls', false, 'the certificate is not valid yet (check the clock of this machine)'),
  DEPTH_ZERO_SELF_SIGNED_CERT: row('provider_tls', false, 'the certificate is self-signed'),
  SELF_SIGNED_CERT_IN_CHAIN: row('provider_tls', false, 'the certificate chain ends in an unknown authority'),
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: row('provider_tls', false, 'the certificate comes from an unknown authority'),
  UNABLE_TO_GET_ISSUER_CERT: row('provider_tls', false, 'the certificate comes from an unknown authority'),
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: row('provider_tls', false, 'the certificate comes from an unknown authority'),
  ERR_TLS_CERT_ALTNAME_INVALID: row('provider_tls', false, 'the certificate belongs to another host'),
};

/** What a transport error means; `isBodyStarted`: headers had already arrived, so a lost connection is a cut answer. */
export function classifyTransport(error: unknown, isBodyStarted: boolean): Fault {
  const code = errorCode(error);
  const known = TRANSPORT_FAULTS[code] ?? guess(code);
  const isCut = isBodyStarted && (known.code === 'provider_reset' || known.code === 'provider_protocol');
  const meaning = isCut ? TRANSPORT_FAULTS['UND_ERR_RES_CONTENT_LENGTH_MISMATCH']! : known;
  return { code: meaning.code, isTransient: meaning.isTransient, detail: `${meaning.meaning} (${code})`, cause: error };
}

function errorCode(error: unknown): string {
  const { code, cause } = error as { readonly code?: unknown; readonly cause?: unknown };
  if (typeof code === 'string' && code !== '') return code;
  return cause instanceof Error ? errorCode(cause) : 'unknown error';
}

function guess(code: string): TransportFault {
  if (/^(ERR_TLS_|ERR_SSL_|CERT_|CRL_)|_CERT/.test(code)) return row('provider_tls', false, 'the TLS connection could not be verified');
  if (/^HPE_/.test(code)) return row('provider_protocol', false, 'the answer is not valid HTTP');
  return row('provider_protocol', false, 'the connection failed in an unexpected way');
}

/** What to try, by code: the last sentence of the message. */
export const HINTS: Readonly<Partial<Record<ProviderErrorCode, string>>> = {
  provider_timeout: 'Try again; when it stays, check the provider’s status page.',
  provider_truncated: 'Try again; when it stays, something between here and the provider cuts answers.',
  provider_protocol: 'Check the address (a proxy, login page or --base-url may answer instead of the provider).',
  provider_encoding: 'Something between here and the provider changes answers, or the provider changed its format.',
  provider_too_large: 'Check the address; the documented answer is small.',
  provider_tls: 'Nothing was sent. Check the address, the clock and the certificates of this machine (NODE_EXTRA_CA_CERTS).',
  provider_dns: 'Check the spelling of the account or host name, and the network.',
  provider_refused: 'Check the address and the network.',
  provider_reset: 'Try again; when it stays, check the network.',
  provider_unavailable: 'Try again later, or leave the provider out with --exclude-provider.',
  provider_rate_limited: 'Try again after that time, and do not run several reads of the same account at once.',
};

/** What is special about how a provider answers. */
export interface ProviderHabit {
  /** After one 403 nothing more is sent to this group of providers in the run; null = a 403 concerns one request only. */
  readonly blockGroup: string | null;
  /** The first 503 is waited out like throttling. */
  readonly isThrottledBy503: boolean;
}

const USUAL: ProviderHabit = { blockGroup: null, isThrottledBy503: false };

/**
 * How providers differ.
 * Source: twilio.com/docs/sendgrid (403 also means a temporary block after too many bad requests, both interfaces share it);
 * ActiveCampaign community threads (503 instead of 429 at the limit); last verified 2026-11-20.
 */
export const PROVIDER_HABITS: Readonly<Record<ProviderId, ProviderHabit>> = {
  declared: USUAL,
  sendgrid: { ...USUAL, blockGroup: 'SendGrid' },
  'sendgrid-reseller': { ...USUAL, blockGroup: 'SendGrid' },
  activecampaign: { ...USUAL, isThrottledBy503: true },
  puffle: USUAL,
};
