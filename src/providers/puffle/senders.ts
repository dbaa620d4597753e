/** From joined rows to sender readings: what is counted for today and this week, and what is said about it. Pure. */

import type { SenderReading } from '../../model/capacity.ts';
import { type Finding, finding } from '../../model/finding.ts';
import { type Limit, limited, type Observed, unknown } from '../../model/limit.ts';
import { assumed, type CallOf, derived, failure, said } from '../answer.ts';
import { addressKey, type Joined, type JoinedSender, type Noted } from './join.ts';

type PuffleCall = CallOf<'puffle'>;

const subject = (call: PuffleCall) => ({ kind: 'account', id: call.account.id }) as const;
const names = (list: readonly string[]): string =>
  list.length <= 10 ? list.join(', ') : `${list.slice(0, 10).join(', ')} and ${list.length - 10} more`;

const noted = (call: PuffleCall, { value, source, note }: Noted): Observed<Limit> =>
  source === 'api' ? said(call, limited(value), note) : assumed(call, limited(value), note ?? '');

/** The daily limit the merge with the plan file will use: written for the sender, said by Puffle, written as a default, assumed. */
function plannedLimit(call: PuffleCall, sender: JoinedSender): number {
  const { senders, senderDefaults } = call.account;
  const own = senders.find((s) => addressKey(s.id) === addressKey(sender.email))?.dailyLimit;
  const { value, source } = sender.dailyLimit;
  const byDefault = source === 'assumed' ? senderDefaults.dailyLimit : undefined;
  const limit = own ?? byDefault;
  return typeof limit === 'number' ? limit : value;
}

/** Count planned for today. A suspect zero counts as a day already spent, unless zeros are trusted. */
function sentTodayOf(call: PuffleCall, sender: JoinedSender): Observed<number> {
  const own = sender.ownSentToday ?? 0;
  const counted = Math.max(sender.sentToday, own);
  if (sender.isSuspect && !call.context.trustZeros) {
    const note =
      'Puffle says 0, which may hide a failure of Instantly: planned as if today were already spent (--trust-zeros takes the count as it is).';
    return assumed(call, Math.max(counted, plannedLimit(call, sender)), note);
  }
  return own > sender.sentToday
    ? said(call, counted, `The larger of two counts: sent_today ${sender.sentToday}, today_sent ${own}.`)
    : said(call, counted);
}

/** Sends of the 6 days before today. Puffle tells one sum over 7 days; all of it is put on yesterday, which leaves the window last. */
function historyOf(call: PuffleCall, sender: JoinedSender): Observed<readonly number[]> | null {
  if (sender.weeklySent === null) return null;
  const before = Math.max(0, sender.weeklySent - Math.max(sender.sentToday, sender.ownSentToday ?? 0));
  const note = `Puffle tells ${sender.weeklySent} in 7 days without the days; what was not sent today is put on yesterday, so it counts longest.`;
  return derived(call, [0, 0, 0, 0, 0, before], note);
}

const noWeekly = 'Puffle tells no weekly limit for this sender: declare weeklyLimit';

function reading(call: PuffleCall, id: string, sender: JoinedSender): SenderReading {
  const history = historyOf(call, sender);
  const status =
    sender.status === 'active' ? said(call, sender.status) : said(call, sender.status, `Puffle reports the status "${sender.status}".`);
  return {
    id,
    status,
    dailyLimit: noted(call, sender.dailyLimit),
    sentToday: sentTodayOf(call, sender),
    weeklyLimit: sender.weeklyLimit === null ? derived(call, unknown(noWeekly), noWeekly) : noted(call, sender.weeklyLimit),
    ...(history === null ? {} : { sentLast6Days: history }),
  };
}

/** Suspect zeros as one finding. Throws: ProviderError `provider_suspect` under `--strict`. */
function suspects(call: PuffleCall, senders: readonly JoinedSender[]): readonly Finding[] {
  const list = senders.filter((s) => s.isSuspect).map((s) => s.email);
  if (list.length === 0) return [];
  const text = `Puffle says 0 sends today for ${names(list)}, although its other counts show sends; Instantly may have failed.`;
  if (call.context.strict) throw failure(call, 'provider_suspect', `${text} Refused because of --strict.`);
  const planned = call.context.trustZeros ? 'Taken as they are because of --trust-zeros.' : 'Planned as if today were already spent.';
  return [
    finding('provider.suspect-zero', `Account "${call.account.id}": ${text} ${planned}`, {
      subject: subject(call),
      data: { senders: list },
    }),
  ];
}

/** Senders used as capacity and everything to say about them. */
export interface SenderResult {
  readonly senders: readonly SenderReading[];
  readonly findings: readonly Finding[];
}

/**
 * Readings of an account's senders. Without listed senders every live one is capacity; with a list, exactly the listed ones are.
 * Throws: ProviderError `provider_value` (contradicting limits), `provider_not_found` (a listed sender is missing), `provider_suspect` (`--strict`).
 */
export function senderReadings(call: PuffleCall, joined: Joined): SenderResult {
  const contradiction = joined.contradictions[0];
  if (contradiction !== undefined) throw failure(call, 'provider_value', `Puffle contradicts itself: ${contradiction}; nothing was used.`);
  const listed = new Map(call.account.senders.map((s) => [addressKey(s.id), s.id]));
  const live = new Set(joined.senders.map((s) => addressKey(s.email)));
  const missing = [...listed].filter(([key]) => !live.has(key)).map(([, id]) => id);
  if (missing.length > 0) {
    const text = `Puffle does not list ${names(missing)} in the campaigns ${call.connection.campaigns.join(', ')}`;
    throw failure(
      call,
      'provider_not_found',
      `${text}. It leaves out senders that the key does not own; check the addresses, the campaigns and the key.`,
    );
  }
  const isUsed = (s: JoinedSender): boolean => listed.size === 0 || listed.has(addressKey(s.email));
  const used = joined.senders.filter(isUsed);
  const strangers = [...joined.senders.filter((s) => !isUsed(s)).map((s) => s.email), ...joined.foreign];
  const why =
    joined.foreign.length > 0 ? ' (not in the account usage, or not listed in the plan file)' : ' which the plan file does not list';
  const unknownSenders =
    strangers.length === 0
      ? []
      : [
          finding(
            'provider.unknown-sender',
            `Account "${call.account.id}": Puffle lists ${names(strangers)}${why}; not used as capacity.`,
            {
              subject: subject(call),
              data: { senders: strangers },
            },
          ),
        ];
  return {
    senders: used.map((s) => reading(call, listed.get(addressKey(s.email)) ?? s.email, s)),
    findings: [...suspects(call, used), ...unknownSenders],
  };
}
