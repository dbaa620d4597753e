/** Many failed accounts, one error: every provider, account and cause, each cause once. */

import { ProviderError, type ProviderErrorCode } from '../errors.ts';
import { compareText } from '../model/order.ts';

/**
 * One error for all failures of a run. Failures that were not even tried because of an earlier one (their `cause` is that
 * ProviderError) are named in its line instead of repeating it.
 */
export function combineFailures(failures: readonly ProviderError[], accounts: number): ProviderError {
  const causes = new Set(failures.map((f) => f.cause).filter((cause) => cause instanceof ProviderError));
  const untried = (cause: unknown): readonly ProviderError[] => failures.filter((f) => f.cause === cause);
  const own = failures.filter((f) => !(f.cause instanceof ProviderError));
  const ownLines = own.map((f) => f.message);
  const sharedLines = [...causes].map((cause) => {
    const skipped = untried(cause).map((f) => f.account ?? '?');
    const names = `${skipped.length} further ${skipped.length === 1 ? 'account was' : 'accounts were'} not tried: ${skipped.sort(compareText).join(', ')}`;
    return `${cause.provider}: after that, ${names}`;
  });
  const lines = [...ownLines, ...sharedLines];
  const head = `Capacity of ${failures.length} of ${accounts} ${accounts === 1 ? 'account' : 'accounts'} could not be read; nothing was planned on it.`;
  const message = lines.length === 1 ? `${lines[0]}` : [head, ...lines.map((line) => `  ${line}`)].join('\n');
  return new ProviderError(codeOf(failures), message, {
    provider: common(failures.map((f) => f.provider)),
    account: common(failures.map((f) => f.account)),
    failures,
    findings: failures.flatMap((f) => f.findings),
    cause: failures[0],
  });
}

/** An interruption outranks what it broke; else the first failure in the order of the plan files. */
const codeOf = (failures: readonly ProviderError[]): ProviderErrorCode =>
  failures.some((f) => f.code === 'interrupted') ? 'interrupted' : (failures[0]?.code ?? 'provider_rejected');

const common = (names: readonly (string | null)[]): string | null => (new Set(names).size === 1 ? (names[0] ?? null) : null);
