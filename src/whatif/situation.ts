/** What a plan is made from, and the edits of copies of it that what-ifs are made of. */

import type { AccountCapacity, SenderCapacity, Snapshot } from '../model/capacity.ts';
import { compareText } from '../model/order.ts';
import type { Campaign, Workspace } from '../model/workspace.ts';

/** A workspace and the capacity it is planned on. */
export interface Situation {
  readonly workspace: Workspace;
  readonly snapshot: Snapshot;
}

/** Accounts with one of them edited. */
export const withAccount = (
  accounts: readonly AccountCapacity[],
  id: string,
  edit: (account: AccountCapacity) => AccountCapacity,
): readonly AccountCapacity[] => accounts.map((account) => (account.account === id ? edit(account) : account));

/** Accounts with some of their senders edited. */
export const withSenders = (
  accounts: readonly AccountCapacity[],
  ids: ReadonlySet<string>,
  edit: (sender: SenderCapacity) => SenderCapacity,
): readonly AccountCapacity[] =>
  accounts.map((account) => ({ ...account, senders: account.senders.map((sender) => (ids.has(sender.id) ? edit(sender) : sender)) }));

/** Accounts with further senders of one of them, in canonical order. */
export const withMoreSenders = (
  accounts: readonly AccountCapacity[],
  id: string,
  added: readonly SenderCapacity[],
): readonly AccountCapacity[] =>
  withAccount(accounts, id, (account) => ({
    ...account,
    senders: [...account.senders, ...added].sort((a, b) => compareText(a.id, b.id)),
  }));

/** Senders like one, that have sent nothing yet. */
export const sendersLike = (sender: SenderCapacity, ids: readonly string[]): readonly SenderCapacity[] => {
  const unused = {
    sentToday: { ...sender.sentToday, value: 0 },
    sentLast6Days: { ...sender.sentLast6Days, value: [0, 0, 0, 0, 0, 0] },
  };
  return ids.map((id) => ({ ...sender, ...unused, id }));
};

/** The workspace with one campaign edited. */
export const withCampaign = (workspace: Workspace, id: string, edit: (campaign: Campaign) => Campaign): Workspace => ({
  ...workspace,
  campaigns: workspace.campaigns.map((campaign) => (campaign.id === id ? edit(campaign) : campaign)),
});
