/** Many failed accounts, one error: every provider, account and cause, each cause once. */

import { ProviderError } from '../errors.ts';
import { compareText } from '../model/order.ts';

/** More lines hide the first ones; `failures` holds them all. */
const MOST_LINES = 50;

/**
 * One error for all failures of a run. An interruption outranks what it broke. Failures that were not even tried because of
 * an earlier one (their `cause` is that ProviderError) share one line.
 */
export function combineFailures(failures: readonly ProviderError[], accounts: number): ProviderError {
  const details = {
    provider: common(failures.map((f) => f.provider)),
    account: common(failures.map((f) => f.account)),
    failures,
    findings: failures.flatMap((f) => f.findings),
    cause: failures[0],
  };
  const interrupted = failures.find((f) => f.code === 'interrupted');
  if (interrupted !== undefined)
    return new ProviderError('interrupted', 'Interrupted while reading the capacity; nothing was planned.', details);
  const lines = [...failures.filter((f) => !isUntried(f)).map((f) => f.message), ...untriedLines(failures)];
  const head = `Capacity of ${failures.length} of ${accounts} accounts could not be read; nothing was planned.`;
  const shown = lines.length <= MOST_LINES ? lines : [...lines.slice(0, MOST_LINES), `and ${lines.length - MOST_LINES} more`];
  const message = lines.length === 1 ? `${lines[0]}` : [head, ...shown.map((line) => `  ${line}`)].join('\n');
  return new ProviderError(failures[0]?.code ?? 'provider_rejected', message, details);
}

const isUntried = (failure: ProviderError): boolean => failure.cause instanceof ProviderError;

function untriedLines(failures: readonly ProviderError[]): readonly string[] {
  const causes = [...new Set(failures.map((f) => f.cause))].filter((cause) => cause instanceof ProviderError);
  return causes.map((cause) => {
    const names = failures.flatMap((f) => (f.cause === cause ? [`"${f.account}"`] : [])).sort(compareText);
    const who = names.length === 1 ? '1 more account was' : `${names.length} more accounts were`;
    return `${cause.provider}: after the failure of account "${cause.account}", ${who} not tried, because more requests would only make it worse: ${names.join(', ')}`;
  });
}

const common = (names: readonly (string | null)[]): string | null => (new Set(names).size === 1 ? (names[0] ?? null) : null);
