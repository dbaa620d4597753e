/** Rules of policy and domains. */

import { dayNumber } from '../../model/calendar.ts';
import { FINDINGS } from '../../model/finding.ts';
import type { Bag, Details } from '../bag.ts';
import { nfc } from '../characters.ts';
import { sendersOf } from '../roster.ts';
import { shortened } from '../secrets.ts';
import type { Sections } from '../sections.ts';
import type { Path } from '../source.ts';
import { didYouMean } from '../suggest.ts';
import type { Tables } from '../tables.ts';
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
          `policy.serve has an unknown target ${shortened(target)}; expected all, or priority1, priority2 and so on.`,
          { spot: 'key' },
        );
      else if (priority !== undefined && !priorities.has(Number(priority)) && !isPartial)
        // Files without any campaign are a part of a plan: the campaigns may be elsewhere.
        say(
          ['serve', target],
          priorities.size === 0 ? 'config.unused' : 'config.unknown-reference',
          `policy.serve names ${target}, but no campaign has priority ${priority}.${priorities.size === 0 || priorities.size > 8 ? '' : ` There are: ${[...priorities].sort((a, b) => a - b).join(', ')}.`}`,
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
      if ((entry.reason ?? '').trim() === '' && !bag.has(source, [...path, 'ignore', i, 'reason']))
        say(['ignore', i], 'ignore.reasonless', `policy.ignore of ${entry.finding} has no reason. Write why it is accepted.`);
    });
  }
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
