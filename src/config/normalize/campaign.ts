/** Campaigns and promised follow-ups from the written to the resolved form. */

import { WEEKDAYS } from '../../model/calendar.ts';
import { compareText } from '../../model/order.ts';
import type { Campaign, InFlight, SenderSelection } from '../../model/workspace.ts';
import { nfc } from '../characters.ts';
import type { WrittenCampaign, WrittenInFlight, WrittenSelection } from '../schema/campaign.ts';
import { canonical, inWeekOrder } from './account.ts';

/** Whole number of units of 1/10^digits in a decimal of at most that many digits; read from the text, so no binary rounding. */
export function scaled(value: number, digits: number): number {
  const [units = '0', rest = ''] = String(value).split('.');
  return Number(units + rest.padEnd(digits, '0'));
}

const share10k = (share: number | undefined) => (share === undefined ? 10_000 : scaled(share, 4));

/** Selection with every list filled in. */
export function selectionOf(written: WrittenSelection | undefined): SenderSelection {
  return {
    accounts: canonical(written?.accounts),
    providers: canonical(written?.providers),
    senders: canonical(written?.senders),
    tags: canonical(written?.tags),
    except: {
      senders: canonical(written?.except?.senders),
      accounts: canonical(written?.except?.accounts),
      tags: canonical(written?.except?.tags),
    },
  };
}

/** Contacts that must be served: a share up to 1 is multiplied out and rounded up, exactly. */
export function serveAtLeast(atLeast: number, contacts: number): number {
  if (atLeast > 1) return atLeast;
  return Number((BigInt(contacts) * BigInt(scaled(atLeast, 4)) + 9_999n) / 10_000n);
}

/** One campaign, resolved. `contacts`: of all its segments. */
export function normalizeCampaign(written: WrittenCampaign, contacts: number): Campaign {
  const segments = written.segments
    ?.map((s) => ({ id: nfc(s.id), contacts: s.contacts, from: s.from ? selectionOf(s.from) : null }))
    .sort((a, b) => compareText(a.id, b.id));
  const atLeast = written.serve?.atLeast ?? 0;
  return {
    id: nfc(written.id),
    segments: segments ?? [{ id: null, contacts, from: null }],
    priority: written.priority ?? 100,
    valueMicro: scaled(written.value ?? 1, 6),
    window: {
      start: written.window?.start ?? null,
      end: written.window?.end ?? null,
      weekdays: written.window?.weekdays ? inWeekOrder(written.window.weekdays) : WEEKDAYS,
    },
    steps: (written.steps ?? [{ day: 0, share: 1 }]).map((s) => ({ day: s.day, share10k: share10k(s.share) })),
    followUpsUntil: written.followUps?.until ?? null,
    onNonSendingDay: written.onNonSendingDay ?? 'shift',
    sticky: written.sticky ?? 'sender',
    from: selectionOf(written.from),
    serveAtLeast: serveAtLeast(atLeast, contacts),
    ...(atLeast > 0 && atLeast <= 1 ? { serveAtLeastShare10k: scaled(atLeast, 4) } : {}),
    perDay: { maxStarts: written.perDay?.maxStarts ?? null, maxSends: written.perDay?.maxSends ?? null },
    maxShare10k: share10k(written.perAccount?.maxShare),
    minStarts: written.perSender?.minStarts ?? 0,
    oneAccount: written.oneAccount ?? false,
    allOrNothing: written.allOrNothing ?? false,
    pacing: written.pacing ?? 'asap',
    newContacts10k: share10k(written.newContacts),
    resident: Object.fromEntries(
      Object.entries(written.resident ?? {})
        .map(([id, n]) => [nfc(id), n] as const)
        .sort(([a], [b]) => compareText(a, b)),
    ),
  };
}

/** Promised sends, resolved, in canonical order. */
export function normalizeInFlight(written: readonly WrittenInFlight[]): readonly InFlight[] {
  return written
    .map((f) => ({ campaign: nfc(f.campaign), sender: nfc(f.sender), date: f.date, sends: f.sends }))
    .sort(
      (a, b) => compareText(a.date, b.date) || compareText(a.campaign, b.campaign) || compareText(a.sender, b.sender) || a.sends - b.sends,
    );
}
