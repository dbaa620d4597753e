/** Which senders may serve a campaign segment. */

import type { Campaign, Segment, SenderSelection } from '../model/workspace.ts';

/** What a selection looks at. `tags`: the sender's own and its account's. */
export interface SelectableSender {
  readonly id: string;
  readonly account: string;
  readonly provider: string;
  readonly tags: readonly string[];
}

/** Whether a selection takes the sender: in every non-empty list, all tags, not excepted. */
export function selects(selection: SenderSelection, sender: SelectableSender): boolean {
  const inList = (list: readonly string[], value: string) => list.length === 0 || list.includes(value);
  return (
    inList(selection.accounts, sender.account) &&
    inList(selection.providers, sender.provider) &&
    inList(selection.senders, sender.id) &&
    selection.tags.every((tag) => sender.tags.includes(tag)) &&
    !selection.except.senders.includes(sender.id) &&
    !selection.except.accounts.includes(sender.account) &&
    !selection.except.tags.some((tag) => sender.tags.includes(tag))
  );
}

/** Whether a sender may serve a segment of a campaign: both selections must take it. */
export const maySend = (campaign: Campaign, segment: Segment, sender: SelectableSender): boolean =>
  selects(campaign.from, sender) && (segment.from === null || selects(segment.from, sender));
