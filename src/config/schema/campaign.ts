/** Campaigns, sending domains and follow-ups already promised, as written. */

import * as z from 'zod';
import { PROVIDER_IDS } from './account.ts';
import { amount, date, decimal, described, flag, id, ids, share, tableFile, weekdays, whole, word } from './values.ts';

/** Which senders may be used. */
export const SelectionSchema = described(
  z.strictObject({
    accounts: ids({ description: 'Only senders of these accounts.', examples: [['sg-main']] }, 'Id of an account.').optional(),
    providers: described(z.array(word(PROVIDER_IDS, { description: 'Provider.' }), { error: 'expected a list, written [one, another]' }), {
      description: 'Only senders of these providers.',
      examples: [['sendgrid']],
    }).optional(),
    senders: ids({ description: 'Only these senders.', examples: [['news@brand.example']] }, 'Id of a sender.').optional(),
    tags: ids(
      {
        description: 'Only senders that carry all of these tags (their own and those of their account).',
        examples: [['newsletter', 'us']],
      },
      'Tag.',
    ).optional(),
    except: described(
      z.strictObject({
        senders: ids({ description: 'Not these senders.', examples: [['old@brand.example']] }, 'Id of a sender.').optional(),
        accounts: ids({ description: 'Not the senders of these accounts.', examples: [['sg-promo']] }, 'Id of an account.').optional(),
        tags: ids({ description: 'Not the senders that carry any of these tags.', examples: [['paused']] }, 'Tag.').optional(),
      }),
      { description: 'Senders taken out again: whatever is in any of these lists.', examples: [{ senders: ['old@brand.example'] }] },
    ).optional(),
  }),
  {
    id: 'selection',
    description: 'Senders that may be used: in every list that is not empty, and with all tags.',
    examples: [{ accounts: ['sg-main'], tags: ['us'] }],
  },
);

const SegmentSchema = described(
  z.strictObject({
    id: id({ description: 'Id of the segment, unique in its campaign.', examples: ['eu'] }),
    contacts: amount({ description: 'Contacts of the segment.', examples: [40000] }),
    from: SelectionSchema.optional(),
  }),
  { description: "Part of the audience. Its `from` narrows the campaign's." },
);

/** Dates and weekdays on which a campaign may start contacts and send. */
export const WindowSchema = described(
  z.strictObject({
    start: date({ description: 'First local day on which contacts may be started. Default: the start of the horizon.' }).optional(),
    end: date({ description: 'Last local day on which contacts may be started. Default: the end of the horizon.' }).optional(),
    weekdays: weekdays({ description: 'Weekdays on which the campaign sends. Default: all.' }).optional(),
  }),
  {
    id: 'window',
    description: 'Send window; both ends belong to it.',
    examples: [{ start: '2026-11-24', end: '2026-11-28', weekdays: ['mon', 'tue', 'wed', 'thu', 'fri'] }],
  },
);

const StepSchema = described(
  z.strictObject({
    day: whole({ description: "Days after the contact's first message; 0 for the first step.", examples: [0, 3] }, 0, 400),
    share: share({ description: 'Expected part of the contacts still in the sequence.', default: 1, examples: [0.85] }).optional(),
  }),
  { description: 'One message of the sequence.' },
);

