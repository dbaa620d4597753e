/** Rules of policy, scenarios and domains. */

import { dayNumber } from '../../model/calendar.ts';
import { FINDINGS } from '../../model/finding.ts';
import type { Bag, Details } from '../bag.ts';
import { nfc } from '../characters.ts';
import { accountNames, checkReference, type Roster, senderNames, sendersOf } from '../roster.ts';
import type { WrittenChange } from '../schema/policy.ts';
import type { Sections, Written } from '../sections.ts';
import type { Path } from '../source.ts';
import { didYouMean } from '../suggest.ts';
import type { Tables } from '../tables.ts';
import { checkWarmUp } from './accounts.ts';
import { checkWindow } from './campaigns.ts';
import type { Frame } from './frame.ts';

type Say = (path: Path, kind: Parameters<Bag['at']>[2], message: string, details?: Details) => void;

/** Checks the policies of all files. */
export function checkPolicy(sections: Sections, frame: Frame, bag: Bag): void {
  const priorities = new Set(sections.campaigns.map((c) => c.value.priority ?? 100));
  const isPartial = sections.broken.some((b) => b.section === 'campaigns');
  for (const { value, source, path } of sections.policy) {
    const say: Say = (at, kind, message, details) =>
      bag.at(source, [...path, ...at], kind, message, { subject: { kind: 'policy', id: 'policy' }, ...details });
    for (const target of Object.keys(value.serve ?? {})) {
      const priority = /^priority([1-9]\d*)$/.exec(target)?.[1];
      if (target !== 'all' && priority === undefined)
        say(
          ['serve', target],
          'config.unknown-key',
          `policy.serve has an unknown target ${target}; expected all, or priority1, priority2 and so on.`,
          { spot: 'key' },
        );
      else if (priority !== undefined && !priorities.has(Number(priority)) && !isPartial)
        // Files without any campaign are a part of a plan: the campaigns may be elsewhere.
        say(
          ['serve', target],
          priorities.size === 0 ? 'config.unused' : 'config.unknown-reference',
          `policy.serve names ${target}, but no campaign has priority ${priority}.`,
          {
            spot: 'key',
          },
        );
    }
    value.ignore?.forEach((entry, i) => {
      if (!Object.hasOwn(FINDINGS, entry.finding))
        say(
          ['ignore', i, 'finding'],
          'config.unknown-reference',
          `policy.ignore names the finding ${entry.finding}, which does not exist.${didYouMean(entry.finding, Object.keys(FINDINGS))}`,
        );
      if (entry.until !== undefined && dayNumber(entry.until) < dayNumber(frame.today))
        say(
          ['ignore', i, 'until'],
          'ignore.expired',
          `policy.ignore of ${entry.finding} ended on ${entry.until}. Remove it, or write a later day.`,
        );
      if ((entry.reason ?? '').trim() === '')
        say(['ignore', i], 'ignore.reasonless', `policy.ignore of ${entry.finding} has no reason. Write why it is accepted.`);
    });
  }
}

const SUBJECTS = ['account', 'campaign', 'sender', 'addSenders', 'removeAccount'] as const;
/** Keys that go with each subject of a change. */
const SETTINGS: Readonly<Record<(typeof SUBJECTS)[number], readonly string[]>> = {
  account: ['tier', 'topUp', 'credits', 'on'],
  campaign: ['contacts', 'window'],
  sender: ['dailyLimit'],
  addSenders: [],
  removeAccount: [],
};

function checkChange(
  scenario: Written<{ readonly id: string }>,
  change: WrittenChange,
  path: Path,
  roster: Roster,
  frame: Frame,
  bag: Bag,
): void {
  const of = { kind: 'scenario', id: nfc(scenario.value.id) } as const;
  const say: Say = (at, kind, message, details) =>
    bag.at(scenario.source, [...scenario.path, ...path, ...at], kind, message, { subject: of, ...details });
  const refer = (at: Path, what: string, name: string | undefined, known: Parameters<typeof checkReference>[5]) => {
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
      `A change of scenario ${of.id} needs exactly one of ${SUBJECTS.join(', ')}${subjects.length > 1 ? `; it has ${subjects.join(' and ')}` : ''}.`,
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
    !settings.some((s) => s !== 'on' && allowed.includes(s)) &&
    settings.length <= (change.on === undefined ? 0 : 1)
  )
    say(
      [subject],
      'config.missing-key',
      `A change of ${subject} in scenario ${of.id} changes nothing; expected ${allowed.filter((a) => a !== 'on').join(', ')}.`,
      { spot: 'key' },
    );
  refer(['account'], 'account', change.account, accountNames(roster));
  refer(['removeAccount'], 'account', change.removeAccount, accountNames(roster));
  refer(['campaign'], 'campaign', change.campaign, roster.campaigns);
  refer(['sender'], 'sender', change.sender, senderNames(roster));
  refer(['tier'], 'tier', change.tier, roster.tiers);
  refer(['topUp'], 'top-up', change.topUp, roster.topUps);
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
      checkChange(scenario, change, ['changes', i], roster, frame, bag);
    });
}

/** Warns about domains no sender names. */
export function checkDomains(sections: Sections, tables: Tables, bag: Bag): void {
  const used = new Set(
    sections.accounts.flatMap((a) =>
      [a.value.senderDefaults?.domain, ...sendersOf(a, tables).map((s) => s.value.domain)].map((d) => (d === undefined ? '' : nfc(d))),
    ),
  );
  if (sections.broken.some((b) => b.section === 'accounts')) return;
  for (const { value, source, path } of sections.domains)
    if (!used.has(nfc(value.id)))
      bag.at(
        source,
        [...path, 'id'],
        'config.unused',
        `No sender names the domain ${value.id}: its daily limit has no effect. Write domain: ${value.id} at its senders.`,
        {
          subject: { kind: 'domain', id: nfc(value.id) },
        },
      );
}
