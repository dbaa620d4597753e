/** One call to a provider: attempts and the waits between them. */

import { ProviderError, type ProviderErrorCode } from '../errors.ts';
import { formatInstant } from '../model/calendar.ts';
import type { ProviderId } from '../model/workspace.ts';
import { type Outcome, runAttempt, type Transport, type WireRequest } from './http-attempt.ts';
import { HINTS, PROVIDER_HABITS } from './http-faults.ts';
import { backoff, hintedDelay, type RetryBudget, type RetryLimits, type WaitHint, waitHint } from './http-retry.ts';
import { closedBy, type Switches } from './http-switches.ts';
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

/** What a call needs besides the request. */
export interface CallContext {
  readonly provider: ProviderId;
  readonly limits: HttpLimits;
  readonly transport: Transport;
  /** Waits for a free slot and the documented rate, then runs the attempt. */
  readonly enqueue: <T>(work: () => Promise<T>) => Promise<T>;
  readonly switches: Switches;
  readonly budget: RetryBudget;
  /** A read that may be sent again even after its first byte. */
  readonly isRepeatable: boolean;
  /** Aborted by the run's deadline or the user; `stopReason` says which. */
  readonly signal: AbortSignal;
  readonly stopReason: () => { readonly code: ProviderErrorCode; readonly detail: string };
  /** Units: ms left of the run. */
  readonly runLeftMs: () => number;
  readonly now: () => number;
  readonly clock: () => number;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly random: () => number;
  readonly redact: (text: string) => string;
}

/** An attempt without an answer, and what follows from it. */
interface Failure {
  readonly error: ProviderError;
  readonly detail: string;
  readonly isTransient: boolean;
  readonly isThrottled: boolean;
  readonly hint: WaitHint;
}

type Attempted = { readonly answer: ProviderAnswer } | { readonly failure: Failure };
type MakeError = (code: ProviderErrorCode, detail: string, attempts: number, cause?: unknown) => ProviderError;

/** Sends one read and answers it, or throws why not. Throws: ProviderError. */
export async function runCall(request: ProviderRequest, wire: Omit<WireRequest, 'signal'>, context: CallContext): Promise<ProviderAnswer> {
  const { limits, switches, clock, signal } = context;
  const makeError = errorMaker(request, wire, context);
  const stoppable = <T>(work: Promise<T>, attempts: number): Promise<T> =>
    work.catch((error: unknown) => {
      if (!signal.aborted) throw error;
      const { code, detail } = context.stopReason();
      throw makeError(code, detail, attempts);
    });

  let spentMs = 0;
  for (let attempt = 1; ; attempt++) {
    assertOpen(request, context);
    const holdMs = switches.lane.notBefore - clock();
    if (holdMs > 0) await stoppable(context.sleep(holdMs, signal), attempt - 1);
    const run = async (): Promise<Attempted> => {
      assertOpen(request, context);
      const startedAt = clock();
      const outcome = await runAttempt(wire, attemptOptions(request, context, spentMs));
      spentMs += Math.max(0, clock() - startedAt);
      // Switched before the slot is free again, so that a waiting call does not slip through.
      return settle(outcome, attempt, context, makeError);
    };
    const attempted = await stoppable(context.enqueue(run), attempt);
    if ('answer' in attempted) return attempted.answer;

    const { failure } = attempted;
    const isLast = attempt >= limits.attempts || spentMs >= limits.callMs || !context.isRepeatable;
    if (!failure.isTransient || isLast || closedBy(switches) !== null) throw failure.error;
    const delayMs =
      failure.hint.kind === 'wait'
        ? hintedDelay(failure.hint.ms, context.random(), limits)
        : backoff(attempt, failure.isThrottled, context.random(), limits);
    if (failure.isThrottled && delayMs > context.runLeftMs()) {
      const wait = `and asks to wait ${Math.ceil(delayMs / 1000)} s, more than is left of the ${limits.runMs / 1000} s of this run`;
      switches.lane.closedBy ??= makeError(failure.error.code, `${failure.detail} ${wait}`, attempt);
      throw switches.lane.closedBy;
    }
    if (!context.budget.pay(failure.isThrottled)) throw failure.error;
    if (failure.isThrottled) switches.lane.notBefore = Math.max(switches.lane.notBefore, clock() + delayMs);
    await stoppable(context.sleep(delayMs, signal), attempt);
  }
}

