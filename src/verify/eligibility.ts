/**
 * Who may send for whom. Senders that no selection of the plan files can tell apart share a profile, so that a selection is
 * judged once per profile and not once per sender.
 */

import type { AccountCapacity, SenderCapacity } from '../model/capacity.ts';
import type { SenderSelection, Workspace } from '../model/workspace.ts';

/** Profiles of all senders and what the selections make of them. */
export interface Eligibility {
  /** Per sender, in the order of the snapshot: its profile. */
  readonly profileOf: Int32Array;
  readonly profileCount: number;
  /** 1 for each profile that matches both selections; the same selections share one array. */
  readonly allowed: (campaign: SenderSelection, segment: SenderSelection | null) => Uint8Array;
}

interface Candidate {
  readonly account: AccountCapacity;
  readonly sender: SenderCapacity;
}
interface Selection {
  readonly index: number;
  readonly matches: (candidate: Candidate) => boolean;
}

const overlaps = (list: readonly string[], values: readonly string[]): boolean => list.some((entry) => values.includes(entry));

function selectionOf({ accounts, providers, senders, tags, except }: SenderSelection, index: number): Selection {
  const named = new Set(senders);
  const exceptSenders = new Set(except.senders);
  const matches = ({ account, sender }: Candidate): boolean => {
    if (accounts.length > 0 && !accounts.includes(account.account)) return false;
    if (providers.length > 0 && !providers.includes(account.provider)) return false;
    if (senders.length > 0 && !named.has(sender.id)) return false;
    if (!tags.every((tag) => sender.tags.includes(tag))) return false;
    return !except.accounts.includes(account.account) && !exceptSenders.has(sender.id) && !overlaps(except.tags, sender.tags);
  };
  return { index, matches };
}

/** Selections of all campaigns and segments, each different one once. */
function readSelections(workspace: Workspace) {
  const byText = new Map<string, Selection>();
  /** Sender → the selections that name it. */
  const naming = new Map<string, number[]>();
  const select = (selection: SenderSelection): Selection => {
    const text = JSON.stringify(selection);
    const known = byText.get(text);
    if (known !== undefined) return known;
    const made = selectionOf(selection, byText.size);
    byText.set(text, made);
    for (const id of new Set([...selection.senders, ...selection.except.senders])) {
      const names = naming.get(id);
      if (names === undefined) naming.set(id, [made.index]);
      else names.push(made.index);
    }
    return made;
  };
  for (const { from, segments } of workspace.campaigns)
    for (const part of [from, ...segments.map((segment) => segment.from)]) if (part !== null) select(part);
  return { select, naming };
}

/** Sorts senders into profiles: account, tags and the selections that name the sender itself. */
export function readEligibility(workspace: Workspace, accounts: readonly AccountCapacity[]): Eligibility {
  const { select, naming } = readSelections(workspace);
  const profiles = new Map<string, number>();
  const examples: Candidate[] = [];
  const profileOf: number[] = [];
  accounts.forEach((account, a) => {
    for (const sender of account.senders) {
      const key = JSON.stringify([a, sender.tags, naming.get(sender.id)]);
      const known = profiles.get(key) ?? examples.length;
      if (known === examples.length) {
        profiles.set(key, known);
        examples.push({ account, sender });
      }
      profileOf.push(known);
    }
  });
  const matching = new Map<string, Uint8Array>();
  return {
    profileOf: Int32Array.from(profileOf),
    profileCount: examples.length,
    allowed: (campaign, segment) => {
      const parts = [campaign, ...(segment === null ? [] : [segment])].map(select);
      const key = parts.map((part) => part.index).join(' ');
      const known = matching.get(key);
      if (known !== undefined) return known;
      const allowed = Uint8Array.from(examples, (candidate) => (parts.every((part) => part.matches(candidate)) ? 1 : 0));
      matching.set(key, allowed);
      return allowed;
    },
  };
}
