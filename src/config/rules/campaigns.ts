/** Rules of campaigns and follow-ups already promised. */

import { dayNumber } from '../../model/calendar.ts';
import type { Bag, Details } from '../bag.ts';
import { nfc } from '../characters.ts';
import { MAX_HORIZON_DAYS } from '../limits.ts';
import { accountNames, checkReference, type Roster, senderNames } from '../roster.ts';
import type { WrittenCampaign, WrittenSelection } from '../schema/campaign.ts';
import type { Sections, Written } from '../sections.ts';
import type { Path } from '../source.ts';
import { type Tables, tableKey } from '../tables.ts';
import type { Frame } from './frame.ts';

type Say = (path: Path, kind: Parameters<Bag['at']>[2], message: string, details?: Details) => void;

/** Contacts of a campaign over all segments; null when they are not known (already reported). */
export function contactsOf(campaign: Written<WrittenCampaign>, tables: Tables): number | null {
  const { contacts, segments, audience } = campaign.value;
  if (segments) return segments.reduce((sum, s) => sum + s.contacts, 0);
  return contacts ?? (audience ? (tables.contacts.get(tableKey(campaign)) ?? null) : null);
}

function checkAudience(campaign: Written<WrittenCampaign>, tables: Tables, bag: Bag, say: Say): void {
  const { value } = campaign;
  const keys = (['contacts', 'segments', 'audience'] as const).filter((k) => value[k] !== undefined);
  const isReported = (['contacts', 'segments', 'audience'] as const).some((k) => bag.has(campaign.source, [...campaign.path, k]));
  if (keys.length === 0 && !isReported)
    say(['contacts'], 'config.missing-key', `campaign ${value.id} has no contacts; expected contacts, segments or audience.`);
  if (keys.length > 1)
    say(
      [keys[1] as string],
      'config.contradiction',
      `campaign ${value.id} has both ${keys.join(' and ')}; expected one of contacts, segments and audience.`,
      { spot: 'key' },
    );
  const seen = new Map<string, number>();
  value.segments?.forEach((segment, i) => {
    const first = seen.get(nfc(segment.id));
    if (first === undefined) seen.set(nfc(segment.id), i);
    else {
      const { line, column } = campaign.source.locate([...campaign.path, 'segments', first, 'id'], 'value');
      const message = `The segment id ${segment.id} is used twice in campaign ${value.id}; first at line ${line}, column ${column}. Choose another id.`;
      say(['segments', i, 'id'], 'config.duplicate-id', message);
    }
  });
  const total = contactsOf(campaign, tables);
  if (total === 0) say([keys[0] as string], 'config.unused', `campaign ${value.id} has 0 contacts: nothing is planned for it.`);
  if (total !== null && total > Number.MAX_SAFE_INTEGER)
    say(['segments'], 'config.invalid-value', `The segments of campaign ${value.id} have ${total} contacts together; that is too many.`);
  const atLeast = value.serve?.atLeast ?? 0;
  if (atLeast > 1 && !Number.isInteger(atLeast))
    say(
      ['serve', 'atLeast'],
      'config.invalid-value',
      `serve.atLeast of campaign ${value.id} is ${atLeast}; expected a share up to 1, or a whole number of contacts.`,
    );
  else if (atLeast <= 1 && !/^\d(\.\d{1,4})?$/.test(String(atLeast)))
    say(
      ['serve', 'atLeast'],
      'config.invalid-value',
      `serve.atLeast of campaign ${value.id} is ${atLeast}; expected a share with at most 4 digits after the point.`,
    );
  else if (atLeast > 1 && total !== null && atLeast > total)
    say(
      ['serve', 'atLeast'],
      'config.contradiction',
      `serve.atLeast of campaign ${value.id} is ${atLeast}, but it has ${total} contacts. Lower it, or write a share such as 0.8.`,
    );
}

/** Rules of a send window; also used by scenarios. `needsEnd`: an end must follow from it or from the horizon. */
export function checkWindow(window: WrittenCampaign['window'], of: string, path: Path, frame: Frame, say: Say): void {
  const { start, end } = window ?? {};
  if (start !== undefined && end !== undefined && dayNumber(end) < dayNumber(start))
    say(
      [...path, 'end'],
      'config.contradiction',
      `window.end of ${of} is ${end}, before its start ${start}. Expected an end on or after the start.`,
    );
  else if (end !== undefined && dayNumber(end) < dayNumber(frame.start))
    say(
      [...path, 'end'],
      'config.date-outside',
      `window.end of ${of} is ${end}, before the horizon starts (${frame.start}). Move the window or horizon.start.`,
    );
  else if (start !== undefined && frame.end !== null && dayNumber(start) > dayNumber(frame.end))
    say(
      [...path, 'start'],
      'config.date-outside',
      `window.start of ${of} is ${start}, after the horizon ends (${frame.end}). Move the window or horizon.end.`,
    );
  else if (end !== undefined && frame.end === null && dayNumber(end) - dayNumber(frame.start) + 1 > MAX_HORIZON_DAYS)
    say(
      [...path, 'end'],
      'config.date-outside',
      `window.end of ${of} is ${end}, more than ${MAX_HORIZON_DAYS} days after the horizon starts (${frame.start}). Move it.`,
    );
}