function errorMaker(request: ProviderRequest, wire: Omit<WireRequest, 'signal'>, { provider, redact }: CallContext): MakeError {
  const where = `${wire.method} ${wire.url.origin}${wire.url.pathname}`;
  return (code, detail, attempts, cause) => {
    const times = attempts > 1 ? `, ${attempts} attempts` : '';
    const hint = HINTS[code] === undefined ? '' : ` ${HINTS[code]}`;
    const text = redact(`${provider} account "${request.account}": ${detail} (${where}${times}).${hint}`);
    return new ProviderError(code, text, { provider, account: request.account, cause: safeCause(cause, redact) });
  };
}

/** Name and text of the original error, without the objects it carries: they may hold the request. */
const safeCause = (cause: unknown, redact: (text: string) => string): Error | undefined =>
  cause instanceof Error ? new Error(redact(`${cause.name}: ${cause.message}`)) : undefined;

/** Throws: ProviderError whose `cause` is the failure that stopped everything behind it. */
function assertOpen({ account }: ProviderRequest, { provider, switches }: CallContext): void {
  const closed = closedBy(switches);
  if (closed === null) return;
  const text = `${provider} account "${account}": not tried, ${closed.why}; first: ${closed.first.message}`;
  throw new ProviderError(closed.first.code, text, { provider, account, cause: closed.first });
}

const attemptOptions = (request: ProviderRequest, { limits, ...context }: CallContext, spentMs: number) => ({
  ...context,
  firstByteMs: limits.firstByteMs,
  totalMs: limits.callMs - spentMs,
  callMs: limits.callMs,
  bodyBytes: limits.bodyBytes,
  accept: request.accept ?? 'json',
});

/** Judges an outcome and sets the switches it calls for. */
function settle(outcome: Outcome, attempt: number, context: CallContext, makeError: MakeError): Attempted {
  const { limits, provider } = context;
  const { host, lane, block } = context.switches;
  if (outcome.kind === 'answer') {
    host.failures = 0;
    const isBlocking = outcome.answer.status === 403 && PROVIDER_HABITS[provider].blockGroup !== null;
    if (isBlocking) block.by ??= makeError('provider_permission', 'answered HTTP 403', attempt);
    return { answer: outcome.answer };
  }
  const failure = judge(outcome, attempt, context, makeError);
  if (failure.isTransient && !failure.isThrottled) {
    host.failures++;
    if (host.failures >= limits.circuitFailures) host.openedBy ??= failure.error;
  }
  if (failure.hint.kind === 'tooLong') lane.closedBy ??= failure.error;
  return { failure };
}

function judge(outcome: Exclude<Outcome, { kind: 'answer' }>, attempt: number, context: CallContext, makeError: MakeError): Failure {
  if (outcome.kind === 'fault') {
    const { code, detail, isTransient, cause } = outcome.fault;
    return { error: makeError(code, detail, attempt, cause), detail, isTransient, isThrottled: false, hint: { kind: 'none' } };
  }
  const { status, headers, excerpt } = outcome;
  const isMaybeThrottled = status === 503 && attempt === 1 && PROVIDER_HABITS[context.provider].isThrottledBy503;
  // Reset headers come with every answer of some providers; only a 429 makes them a request to wait.
  const isHinted = status === 429 || headers['retry-after'] !== undefined;
  const hint: WaitHint = isHinted ? waitHint(headers, context.now(), context.limits) : { kind: 'none' };
  const detail = `answered HTTP ${status}${excerpt === '' ? '' : ` (${excerpt})`}${comeBack(hint)}`;
  const code = status === 429 ? 'provider_rate_limited' : 'provider_unavailable';
  return { error: makeError(code, detail, attempt), detail, isTransient: true, isThrottled: status === 429 || isMaybeThrottled, hint };
}

function comeBack(hint: WaitHint): string {
  if (hint.kind !== 'tooLong') return '';
  return hint.untilMs === null ? ' and asks to wait for years' : ` and asks to come back after ${formatInstant(hint.untilMs)}`;
}
