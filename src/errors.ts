/**
 * The only errors sendplan throws on purpose. Everything else that is thrown is our bug (exit 70).
 * A message says: subject, actual value, expected value, what to try. It never holds a secret.
 */

import type { Finding } from './model/finding.ts';

/** Wrong use of the command line: an unknown flag, a missing argument, a file that cannot be opened. Exit 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** What people wrote cannot be used. Carries every finding of the run, not just the first. Exit 2. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly findings: readonly Finding[];
  constructor(findings: readonly Finding[]) {
    super(findings.map((f) => f.message).join('\n'));
    this.findings = findings;
  }
}

/**
 * Why a provider gave no usable answer. Stable: other programs match on it.
 *
 * - `provider_timeout`: a deadline (connect, first byte, call or run) passed
 * - `provider_truncated`: the body ended early
 * - `provider_protocol`: not the documented wire format (content type, encoding, shape, redirect)
 * - `provider_encoding`: body is not valid UTF-8 (or the declared charset)
 * - `provider_too_large`: body, headers, depth, pages or rows over the cap
 * - `provider_tls`, `provider_dns`, `provider_refused`, `provider_reset`: the connection failed
 * - `provider_unavailable`: 5xx after the retries
 * - `provider_rate_limited`: 429 after the retries, or a wait longer than we accept
 * - `provider_pagination`: pages that loop, shrink or contradict each other
 * - `provider_auth`: the key is missing or rejected
 * - `provider_permission`: the key is valid but may not read this
 * - `provider_not_found`: the account, subuser or campaign does not exist there
 * - `provider_rejected`: any other refusal by the provider, its message attached
 * - `provider_value`: a number or date that cannot be right
 * - `provider_suspect`: an answer that may hide a failure (and `--strict` was given)
 * - `snapshot_stale`: saved capacity is too old, from the future, or from before a reset
 * - `capacity_unknown`: a number the plan needs is unknown and `onUnknownCapacity` is `fail`
 * - `interrupted`: the user or a signal stopped it
 */
export type ProviderErrorCode =
  | 'provider_timeout'
  | 'provider_truncated'
  | 'provider_protocol'
  | 'provider_encoding'
  | 'provider_too_large'
  | 'provider_tls'
  | 'provider_dns'
  | 'provider_refused'
  | 'provider_reset'
  | 'provider_unavailable'
  | 'provider_rate_limited'
  | 'provider_pagination'
  | 'provider_auth'
  | 'provider_permission'
  | 'provider_not_found'
  | 'provider_rejected'
  | 'provider_value'
  | 'provider_suspect'
  | 'snapshot_stale'
  | 'capacity_unknown'
  | 'interrupted';

/** Live data is missing, stale or unusable. Exit 3. */
export class ProviderError extends Error {
  override readonly name = 'ProviderError';
  readonly code: ProviderErrorCode;
  /** Provider id, e.g. `sendgrid`; null when no single provider is to blame. */
  readonly provider: string | null;
  /** Account id, or null. */
  readonly account: string | null;
  /** Several failures of one run, when this error stands for all of them. */
  readonly failures: readonly ProviderError[];
  /** Findings that explain the error (e.g. one per unknown number). */
  readonly findings: readonly Finding[];
  constructor(
    code: ProviderErrorCode,
    message: string,
    context: {
      readonly provider?: string | null;
      readonly account?: string | null;
      readonly failures?: readonly ProviderError[];
      readonly findings?: readonly Finding[];
      readonly cause?: unknown;
    } = {},
  ) {
    super(message, context.cause === undefined ? undefined : { cause: context.cause });
    this.code = code;
    this.provider = context.provider ?? null;
    this.account = context.account ?? null;
    this.failures = context.failures ?? [];
    this.findings = context.findings ?? [];
  }
}

/**
 * Why there is no verified answer from the solver.
 *
 * - `solver_no_solution`: nothing feasible found in the time given
 * - `solver_too_large`: the model is over the limit; refused before the engine was called
 * - `solver_memory`, `solver_crashed`: the worker died
 * - `solver_untrusted`: the engine's answer contradicts itself (status, objective, integrality)
 * - `solver_rejected`: the independent check refused the plan
 * - `solver_engine`: engine missing or of a refused version
 */
export type SolverErrorCode =
  | 'solver_no_solution'
  | 'solver_too_large'
  | 'solver_memory'
  | 'solver_crashed'
  | 'solver_untrusted'
  | 'solver_rejected'
  | 'solver_engine';

/** No verified answer from the solver in the time given. Exit 4. */
export class SolverError extends Error {
  override readonly name = 'SolverError';
  readonly code: SolverErrorCode;
  constructor(code: SolverErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}
