/** One call to a provider: attempts, waits, and the switches that stop further calls. */

import { ProviderError, type ProviderErrorCode } from '../errors.ts';
import { formatInstant } from '../model/calendar.ts';
import type { ProviderId } from '../model/workspace.ts';
import { type Outcome, runAttempt, type Transport, type WireRequest } from './http-attempt.ts';
import { HINTS, PROVIDER_HABITS } from './http-faults.ts';
import { backoff, hintedDelay, type RetryBudget, type RetryLimits, type WaitHint, waitHint } from './http-retry.ts';
import type { ProviderAnswer, ProviderRequest } from './provider.ts';

/** Limits of the client. Units: ms, bytes, counts. */
export interface HttpLimits extends RetryLimits {
  readonly connectMs: number;
  readonly firstByteMs: number;
  /** Time one call may spend talking, over all its attempts; waits between them do not count. */
  readonly callMs: number;
  /** Time for all calls of a run together, waits included. */
  readonly runMs: number;
  readonly bodyBytes: number;
  /** Retries of the whole run: 2 per fault, 1 per throttling. */
  readonly retryCredits: number;
  /** Failed attempts in a row after which a host is left alone for the rest of the run. */
  readonly circuitFailures: number;
  readonly callsPerProvider: number;
  readonly callsTotal: number;
}

/** Switch of one host: closed for the run after too many failures in a row. */
export interface HostState {
  failures: number;
  openedBy: ProviderError | null;
}

/** Switch of one rate-limit group: nothing is sent before `notBefore` (ms on the monotonic clock). */
export interface LaneState {
  notBefore: number;
  closedBy: ProviderError | null;
}

/** Switch of one block group (SendGrid): set by the first 403. */
export interface BlockState {
  by: ProviderError | null;
}

/** What a call needs besides the request. */
export interface CallContext {
  readonly provider: ProviderId;
  readonly limits: HttpLimits;
  readonly transport: Transport;
  /** Waits for a free slot and the documented rate, then runs the attempt. */
  readonly enqueue: <T>(work: () => Promise<T>) => Promise<T>;
  readonly host: HostState;
  readonly lane: LaneState;
  readonly block: BlockState;
  readonly budget: RetryBudget;
  /** A read that may be sent again even after its first byte. */
  readonly isRepeatable: boolean;
  /** Aborted by the run's deadline or the user; `stopError` says which. */
  readonly signal: AbortSignal;
  readonly stopError: () => { readonly code: ProviderErrorCode; readonly detail: string };
  /** Units: ms left of the run. */
  readonly runLeftMs: () => number;
  readonly now: () => number;
  readonly clock: () => number;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly random: () => number;
  readonly redact: (text: string) => string;
}

interface Failure {
  readonly code: ProviderErrorCode;
  readonly detail: string;
  readonly isTransient: boolean;
  readonly isThrottled: boolean;
  readonly hint: WaitHint;
  readonly cause: unknown;
}

