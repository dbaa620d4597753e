/** Which levers stand for what a change gives: their prices say how much of it helps. */

import type { Change } from '../model/catalog.ts';
import { strongest } from './apply-senders.ts';
import type { Lever } from './levers.ts';
import type { Situation } from './situation.ts';

type Kind = Lever['lever']['kind'];

/** Kinds of levers, and the account, sender or campaign they are of. */
interface Aim {
  readonly kinds: readonly Kind[];
  readonly id: string;
}

/** What a change gives more of; no kinds where it gives less, or something there are no levers of. */
function aimOf(change: Change, { workspace, snapshot }: Situation): Aim {
  const account = 'account' in change ? snapshot.accounts.find((a) => a.account === change.account) : undefined;
  switch (change.kind) {
    case 'tier':
      return { kinds: tierKinds(workspace, account?.tier ?? null, change.tier), id: change.account };
    case 'topUp':
    case 'credits': {
      const { amount } = change.kind === 'topUp' ? { amount: null } : change;
      const isLess = (amount?.kind === 'add' && amount.by <= 0) || (amount?.kind === 'scale' && amount.byMicro <= 0);
      const { next } = account?.credits.resets.value ?? { next: null };
      const isLater = change.on !== null && next !== null && change.on >= next;
      return { kinds: isLess ? [] : [isLater ? 'allowance' : 'credits'], id: change.account };
    }
    case 'addSenders': {
      const like = change.like ?? (account && strongest(account)?.id) ?? '';
      // Senders like one of another account have its limits, but leave from other credits.
      return { kinds: account?.senders.some(({ id }) => id === like) ? ['sender'] : [], id: like };
    }
    case 'sender':
      return {
        kinds: [
          ...(change.dailyLimit === null ? [] : (['senderLimit'] as const)),
          ...(change.weeklyLimit === null ? [] : (['weeklyLimit'] as const)),
        ],
        id: change.sender,
      };
    case 'window':
      return { kinds: change.end === null ? [] : ['window'], id: change.campaign };
    case 'contacts':
    case 'priority':
    case 'move':
    case 'removeSenders':
    case 'removeAccount':
      return { kinds: [], id: '' };
  }
}

/** What a change of tier gives more of. With `next-cycle` nothing comes before the reset. */
function tierKinds({ catalog }: Situation['workspace'], own: string | null, wanted: string): readonly Kind[] {
  const entry = catalog.find(({ tiers }) => tiers.some(({ id }) => id === own));
  const [from, to] = [own, wanted].map((tier) => entry?.tiers.find(({ id }) => id === tier));
  if (entry === undefined || from === undefined || to === undefined) return [];
  return [
    ...((to.credits ?? 0) <= (from.credits ?? 0)
      ? []
      : entry.change.up === 'next-cycle'
        ? (['allowance'] as const)
        : (['credits', 'allowance'] as const)),
    ...((to.contacts ?? 0) <= (from.contacts ?? 0) ? [] : (['contactLimit'] as const)),
  ];
}

/** Says of levers whether one of the changes gives more of what they are. `situation`: before the changes. */
export function aimedAt(changes: readonly Change[], situation: Situation): (lever: Lever) => boolean {
  const aims = new Map<Kind, Set<string>>();
  for (const change of changes) {
    const { kinds, id } = aimOf(change, situation);
    for (const kind of kinds) aims.set(kind, (aims.get(kind) ?? new Set()).add(id));
  }
  return ({ lever: { kind }, ids }) => {
    const own = aims.get(kind);
    return own !== undefined && ids.some((id) => own.has(id));
  };
}
