/** Senders of one account: those people listed and those the provider lists, merged by id. */

import { WEEKDAYS } from '../model/calendar.ts';
import type { AccountReading, SenderCapacity, SenderReading } from '../model/capacity.ts';
import { UNLIMITED } from '../model/limit.ts';
import { compareText } from '../model/order.ts';
import type { Account, DeclaredSender, Workspace } from '../model/workspace.ts';
import { fromReading, once, pick, type Statements, saidByProvider } from './pick.ts';

const NO_HISTORY: readonly number[] = [0, 0, 0, 0, 0, 0];

/** All senders of an account in canonical order. Live senders that are not listed are added. */
export function mergeSenders(
  workspace: Workspace,
  account: Account,
  reading: AccountReading | undefined,
  say: Statements,
): readonly SenderCapacity[] {
  const own = new Map(account.senders.map((s) => [s.id.normalize('NFC'), s]));
  const told = new Map((reading?.senders ?? []).map((s) => [s.id.normalize('NFC'), s]));
  const domains = new Set(workspace.domains.map((d) => d.id));
  const tagLists = new Map<string, readonly string[]>();
  // Senders with the same tags share one list.
  const tagsOf = (tags: readonly string[]): readonly string[] =>
    once(tagLists, JSON.stringify(tags), () => [...new Set([...account.tags, ...tags])].sort(compareText));
  return [...new Set([...own.keys(), ...told.keys()])]
    .sort(compareText)
    .map((id) => mergeSender(id, account, own.get(id), told.get(id), say, { domains, tagsOf }));
}

function mergeSender(
  id: string,
  account: Account,
  own: DeclaredSender | undefined,
  told: SenderReading | undefined,
  say: Statements,
  { domains, tagsOf }: { readonly domains: ReadonlySet<string>; readonly tagsOf: (tags: readonly string[]) => readonly string[] },
): SenderCapacity {
  const defaults = account.senderDefaults;
  return {
    id,
    status: pick(say.written(own?.status), told?.status, say.written(defaults.status)) ?? say.assumed('active', 'Nobody tells its status.'),
    dailyLimit:
      pick(say.limit(own?.dailyLimit), fromReading(saidByProvider(told?.dailyLimit)), say.limit(defaults.dailyLimit), told?.dailyLimit) ??
      say.unknown(whyUnknown(id, account, told)),
    sentToday:
      pick(say.written(own?.sentToday), saidByProvider(told?.sentToday), say.written(defaults.sentToday), told?.sentToday) ??
      say.assumed(0, 'Nobody tells what was sent today.'),
    weeklyLimit:
      pick(
        say.limit(own?.weeklyLimit),
        fromReading(saidByProvider(told?.weeklyLimit)),
        say.limit(defaults.weeklyLimit),
        told?.weeklyLimit,
      ) ?? say.assumed(UNLIMITED, 'No weekly limit is told or declared.'),
    sentLast6Days:
      pick(
        say.written(own?.sentLast6Days),
        saidByProvider(told?.sentLast6Days),
        say.written(defaults.sentLast6Days),
        told?.sentLast6Days,
      ) ?? say.assumed(NO_HISTORY, 'Nobody tells what was sent in the 6 days before.'),
    warmUp: own?.warmUp ?? defaults.warmUp ?? null,
    weekdays: own?.weekdays ?? defaults.weekdays ?? WEEKDAYS,
    except: own !== undefined && own.except.length > 0 ? own.except : (defaults.except ?? []),
    domain: own?.domain ?? defaults.domain ?? addressDomain(id, domains),
    tags: tagsOf(own?.tags ?? []),
  };
}

const whyUnknown = (id: string, account: Account, told: SenderReading | undefined): string =>
  `${told === undefined ? 'not declared' : `${account.connection.provider} does not tell it`}: declare accounts[${account.id}].senders[${id}].dailyLimit or senderDefaults.dailyLimit, or write unlimited`;

/** An address under a domain that has a limit belongs to it, also when nobody wrote so: live senders cannot be asked. */
function addressDomain(id: string, domains: ReadonlySet<string>): string | null {
  const domain = id.slice(id.lastIndexOf('@') + 1);
  return id.includes('@') && domains.has(domain) ? domain : null;
}
