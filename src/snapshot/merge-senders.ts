/** Senders of one account: those people listed and those the provider lists, merged by id. */

import { type Instant, WEEKDAYS } from '../model/calendar.ts';
import type { AccountReading, SenderCapacity, SenderReading } from '../model/capacity.ts';
import { UNLIMITED } from '../model/limit.ts';
import { compareText } from '../model/order.ts';
import type { Account, DeclaredSender, Workspace } from '../model/workspace.ts';
import { fromReading, known, pick, saidByProvider, written, writtenLimit } from './pick.ts';

const NO_HISTORY: readonly number[] = [0, 0, 0, 0, 0, 0];

/** All senders of an account in canonical order. Live senders that are not listed are added. */
export function mergeSenders(
  workspace: Workspace,
  account: Account,
  reading: AccountReading | undefined,
  at: Instant,
): readonly SenderCapacity[] {
  const own = new Map(account.senders.map((s) => [s.id.normalize('NFC'), s]));
  const told = new Map((reading?.senders ?? []).map((s) => [s.id.normalize('NFC'), s]));
  const domains = new Set(workspace.domains.map((d) => d.id));
  return [...new Set([...own.keys(), ...told.keys()])]
    .sort(compareText)
    .map((id) => mergeSender(id, account, own.get(id), told.get(id), domains, at));
}

function mergeSender(
  id: string,
  account: Account,
  own: DeclaredSender | undefined,
  told: SenderReading | undefined,
  domains: ReadonlySet<string>,
  at: Instant,
): SenderCapacity {
  const defaults = account.senderDefaults;
  const path = `accounts[${account.id}].senders[${id}].dailyLimit`;
  const missing = `${told === undefined ? 'not declared' : `${account.connection.provider} does not tell it`}: declare ${path} or senderDefaults.dailyLimit, or write unlimited`;
  return {
    id,
    status:
      pick(written(own?.status, at), told?.status, written(defaults.status, at)) ?? known.assumed('active', 'Nobody tells its status.', at),
    dailyLimit:
      pick(
        writtenLimit(own?.dailyLimit, at),
        fromReading(saidByProvider(told?.dailyLimit)),
        writtenLimit(defaults.dailyLimit, at),
        told?.dailyLimit,
      ) ?? known.unknown(missing, at),
    sentToday:
      pick(written(own?.sentToday, at), saidByProvider(told?.sentToday), written(defaults.sentToday, at), told?.sentToday) ??
      known.assumed(0, 'Nobody tells what was sent today.', at),
    weeklyLimit:
      pick(
        writtenLimit(own?.weeklyLimit, at),
        fromReading(saidByProvider(told?.weeklyLimit)),
        writtenLimit(defaults.weeklyLimit, at),
        told?.weeklyLimit,
      ) ?? known.assumed(UNLIMITED, 'No weekly limit is told or declared.', at),
    sentLast6Days:
      pick(
        written(own?.sentLast6Days, at),
        saidByProvider(told?.sentLast6Days),
        written(defaults.sentLast6Days, at),
        told?.sentLast6Days,
      ) ?? known.assumed(NO_HISTORY, 'Nobody tells what was sent in the 6 days before.', at),
    warmUp: own?.warmUp ?? defaults.warmUp ?? null,
    weekdays: own?.weekdays ?? defaults.weekdays ?? WEEKDAYS,
    except: own !== undefined && own.except.length > 0 ? own.except : (defaults.except ?? []),
    domain: own?.domain ?? defaults.domain ?? addressDomain(id, domains),
    tags: [...new Set([...account.tags, ...(own?.tags ?? [])])].sort(compareText),
  };
}

/** An address under a domain that has a limit belongs to it, also when nobody wrote so: live senders cannot be asked. */
function addressDomain(id: string, domains: ReadonlySet<string>): string | null {
  const domain = id.slice(id.lastIndexOf('@') + 1);
  return id.includes('@') && domains.has(domain) ? domain : null;
}
