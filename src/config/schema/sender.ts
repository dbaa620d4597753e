/** Senders of an account, as written. */

import * as z from 'zod';
import { amount, amountOrUnlimited, date, decimal, described, id, ids, tableFile, weekdays, whole } from './values.ts';

/** Warm-up ramp; exactly one of `factor`, `add`, `schedule` (checked by the rules, with positions). */
export const WarmUpSchema = described(
  z.strictObject({
    start: date({ description: 'First local day of the ramp; before it the sender does not send.' }),
    from: amount({ description: 'Daily limit on the first sending day, in sends. Needed with factor and add.', examples: [50] }).optional(),
    factor: decimal(
      { description: 'Daily limit grows by this factor each sending day, rounded down.', examples: [1.4] },
      1,
      10,
      4,
    ).optional(),
    add: amount({ description: 'Daily limit grows by this many sends each sending day.', examples: [5] }).optional(),
    schedule: described(
      z
        .array(amount({ description: 'Daily limit of one sending day, in sends.' }), { error: 'expected a list such as [20, 28, 39]' })
        .min(1, { error: 'expected at least one daily limit' })
        .max(400, { error: 'expected at most 400 daily limits' }),
      { description: 'Daily limit of each sending day of the ramp, in sends; the last one stays.', examples: [[20, 28, 39]] },
    ).optional(),
    to: amount({ description: 'Highest daily limit of the ramp, in sends.', examples: [20000] }).optional(),
  }),
  {
    id: 'warmUp',
    description: 'Rising daily limit of a young sender: from with factor, from with add, or schedule.',
    examples: [
      { start: '2026-11-01', from: 50, factor: 1.4, to: 20000 },
      { start: '2026-11-01', schedule: [20, 28, 39] },
    ],
  },
);

const SIX_DAYS = 'expected 6 numbers: the sends of the 6 days before today, oldest first';

const settings = {
  dailyLimit: amountOrUnlimited({ description: 'Most sends per local day.', examples: [20000, 'unlimited'] }).optional(),
  sentToday: amount({ description: 'Sends already made today (the local day of the account).', examples: [120], default: 0 }).optional(),
  weeklyLimit: amountOrUnlimited({ description: 'Most sends in any 7 consecutive days.', examples: [90000] }).optional(),
  sentLast6Days: described(z.array(amount({ description: 'Sends of one day.' }), { error: SIX_DAYS }).length(6, { error: SIX_DAYS }), {
    description: 'Sends of the 6 days before today, oldest first.',
    examples: [[0, 0, 0, 0, 0, 0]],
  }).optional(),
  warmUp: WarmUpSchema.optional(),
  weekdays: weekdays({ description: 'Weekdays on which the sender sends. Default: all.' }).optional(),
  except: described(z.array(date({ description: 'Local day without sends.' }), { error: 'expected a list such as [2026-11-26]' }), {
    description: 'Local days on which the sender does not send.',
    examples: [['2026-11-26']],
  }).optional(),
  domain: id({
    description: 'Id of the sending domain in `domains`, when it has a limit of its own.',
    examples: ['brand.example'],
  }).optional(),
  status: id({ description: '`active` sends; any other word does not.', examples: ['active', 'paused'] }).optional(),
};

/** One sender. */
export const SenderSchema = described(
  z.strictObject({
    id: id({ description: 'Id of the sender, unique over all accounts: its address.', examples: ['news@brand.example'] }),
    ...settings,
    tags: ids({ description: 'Tags of the sender, beside those of its account.', examples: [['us']] }, 'Tag.').optional(),
  }),
  { id: 'sender', description: 'An identity that sends: mailbox or verified from-address.' },
);

/** What fills gaps of listed and live senders. */
export const SenderDefaultsSchema = described(z.strictObject(settings), {
  id: 'senderDefaults',
  description: 'Fills gaps of listed senders and of senders the provider lists.',
  examples: [{ dailyLimit: 30, weekdays: ['mon', 'tue', 'wed', 'thu', 'fri'] }],
});

/** Senders as a list, or as a table beside the plan file. */
export const SendersSchema = described(
  z.union(
    [
      z.array(SenderSchema),
      z.strictObject({
        file: tableFile({
          description:
            'CSV table beside the plan file with the columns id, dailyLimit, sentToday, weeklyLimit, weekdays, tags (both space-separated), domain, status.',
          examples: ['mailboxes.csv'],
        }),
      }),
    ],
    { error: 'expected a list of senders, or { file: mailboxes.csv }' },
  ),
  {
    id: 'senders',
    description: 'Senders of the account, for providers that do not list them; else merged by id with what the provider says.',
    examples: [[{ id: 'news@brand.example', dailyLimit: 20000 }], { file: 'mailboxes.csv' }],
  },
);

/** Number of senders a what-if adds. */
export const senderCount = whole({ description: 'How many senders are added.', examples: [10] }, 1, 10_000);

/** A sender as written. */
export type WrittenSender = z.output<typeof SenderSchema>;
/** Sender defaults as written. */
export type WrittenSenderDefaults = z.output<typeof SenderDefaultsSchema>;
/** A warm-up ramp as written. */
export type WrittenWarmUp = z.output<typeof WarmUpSchema>;