/** One planned campaign. */
export const CampaignSchema = described(
  z.strictObject({
    id: id({ description: 'Id of the campaign, unique over all files.', examples: ['black-friday'] }),
    contacts: amount({ description: 'Contacts of the campaign; or use segments or audience.', examples: [120000] }).optional(),
    segments: described(
      z
        .array(SegmentSchema, { error: 'expected a list such as [{ id: eu, contacts: 40000 }]' })
        .min(1, { error: 'expected at least one segment' }),
      {
        description: 'Parts of the audience with rules of their own.',
        examples: [[{ id: 'eu', contacts: 40000, from: { tags: ['eu'] } }]],
      },
    ).optional(),
    audience: described(
      z.strictObject({
        file: tableFile({
          description: 'CSV table of contacts beside the plan file; its rows are counted.',
          examples: ['contacts/bf.csv'],
        }),
      }),
      { description: 'Contacts counted from a table.', examples: [{ file: 'contacts/bf.csv' }] },
    ).optional(),
    priority: whole({ description: 'Priority, without unit: 1 is served first.', examples: [1], default: 100 }, 1, 1_000_000).optional(),
    value: decimal(
      { description: 'Worth of one contact beside those of the same priority, in any unit.', default: 1, examples: [0.12] },
      0,
      1_000_000,
      6,
    ).optional(),
    window: WindowSchema.optional(),
    steps: described(
      z
        .array(StepSchema, { error: 'expected a list such as [{ day: 0 }, { day: 3 }]' })
        .min(1, { error: 'expected at least one step' })
        .max(50, { error: 'expected at most 50 steps' }),
      {
        description: 'Messages of the sequence. Default: one message on day 0.',
        examples: [[{ day: 0 }, { day: 3, share: 0.85 }]],
      },
    ).optional(),
    followUps: described(
      z.strictObject({
        until: date({ description: 'Last local day on which a follow-up may fall. Default: the end of the horizon.' }).optional(),
      }),
      { description: 'Rules of the follow-ups.', examples: [{ until: '2026-12-10' }] },
    ).optional(),
    onNonSendingDay: word(['shift', 'forbid'], {
      description:
        'A follow-up due on a day its sender or campaign does not send: shift it to the next sending day, or forbid such a start.',
      default: 'shift',
    }).optional(),
    sticky: word(['sender', 'account', 'none'], {
      description: 'What follow-ups must share with the first message.',
      default: 'sender',
    }).optional(),
    from: SelectionSchema.optional(),
    serve: described(
      z.strictObject({
        atLeast: described(
          z
            .number({ error: 'expected a share up to 1, or a whole number of contacts' })
            .min(0, { error: 'expected a share up to 1, or a whole number of contacts' })
            .max(1_000_000_000_000, { error: 'expected a share up to 1, or a whole number of contacts' }),
          { description: 'Share (up to 1) or number of contacts that must be served.', default: 0, examples: [0.8, 50000] },
        ),
      }),
      { description: 'What must be served.', examples: [{ atLeast: 0.8 }] },
    ).optional(),
    perDay: described(
      z.strictObject({
        maxStarts: amount({ description: 'Most contacts started per day.', examples: [10000] }).optional(),
        maxSends: amount({ description: 'Most sends per day.', examples: [20000] }).optional(),
      }),
      { description: 'Limits of the campaign per local day.', examples: [{ maxStarts: 10000, maxSends: 20000 }] },
    ).optional(),
    perAccount: described(
      z.strictObject({
        maxShare: share({ description: "Most of the campaign's served contacts that may leave from one account.", examples: [0.6] }),
      }),
      { description: 'Limits of the campaign per account.', examples: [{ maxShare: 0.6 }] },
    ).optional(),
    perSender: described(
      z.strictObject({
        minStarts: amount({ description: 'Fewest contacts started from a sender on a day it is used at all.', examples: [50], default: 0 }),
      }),
      { description: 'Limits of the campaign per sender.', examples: [{ minStarts: 50 }] },
    ).optional(),
    oneAccount: flag({ description: 'true: the whole campaign leaves from one account.', default: false }).optional(),
    allOrNothing: flag({ description: 'true: served completely or not at all.', default: false }).optional(),
    pacing: word(['asap', 'even', 'late'], { description: 'How starts spread over the window.', default: 'asap' }).optional(),
    newContacts: share({
      description: 'Share of the audience that takes a contact slot in the account it is sent from.',
      examples: [0.2],
      default: 1,
    }).optional(),
    resident: described(z.record(z.string(), amount({ description: 'Contacts of the campaign already stored in this account.' })), {
      description: 'Account id: contacts already stored there; they take no slot.',
      examples: [{ 'sg-main': 30000 }],
    }).optional(),
  }),
  { description: 'Planned communication.' },
);

/** Sending domain shared by senders. */
export const DomainSchema = described(
  z.strictObject({
    id: id({ description: 'Name of the domain.', examples: ['brand.example'] }),
    dailyLimit: amount({ description: 'Most sends of all its senders together per local day.', examples: [5000] }),
  }),
  { description: 'A sending domain with a limit of its own.' },
);

/** Follow-ups already promised. */
export const InFlightSchema = described(
  z.strictObject({
    campaign: id({ description: 'Id of the campaign.', examples: ['autumn'] }),
    sender: id({ description: 'Id of the sender they leave from.', examples: ['sdr1@brand.example'] }),
    date: date({ description: 'Local day on which they leave.' }),
    sends: amount({ description: 'How many sends.', examples: [25] }),
  }),
  { description: 'Sends already promised for a day.' },
);

/** Selection as written. */
export type WrittenSelection = z.output<typeof SelectionSchema>;
/** A campaign as written. */
export type WrittenCampaign = z.output<typeof CampaignSchema>;
/** A domain as written. */
export type WrittenDomain = z.output<typeof DomainSchema>;
/** Promised sends as written. */
export type WrittenInFlight = z.output<typeof InFlightSchema>;