/** Sends one read and answers it, or throws why not. Throws: ProviderError. */
export async function runCall(request: ProviderRequest, wire: Omit<WireRequest, 'signal'>, context: CallContext): Promise<ProviderAnswer> {
  const { limits, host, lane, clock } = context;
  const where = `${wire.method} ${wire.url.origin}${wire.url.pathname}`;
  const fail = (code: ProviderErrorCode, detail: string, attempts: number, cause?: unknown): ProviderError => {
    const times = attempts > 1 ? `, ${attempts} attempts` : '';
    const hint = HINTS[code] === undefined ? '' : ` ${HINTS[code]}`;
    const text = `${context.provider}, account ${request.account}: ${detail} (${where}${times}).${hint}`;
    return new ProviderError(code, context.redact(text), {
      provider: context.provider,
      account: request.account,
      cause: safeCause(cause, context.redact),
    });
  };
  const guard = <T>(work: Promise<T>, attempts: number): Promise<T> =>
    work.catch((error: unknown) => {
      if (!context.signal.aborted) throw error;
      const { code, detail } = context.stopError();
      throw fail(code, detail, attempts);
    });
  const assertOpen = (): void => {
    const closed = context.block.by ?? lane.closedBy ?? host.openedBy;
    if (closed === null) return;
    const why =
      closed === context.block.by
        ? 'nothing more is sent after an HTTP 403, because further bad requests get the address blocked'
        : closed === lane.closedBy
          ? 'the provider asked for a long pause'
          : `${limits.circuitFailures} attempts in a row failed`;
    const text = `${context.provider}, account ${request.account}: not tried, ${why}; first: ${closed.message}`;
    throw new ProviderError(closed.code, text, { provider: context.provider, account: request.account, cause: closed });
  };

  let spentMs = 0;
  for (let attempt = 1; ; attempt++) {
    assertOpen();
    const holdMs = lane.notBefore - clock();
    if (holdMs > 0) await guard(context.sleep(holdMs, context.signal), attempt - 1);
    const run = async (): Promise<Outcome> => {
      assertOpen();
      const startedAt = clock();
      try {
        return await runAttempt(wire, {
          ...context,
          firstByteMs: limits.firstByteMs,
          totalMs: limits.callMs - spentMs,
          callMs: limits.callMs,
          bodyBytes: limits.bodyBytes,
          accept: request.accept ?? 'json',
        });
      } finally {
        spentMs += Math.max(0, clock() - startedAt);
      }
    };
    const outcome = await guard(context.enqueue(run), attempt);
    if (outcome.kind === 'answer') {
      host.failures = 0;
      const { blockGroup } = PROVIDER_HABITS[context.provider];
      if (outcome.answer.status === 403 && blockGroup !== null) context.block.by ??= fail('provider_permission', 'HTTP 403', attempt);
      return outcome.answer;
    }

    const failure = judge(outcome, attempt, context);
    const error = fail(failure.code, failure.detail, attempt, failure.cause);
    if (failure.isTransient && !failure.isThrottled && ++host.failures >= limits.circuitFailures) host.openedBy ??= error;
    if (failure.hint.kind === 'tooLong') lane.closedBy ??= error;
    const isLast = attempt >= limits.attempts || limits.callMs - spentMs <= 0;
    if (!failure.isTransient || isLast || !context.isRepeatable || host.openedBy !== null || lane.closedBy !== null) throw error;

    const delayMs = delayBefore(failure, attempt, context);
    if (failure.isThrottled && delayMs > context.runLeftMs()) {
      const detail = `${failure.detail} and asks to wait ${Math.ceil(delayMs / 1000)} s, more than is left of the ${limits.runMs / 1000} s of this run`;
      lane.closedBy ??= fail(failure.code, detail, attempt);
      throw lane.closedBy;
    }
    if (!context.budget.pay(failure.isThrottled)) throw error;
    if (failure.isThrottled) lane.notBefore = Math.max(lane.notBefore, clock() + delayMs);
    await guard(context.sleep(delayMs, context.signal), attempt);
  }
}

function delayBefore(failure: Failure, attempt: number, { limits, random }: CallContext): number {
  if (failure.hint.kind === 'wait') return hintedDelay(failure.hint.ms, random(), limits);
  return backoff(attempt, failure.isThrottled, random(), limits);
}

function judge(outcome: Exclude<Outcome, { kind: 'answer' }>, attempt: number, context: CallContext): Failure {
  if (outcome.kind === 'fault') {
    const { code, detail, isTransient, cause } = outcome.fault;
    return { code, detail, isTransient, isThrottled: false, hint: { kind: 'none' }, cause };
  }
  const { status, headers } = outcome;
  const isMaybeThrottled = status === 503 && attempt === 1 && PROVIDER_HABITS[context.provider].isThrottledBy503;
  const hint = waitHint(headers, context.now(), context.limits);
  const said = outcome.excerpt === '' ? '' : ` (${outcome.excerpt})`;
  const when =
    hint.kind !== 'tooLong'
      ? ''
      : hint.untilMs === null
        ? ' and asks to wait for years'
        : ` and asks to come back after ${formatInstant(hint.untilMs)}`;
  return {
    code: status === 429 ? 'provider_rate_limited' : 'provider_unavailable',
    detail: `answered HTTP ${status}${said}${when}`,
    isTransient: true,
    isThrottled: status === 429 || isMaybeThrottled,
    hint: status === 429 || headers['retry-after'] !== undefined ? hint : { kind: 'none' },
    cause: undefined,
  };
}

/** Name and text of the original error, without the objects it carries: they may hold the request. */
function safeCause(cause: unknown, redact: (text: string) => string): Error | undefined {
  if (!(cause instanceof Error)) return undefined;
  return new Error(redact(`${cause.name}: ${cause.message}`));
}
