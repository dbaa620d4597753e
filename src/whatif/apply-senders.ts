/** Changes of senders: new ones like an old one, fewer, other limits. */

import type { AccountCapacity, SenderCapacity } from '../model/capacity.ts';
import type { Change } from '../model/catalog.ts';
import { type Limit, limited, type Observed, UNLIMITED } from '../model/limit.ts';
import { compareText } from '../model/order.ts';
import { cannotApply } from './changes.ts';
import { sendersLike, withMoreSenders, withSenders } from './situation.ts';

/** Changes of senders. */
export type SenderChange = Extract<Change, { kind: 'addSenders' | 'removeSenders' | 'sender' }>;

/** Accounts with changed senders, and what is worth telling. Throws: ConfigError when an account or a sender does not exist. */
export function changeSenders(
  accounts: readonly AccountCapacity[],
  change: SenderChange,
): { readonly accounts: readonly AccountCapacity[]; readonly notes: readonly { readonly subject: string; readonly text: string }[] } {
  switch (change.kind) {
    case 'addSenders':
      return addSenders(accounts, change);
    case 'removeSenders': {
      for (const id of change.senders) senderOf(accounts, id);
      return { accounts: withSenders(accounts, new Set(change.senders), removed), notes: [] };
    }
    case 'sender': {
      senderOf(accounts, change.sender);
      const edit = (sender: SenderCapacity): SenderCapacity => ({
        ...sender,
        dailyLimit: written(sender.dailyLimit, change.dailyLimit),
        weeklyLimit: written(sender.weeklyLimit, change.weeklyLimit),
        weekdays: change.weekdays ?? sender.weekdays,
      });
      return { accounts: withSenders(accounts, new Set([change.sender]), edit), notes: [] };
    }
  }
}

/** A sender that sends nothing more; what it sent today still counts on its account and domain. */
export const removed = (sender: SenderCapacity): SenderCapacity => ({
  ...sender,
  status: { ...sender.status, value: 'removed', source: 'derived', note: 'Taken out by the what-if.' },
});

function written(before: Observed<Limit>, limit: number | 'unlimited' | null): Observed<Limit> {
  if (limit === null) return before;
  return { ...before, value: limit === 'unlimited' ? UNLIMITED : limited(limit), source: 'derived', note: 'Set by the what-if.' };
}

function senderOf(
  accounts: readonly AccountCapacity[],
  id: string,
): { readonly account: AccountCapacity; readonly sender: SenderCapacity } {
  for (const account of accounts) {
    const sender = account.senders.find((s) => s.id === id);
    if (sender !== undefined) return { account, sender };
  }
  throw cannotApply('config.unknown-reference', `There is no sender ${id} in the capacity read. \`sendplan usage\` lists them.`, {
    kind: 'sender',
    id,
  });
}

/** Sender that new ones resemble when nobody says: active, the highest daily limit, then the first by id; null when none is active. */
export function strongest({ senders }: AccountCapacity): SenderCapacity | null {
  const size = ({ dailyLimit: { value } }: SenderCapacity) =>
    value.kind === 'limited' ? value.amount : value.kind === 'unlimited' ? Infinity : -1;
  const active = senders.filter((s) => s.status.value === 'active');
  return active.reduce<SenderCapacity | null>((a, b) => (a === null || size(b) > size(a) ? b : a), null);
}

function addSenders(
  accounts: readonly AccountCapacity[],
  { account: id, count, like, warmUp }: Extract<SenderChange, { kind: 'addSenders' }>,
) {
  const account = accounts.find((a) => a.account === id);
  if (account === undefined) {
    const known = accounts.map((a) => a.account).join(', ');
    throw cannotApply('config.unknown-reference', `There is no account ${id}. Known: ${known}.`, { kind: 'account', id });
  }
  const model = like === null ? { account, sender: strongest(account) } : senderOf(accounts, like);
  const { sender } = model;
  if (sender === null) {
    const message = `Account ${id} has no active sender that new ones could resemble. Name one with like.`;
    throw cannotApply('config.missing-key', message, { kind: 'account', id });
  }
  const own = sender.tags.filter((tag) => !model.account.tags.includes(tag));
  const taken = new Set(accounts.flatMap((a) => a.senders.map((s) => s.id)));
  const ids: string[] = [];
  for (let n = 1; ids.length < count; n++) if (!taken.has(`${sender.id} #${n}`)) ids.push(`${sender.id} #${n}`);
  const say = <T>(value: T): Observed<T> => ({
    value,
    observedAt: sender.status.observedAt,
    source: 'derived',
    note: 'Added by the what-if.',
  });
  const added = sendersLike(sender, ids).map(
    (fresh): SenderCapacity => ({
      ...fresh,
      status: say('active'),
      sentToday: say(fresh.sentToday.value),
      sentLast6Days: say(fresh.sentLast6Days.value),
      warmUp: warmUp ?? sender.warmUp,
      tags: [...new Set([...own, ...account.tags])].sort(compareText),
    }),
  );
  const notes = [
    ...(like === null && count > 0 ? [`${count === 1 ? 'the new sender is' : 'new senders are'} like ${sender.id}`] : []),
    ...(sender.domain === null || count === 0 ? [] : [`new senders share the daily limit of the domain ${sender.domain}`]),
    ...((warmUp ?? sender.warmUp) === null && count > 0
      ? ['new senders send at full speed from their first day: no warm-up is given']
      : []),
  ];
  return { accounts: withMoreSenders(accounts, id, added), notes: notes.map((text) => ({ subject: id, text })) };
}
