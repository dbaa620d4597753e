/** Rules of price lists and scenarios. */

import { dayNumber } from '../../model/calendar.ts';
import type { Bag, Details } from '../bag.ts';
import { nfc } from '../characters.ts';
import { accountNames, checkReference, type Roster, senderNames } from '../roster.ts';
import type { WrittenChange } from '../schema/catalog.ts';
import type { Sections, Written } from '../sections.ts';
import type { Path } from '../source.ts';
import { checkWarmUp } from './accounts.ts';
import { checkWindow } from './campaigns.ts';
import type { Frame } from './frame.ts';

type Say = (path: Path, kind: Parameters<Bag['at']>[2], message: string, details?: Details) => void;

/** Checks the rates of price lists and the warm-up of new senders. */
export function checkCatalog(sections: Sections, bag: Bag): void {
  for (const { value, source, path } of sections.catalog) {
    const say: Say = (at, kind, message, details) => bag.at(source, [...path, 'senders', ...at], kind, message, details);
    if (value.senders?.warmUp) checkWarmUp(value.senders.warmUp, `new senders of the price list ${value.id}`, ['warmUp'], say);
    for (const [code, rate] of Object.entries(value.rates ?? {})) {
      const at = [...path, 'rates', code];
      if (!/^[A-Z]{3}$/.test(code))
        bag.at(
          source,
          at,
          'config.unknown-key',
          `rates of the price list ${value.id} has the key ${code}; expected a currency code of three capital letters such as EUR.`,
          { spot: 'key' },
        );
      else if (code === value.currency)
        bag.at(
          source,
          at,
          'config.contradiction',
          `rates of the price list ${value.id} has its own currency ${code}; expected other ones.`,
          { spot: 'key' },
        );
      else if (rate === 0)
        bag.at(
          source,
          at,
          'config.invalid-value',
          `The rate of ${code} in the price list ${value.id} is 0; expected what one ${value.currency} is worth in ${code}.`,
        );
    }
  }
}

const SUBJECTS = ['account', 'campaign', 'sender', 'addSenders', 'removeSenders', 'removeAccount'] as const;
/** Keys that go with each subject of a change. */
const SETTINGS: Readonly<Record<(typeof SUBJECTS)[number], readonly string[]>> = {
  account: ['tier', 'topUp', 'credits', 'on'],
  campaign: ['contacts', 'segment', 'window', 'priority', 'from'],
  sender: ['dailyLimit', 'weeklyLimit', 'weekdays'],
  addSenders: [],
  removeSenders: [],
  removeAccount: [],
};

/** Keys that say more about another one, and change nothing by themselves. */
const DETAILS: readonly string[] = ['on', 'segment'];

type Refer = (at: Path, what: string, name: string | undefined, known: Parameters<typeof checkReference>[5]) => void;

function checkSegment({ campaign, segment, contacts }: WrittenChange, roster: Roster, refer: Refer, say: Say, scenario: string): void {
  if (campaign === undefined || segment === undefined) return;
  if (contacts === undefined)
    say(
      ['segment'],
      'config.contradiction',
      `segment in a change of scenario ${scenario} goes with contacts only: windows and priorities are of the whole campaign.`,
      { spot: 'key' },
    );
  const written = roster.campaigns.get(nfc(campaign));
  if (written) refer(['segment'], `segment of ${nfc(campaign)}`, segment, new Set((written.value.segments ?? []).map((s) => nfc(s.id))));
}

/** Tiers and top-ups of the price list the account pays by: another one's prices would not fit its bill. */
function checkPrices({ account, tier, topUp }: WrittenChange, sections: Sections, roster: Roster, say: Say, scenario: string): void {
  const own = account === undefined ? undefined : roster.accounts.get(nfc(account))?.value.tier;
  const listOf = (kind: 'tiers' | 'topUps', id: string | undefined) =>
    id === undefined ? undefined : sections.catalog.find(({ value }) => (value[kind] ?? []).some((t) => nfc(t.id) === nfc(id)))?.value.id;
  const mine = listOf('tiers', own);
  for (const [key, kind, id] of [['tier', 'tiers', tier] as const, ['topUp', 'topUps', topUp] as const]) {
    const other = listOf(kind, id);
    if (mine === undefined || other === undefined || other === mine) continue;
    say(
      [key],
      'config.contradiction',
      `A change of scenario ${scenario} gives account ${account} ${id} of the price list ${other}, but its tier ${own} is of ${mine}. Choose one of ${mine}.`,
    );
  }
}