function checkSteps(value: WrittenCampaign, frame: Frame, say: Say): void {
  const steps = value.steps ?? [{ day: 0 }];
  steps.forEach((step, i) => {
    const before = steps[i - 1];
    if (i === 0 && step.day !== 0)
      say(
        ['steps', 0, 'day'],
        'config.contradiction',
        `The first step of campaign ${value.id} is on day ${step.day}; expected day 0, the day of the start.`,
      );
    if (before && step.day <= before.day)
      say(
        ['steps', i, 'day'],
        'config.contradiction',
        `Step ${i + 1} of campaign ${value.id} is on day ${step.day}, the step before on day ${before.day}; days must rise.`,
      );
    if (i === 0 && 'share' in step && step.share !== undefined && step.share !== 1)
      say(
        ['steps', 0, 'share'],
        'config.contradiction',
        `The share of the first step of campaign ${value.id} is ${step.share}; expected 1, everybody started gets it.`,
      );
  });
  const until = value.followUps?.until;
  if (until === undefined) return;
  const first = value.window?.start ?? frame.start;
  if (steps.length === 1)
    say(['followUps', 'until'], 'config.unused', `campaign ${value.id} has one step only: followUps.until has no effect.`);
  else if (dayNumber(until) < dayNumber(first))
    say(
      ['followUps', 'until'],
      'config.contradiction',
      `followUps.until of campaign ${value.id} is ${until}, before its first possible start ${first}. Expected a later day.`,
    );
}

function checkSelection(bag: Bag, campaign: Written<WrittenCampaign>, selection: WrittenSelection, path: Path, roster: Roster): void {
  const of = { kind: 'campaign', id: nfc(campaign.value.id) } as const;
  const check = (
    key: string,
    what: string,
    names: readonly string[] | undefined,
    known: Parameters<typeof checkReference>[5],
    inner: Path = [],
  ) =>
    names?.forEach((name, i) => {
      checkReference(bag, campaign, [...path, ...inner, key, i], what, name, known, of);
    });
  check('accounts', 'account', selection.accounts, accountNames(roster));
  check('senders', 'sender', selection.senders, senderNames(roster));
  check('tags', 'tag', selection.tags, roster.tags);
  check('accounts', 'account', selection.except?.accounts, accountNames(roster), ['except']);
  check('senders', 'sender', selection.except?.senders, senderNames(roster), ['except']);
  check('tags', 'tag', selection.except?.tags, roster.tags, ['except']);
}

/** Checks all campaigns. */
export function checkCampaigns(sections: Sections, tables: Tables, roster: Roster, frame: Frame, bag: Bag): void {
  const providers = new Set(sections.accounts.map((a) => a.value.provider as string));
  const isPartial = sections.broken.some((b) => b.section === 'accounts');
  for (const campaign of sections.campaigns) {
    const { value, source, path } = campaign;
    const subject = { kind: 'campaign', id: nfc(value.id) } as const;
    const of = `campaign ${value.id}`;
    const say: Say = (at, kind, message, details) => bag.at(source, [...path, ...at], kind, message, { subject, ...details });
    checkAudience(campaign, tables, bag, say);
    checkWindow(value.window, of, ['window'], frame, say);
    if (
      value.window?.end === undefined &&
      frame.end === null &&
      !bag.has(source, [...path, 'window', 'end']) &&
      !bag.has(source, [...path, 'window']) &&
      sections.horizon.every((h) => !bag.has(h.source, ['horizon', 'end']))
    )
      say(
        ['window', 'end'],
        'config.missing-key',
        `${of} has no window.end, and there is no horizon.end: nobody knows when it ends. Write one of them.`,
      );
    checkSteps(value, frame, say);
    if (value.oneAccount && value.perAccount && value.perAccount.maxShare < 1)
      say(
        ['perAccount', 'maxShare'],
        'config.contradiction',
        `${of} has oneAccount: true and perAccount.maxShare ${value.perAccount.maxShare}; no contact could be served. Remove one of them.`,
      );
    for (const [at, selection] of [[['from'], value.from], ...(value.segments ?? []).map((s, i) => [['segments', i, 'from'], s.from])] as [
      Path,
      WrittenSelection | undefined,
    ][]) {
      if (!selection) continue;
      checkSelection(bag, campaign, selection, at, roster);
      selection.providers?.forEach((p, i) => {
        if (!providers.has(p) && !isPartial)
          say([...at, 'providers', i], 'config.unused', `${of} may use the provider ${p}, but no account has it.`);
      });
    }
    for (const name of Object.keys(value.resident ?? {}))
      checkReference(bag, campaign, ['resident', name], 'account', name, accountNames(roster), subject);
  }
}

/** Checks follow-ups already promised. */
export function checkInFlight(sections: Sections, roster: Roster, frame: Frame, bag: Bag): void {
  const past: Sections['inFlight'] = [];
  for (const item of sections.inFlight) {
    const of = { kind: 'campaign', id: nfc(item.value.campaign) } as const;
    checkReference(bag, item, ['campaign'], 'campaign', item.value.campaign, roster.campaigns, of, 'inFlight');
    checkReference(bag, item, ['sender'], 'sender', item.value.sender, senderNames(roster), of, `inFlight of ${of.kind} ${of.id}`);
    if (dayNumber(item.value.date) < dayNumber(frame.today)) past.push(item);
  }
  // Files written by tools hold many of them: one finding for each file.
  for (const first of past.filter((item, i) => past.findIndex((other) => other.source === item.source) === i)) {
    const all = past.filter((item) => item.source === first.source);
    const sends = all.reduce((sum, item) => sum + item.value.sends, 0);
    const when = all.length === 1 ? `on ${first.value.date}` : `in ${all.length} entries`;
    const message = `${sends} sends are in flight ${when}, before today (${frame.today}); they are ignored.`;
    bag.at(first.source, [...first.path, 'date'], 'in-flight.past', message, {
      subject: { kind: 'campaign', id: nfc(first.value.campaign) },
    });
  }
}
