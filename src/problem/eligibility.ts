/** Which senders each demand may use, worked out once per kind of sender and once per selection. */

import type { Campaign, Segment, SenderSelection } from '../model/workspace.ts';
import { maySend, type SelectableSender } from './select.ts';

const EVERY_SENDER = { senders: [], except: [] } as const;

/** Senders (indices, rising) of each task. Tasks that select alike share one array. */
export function allowedSenders(
  tasks: readonly { readonly campaign: Campaign; readonly segment: Segment }[],
  senders: readonly SelectableSender[],
): readonly Int32Array[] {
  const kinds = kindsOf(senders);
  const known = new Map<string, Int32Array>();
  return tasks.map(({ campaign, segment }) => {
    const key = JSON.stringify([campaign.from, segment.from]);
    const before = known.get(key);
    if (before !== undefined) return before;
    const found: number[] = [];
    const isListed = listTest(campaign.from, segment.from);
    const general = { campaign: { ...campaign, from: withoutLists(campaign.from) }, segment: generalSegment(segment) };
    for (const members of kinds) {
      if (!maySend(general.campaign, general.segment, senders[members[0] as number] as SelectableSender)) continue;
      for (const s of members) if (isListed === null || isListed((senders[s] as SelectableSender).id)) found.push(s);
    }
    const allowed = Int32Array.from(found).sort();
    known.set(key, allowed);
    return allowed;
  });
}

/** Senders that only their id tells apart. */
function kindsOf(senders: readonly SelectableSender[]): readonly (readonly number[])[] {
  const kinds = new Map<string, number[]>();
  senders.forEach(({ account, tags }, s) => {
    const key = `${account}\u0000${tags.join('\u0000')}`;
    const members = kinds.get(key);
    if (members) members.push(s);
    else kinds.set(key, [s]);
  });
  return [...kinds.values()];
}

const withoutLists = (selection: SenderSelection): SenderSelection => ({
  ...selection,
  senders: EVERY_SENDER.senders,
  except: { ...selection.except, senders: EVERY_SENDER.except },
});

const generalSegment = (segment: Segment): Segment => ({ ...segment, from: segment.from === null ? null : withoutLists(segment.from) });

/** Whether the lists of sender ids in the selections take an id; null when they take every one. */
function listTest(...selections: readonly (SenderSelection | null)[]): ((id: string) => boolean) | null {
  const tests = selections.flatMap((selection) => {
    if (selection === null) return [];
    const taken = new Set(selection.senders);
    const excepted = new Set(selection.except.senders);
    return taken.size === 0 && excepted.size === 0 ? [] : [(id: string) => (taken.size === 0 || taken.has(id)) && !excepted.has(id)];
  });
  return tests.length === 0 ? null : (id) => tests.every((test) => test(id));
}
