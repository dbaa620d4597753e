/** Asks every provider what its accounts can still send: all accounts at once, every failure collected. */

import { ProviderError } from '../errors.ts';
import { type Instant, localDateAt } from '../model/calendar.ts';
import type { AccountReading } from '../model/capacity.ts';
import { finding } from '../model/finding.ts';
import type { Account, ProviderId, Workspace } from '../model/workspace.ts';
import type { Http } from '../providers/http.ts';
import type { Provider, ProviderContext } from '../providers/provider.ts';
import { combineFailures } from './failures.ts';

/** Progress of one account. `ms`: how long its reading took. */
export type AccountEvent =
  | { readonly kind: 'started'; readonly account: string; readonly provider: ProviderId }
  | { readonly kind: 'done'; readonly account: string; readonly provider: ProviderId; readonly ms: number }
  | {
      readonly kind: 'failed';
      readonly account: string;
      readonly provider: ProviderId;
      readonly ms: number;
      readonly error: ProviderError;
    };

/** How readings are taken. */
export interface TakeOptions {
  readonly providers: Readonly<Record<ProviderId, Provider>>;
  readonly http: Http;
  /** The run's single "now". */
  readonly now: Instant;
  /** Monotonic clock for progress, ms. */
  readonly clock: () => number;
  /** Value of a named environment variable; asked only for the names the plan files give. */
  readonly credential: (provider: ProviderId, variableName: string) => string | undefined;
  readonly trustZeros: boolean;
  readonly strict: boolean;
  readonly excludeProviders: readonly string[];
  readonly onAccount?: (event: AccountEvent) => void;
}

const WARN_SKEW_MINUTES = 5;
const REFUSE_SKEW_MINUTES = 60;

/**
 * Readings of all accounts in the workspace's order; accounts of excluded providers are left out.
 * Throws: ProviderError for all accounts that could not be read (`failures` holds one error each).
 */
export async function takeReadings(workspace: Workspace, options: TakeOptions): Promise<readonly AccountReading[]> {
  const accounts = workspace.accounts.filter((account) => !options.excludeProviders.includes(account.connection.provider));
  const results = await Promise.all(accounts.map((account) => readAccount(workspace, account, options)));
  const failures = results.filter((result) => result instanceof ProviderError);
  if (failures.length > 0) throw combineFailures(failures, accounts.length);
  return results.flatMap((result) => (result instanceof ProviderError ? [] : result));
}

async function readAccount(
  workspace: Workspace,
  account: Account,
  options: TakeOptions,
): Promise<readonly AccountReading[] | ProviderError> {
  const provider = options.providers[account.connection.provider];
  const subject = { account: account.id, provider: provider.id };
  const startedAt = options.clock();
  const ms = (): number => Math.max(0, Math.round(options.clock() - startedAt));
  options.onAccount?.({ kind: 'started', ...subject });
  try {
    const watch = watchClock(options.http.forProvider(provider));
    const readings = await provider.read(account, contextFor(workspace, account, provider, watch.http, options));
    const judged = judgeClock(account, provider, readings, watch.worstSkew());
    options.onAccount?.({ kind: 'done', ...subject, ms: ms() });
    return judged.map((reading) => withProviderZone(reading, provider, options.now));
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    options.onAccount?.({ kind: 'failed', ...subject, ms: ms(), error });
    return error;
  }
}

function contextFor(
  workspace: Workspace,
  account: Account,
  provider: Provider,
  http: ProviderContext['http'],
  options: TakeOptions,
): ProviderContext {
  const timeZone = account.timeZone ?? provider.defaultTimeZone ?? workspace.timeZone;
  return {
    http,
    now: options.now,
    credential: (variableName) => {
      const value = options.credential(provider.id, variableName);
      const problem =
        value === undefined || value === ''
          ? 'is not set'
          : value.length < 6
            ? 'is shorter than 6 characters, which cannot be a key'
            : null;
      if (value === undefined || problem !== null) {
        const text = `${provider.id} account "${account.id}": the environment variable ${variableName} ${problem}. Set it to the key of this account.`;
        throw new ProviderError('provider_auth', text, { provider: provider.id, account: account.id });
      }
      options.http.redactor.add(value);
      return value;
    },
    timeZone,
    today: localDateAt(options.now, timeZone),
    trustZeros: options.trustZeros,
    strict: options.strict,
  };
}

/** Remembers the largest difference between the provider's clock and ours over the answers of one reading. */
function watchClock(http: ProviderContext['http']): { readonly http: ProviderContext['http']; readonly worstSkew: () => number } {
  let worst = 0;
  return {
    worstSkew: () => worst,
    http: {
      send: async (request) => {
        const answer = await http.send(request);
        const skew = answer.clockSkewMinutes ?? 0;
        if (Math.abs(skew) > Math.abs(worst)) worst = skew;
        return answer;
      },
    },
  };
}

/** Throws: ProviderError when day counts were read under a clock that is off by more than an hour. */
function judgeClock(account: Account, provider: Provider, readings: readonly AccountReading[], skew: number): readonly AccountReading[] {
  if (Math.abs(skew) <= WARN_SKEW_MINUTES) return readings;
  const difference = `its clock is ${Math.round(Math.abs(skew))} min ${skew > 0 ? 'ahead of' : 'behind'} ours`;
  const message = `${provider.id} account "${account.id}": ${difference}; expected at most ${WARN_SKEW_MINUTES} min.`;
  if (Math.abs(skew) > REFUSE_SKEW_MINUTES && provider.capabilities.gives.sentToday) {
    const text = `${message} Counts per day cannot be trusted: correct the clock of this machine, or --now.`;
    throw new ProviderError('provider_value', text, { provider: provider.id, account: account.id });
  }
  const warning = finding('provider.clock-skew', message, {
    subject: { kind: 'account', id: account.id },
    data: { minutes: Math.round(skew * 10) / 10 },
  });
  return readings.map((reading, i) => {
    const isKnown = reading.findings.some((f) => f.id === warning.id);
    return i === 0 && !isKnown ? { ...reading, findings: [...reading.findings, warning] } : reading;
  });
}

/** The zone the provider's dates were asked in must stay with the reading: a saved one is merged without the connector. */
function withProviderZone(reading: AccountReading, provider: Provider, now: Instant): AccountReading {
  if (reading.timeZone !== undefined || provider.defaultTimeZone === null) return reading;
  const note = `Zone in which ${provider.id} counts days when an account names none.`;
  return { ...reading, timeZone: { value: provider.defaultTimeZone, observedAt: now, source: 'assumed', note } };
}
