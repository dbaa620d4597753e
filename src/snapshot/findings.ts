/** What is worth saying about one account's capacity: assumptions, contradictions, senders that do not send. */

import type { AccountCapacity, SenderCapacity } from '../model/capacity.ts';
import { type Finding, finding } from '../model/finding.ts';
import type { Observed } from '../model/limit.ts';
import type { Workspace } from '../model/workspace.ts';

/** Findings of one account; `all` are the accounts of the snapshot. */
export function accountFindings(workspace: Workspace, account: AccountCapacity, all: readonly AccountCapacity[]): readonly Finding[] {
  const position = workspace.positions[`account:${account.account}`];
  const subject = { kind: 'account', id: account.account } as const;
  return [
    ...resetUnknown(account, { subject, position }),
    ...overLimit(account, { subject, position }),
    ...noSenders(account, all, { subject, position }),
    ...assumptions(account, { subject, position }),
    ...account.senders.flatMap((sender) => senderFindings(workspace, account, sender)),
  ];
}

type Place = Pick<NonNullable<Parameters<typeof finding>[2]>, 'subject' | 'position'>;

function resetUnknown(account: AccountCapacity, place: Place): readonly Finding[] {
  const { remaining, resets } = account.credits;
  if (remaining.value.kind !== 'limited' || resets.value !== null || resets.source !== 'assumed') return [];
  const text = `Account ${account.account} has ${remaining.value.amount} credits, and nobody tells when the next allowance comes.`;
  return [finding('capacity.reset-unknown', text, place)];
}

function overLimit(account: AccountCapacity, place: Place): readonly Finding[] {
  const { limit, used } = account.contacts;
  const over = account.credits.overageUsed?.value ?? 0;
  return [
    ...(limit.value.kind === 'limited' && used.value > limit.value.amount
      ? [
          finding('capacity.over-limit', `Account ${account.account} stores ${used.value} contacts; its limit is ${limit.value.amount}.`, {
            ...place,
            discriminator: 'contacts',
            data: { used: used.value, limit: limit.value.amount },
          }),
        ]
      : []),
    ...(over > 0
      ? [
          finding('capacity.over-limit', `Account ${account.account} has already sent ${over} above its allowance in this cycle.`, {
            ...place,
            discriminator: 'credits',
            data: { overageUsed: over },
          }),
        ]
      : []),
  ];
}

/** Pools that others draw from, and discovered accounts, need no senders of their own. */
function noSenders(account: AccountCapacity, all: readonly AccountCapacity[], place: Place): readonly Finding[] {
  const isPool = all.some((other) => other.parent === account.account);
  if (account.senders.length > 0 || isPool || account.isDiscovered) return [];
  return [
    finding('capacity.no-senders', `Account ${account.account} has no senders: none is listed, and ${account.provider} tells none.`, place),
  ];
}

/**
 * One finding for all assumed numbers of an account that matter, so that a thousand mailboxes do not make a thousand lines.
 * An assumed status is no number: a sender that is listed is there to send.
 */
function assumptions(account: AccountCapacity, place: Place): readonly Finding[] {
  const isAssumed = (value: Observed<unknown>): boolean => value.source === 'assumed';
  const ids = (matters: (sender: SenderCapacity) => boolean): readonly string[] => account.senders.filter(matters).map((s) => s.id);
  const groups = {
    dailyLimit: ids((s) => isAssumed(s.dailyLimit) && s.dailyLimit.value.kind !== 'unknown'),
    sentToday: ids((s) => isAssumed(s.sentToday) && s.dailyLimit.value.kind === 'limited'),
    sentLast6Days: ids((s) => isAssumed(s.sentLast6Days) && s.weeklyLimit.value.kind === 'limited'),
  };
  const parts = Object.entries(groups).flatMap(([field, senders]) => (senders.length === 0 ? [] : [`${field} of ${howMany(senders)}`]));
  if (parts.length === 0) return [];
  return [
    finding('capacity.assumed', `Account ${account.account}: nobody tells ${parts.join('; ')}. The documented defaults were used.`, {
      ...place,
      data: groups,
    }),
  ];
}

const howMany = (ids: readonly string[]): string => (ids.length === 1 ? `sender ${ids[0]}` : `${ids.length} senders`);

function senderFindings(workspace: Workspace, account: AccountCapacity, sender: SenderCapacity): readonly Finding[] {
  const place = { subject: { kind: 'sender', id: sender.id } as const, position: workspace.positions[`sender:${sender.id}`] };
  const { dailyLimit, sentToday, status } = sender;
  return [
    ...(status.value === 'active'
      ? []
      : [
          finding(
            'capacity.sender-inactive',
            `Sender ${sender.id} of account ${account.account} has status ${JSON.stringify(status.value)}; expected "active".`,
            place,
          ),
        ]),
    ...(dailyLimit.value.kind === 'limited' && sentToday.value > dailyLimit.value.amount
      ? [
          finding(
            'capacity.over-limit',
            `Sender ${sender.id} has sent ${sentToday.value} today; its daily limit is ${dailyLimit.value.amount}.`,
            {
              ...place,
              data: { sentToday: sentToday.value, dailyLimit: dailyLimit.value.amount },
            },
          ),
        ]
      : []),
  ];
}