/** A window whose other end stays the campaign's. */
function checkMovedWindow({ campaign, window }: WrittenChange, roster: Roster, say: Say, scenario: string): void {
  const own = campaign === undefined ? undefined : roster.campaigns.get(nfc(campaign))?.value.window;
  if (window === undefined || own === undefined) return;
  const [start, end] = [window.start ?? own.start, window.end ?? own.end];
  if (start === undefined || end === undefined || dayNumber(start) <= dayNumber(end)) return;
  // Both in the change: said there already.
  if (window.start !== undefined && window.end !== undefined) return;
  const [key, what] =
    window.end === undefined
      ? (['start', `start on ${start}, after its end ${end}`] as const)
      : (['end', `end on ${end}, before its start ${start}`] as const);
  say(['window', key], 'config.contradiction', `With a change of scenario ${scenario} the window of campaign ${campaign} would ${what}.`);
}

function checkChange(
  scenario: Written<{ readonly id: string }>,
  change: WrittenChange,
  path: Path,
  sections: Sections,
  roster: Roster,
  frame: Frame,
  bag: Bag,
): void {
  const of = { kind: 'scenario', id: nfc(scenario.value.id) } as const;
  const say: Say = (at, kind, message, details) =>
    bag.at(scenario.source, [...scenario.path, ...path, ...at], kind, message, { subject: of, ...details });
  const refer: Refer = (at, what, name, known) => {
    if (name !== undefined) checkReference(bag, scenario, [...path, ...at], what, name, known, of);
  };
  const isBroken = bag.touched(scenario.source, [...scenario.path, ...path]);
  const subjects = SUBJECTS.filter((s) => change[s] !== undefined);
  const subject = subjects[0];
  if (subject === undefined || subjects.length > 1) {
    if (isBroken) return;
    say(
      subjects[1] ? [subjects[1]] : [],
      'config.contradiction',
      `A change of scenario ${of.id} needs exactly one of ${SUBJECTS.join(', ')}; it has ${subjects.length > 0 ? subjects.join(' and ') : 'none of them'}.`,
      { spot: 'key' },
    );
    return;
  }
  const settings = Object.keys(change).filter((k) => k !== subject && change[k as keyof WrittenChange] !== undefined);
  const allowed = SETTINGS[subject];
  for (const key of settings)
    if (!allowed.includes(key))
      say(
        [key],
        'config.contradiction',
        `${key} does not go with ${subject} in a change of scenario ${of.id}${allowed.length > 0 ? `; expected ${allowed.join(', ')}` : ''}.`,
        { spot: 'key' },
      );
  if (
    !isBroken &&
    allowed.length > 0 &&
    !settings.some((s) => !DETAILS.includes(s) && allowed.includes(s)) &&
    settings.every((s) => DETAILS.includes(s))
  )
    say(
      [subject],
      'config.missing-key',
      `A change of ${subject} in scenario ${of.id} changes nothing; expected ${allowed.filter((a) => !DETAILS.includes(a)).join(', ')}.`,
      { spot: 'key' },
    );
  refer(['account'], 'account', change.account, accountNames(roster));
  refer(['removeAccount'], 'account', change.removeAccount, accountNames(roster));
  refer(['campaign'], 'campaign', change.campaign, roster.campaigns);
  refer(['sender'], 'sender', change.sender, senderNames(roster));
  refer(['tier'], 'tier', change.tier, roster.tiers);
  refer(['topUp'], 'top-up', change.topUp, roster.topUps);
  change.removeSenders?.forEach((id, i) => {
    refer(['removeSenders', i], 'sender', id, senderNames(roster));
  });
  checkSegment(change, roster, refer, say, of.id);
  checkPrices(change, sections, roster, say, of.id);
  checkMovedWindow(change, roster, say, of.id);
  refer(['addSenders', 'account'], 'account', change.addSenders?.account, accountNames(roster));
  refer(['addSenders', 'like'], 'sender', change.addSenders?.like, senderNames(roster));
  if (change.addSenders?.warmUp) checkWarmUp(change.addSenders.warmUp, `addSenders in scenario ${of.id}`, ['addSenders', 'warmUp'], say);
  if (change.window) checkWindow(change.window, `a change of scenario ${of.id}`, ['window'], frame, say);
  if (change.on === undefined) return;
  const on = dayNumber(change.on);
  if (on < dayNumber(frame.start) || (frame.end !== null && on > dayNumber(frame.end)))
    say(
      ['on'],
      'config.date-outside',
      `A change of scenario ${of.id} is on ${change.on}, outside the horizon (${frame.start} to ${frame.end ?? 'its end'}).`,
      // A scenario grows old while its file is still planned every day: it must not stop commands that do not use it.
      { severity: 'warning' },
    );
}

/** Checks all scenarios. */
export function checkScenarios(sections: Sections, roster: Roster, frame: Frame, bag: Bag): void {
  for (const scenario of sections.scenarios)
    scenario.value.changes.forEach((change, i) => {
      checkChange(scenario, change, ['changes', i], sections, roster, frame, bag);
    });
}
