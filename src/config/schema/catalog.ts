/** Price lists and scenarios, as written. */

import * as z from 'zod';
import { WindowSchema } from './campaign.ts';
import { senderCount, WarmUpSchema } from './sender.ts';
import { amount, amountOrUnlimited, currency, date, decimal, described, id, ids, money, text, weekdays, whole, word } from './values.ts';

const CHANGE_TIMES = ['immediate-prorated', 'immediate-full', 'next-cycle'] as const;

/** Price list of one provider plan family. */
export const CatalogEntrySchema = described(
  z.strictObject({
    currency: currency({ description: 'Currency of all prices.', examples: ['USD'] }),
    cycle: word(['day', 'week', 'month'], { description: 'Billing cycle of the prices.' }),
    change: described(
      z.strictObject({
        up: word(CHANGE_TIMES, { description: 'When an upgrade holds and how it is billed.' }),
        down: word(CHANGE_TIMES, { description: 'When a downgrade holds and how it is billed.' }),
      }),
      { description: 'How changes of tier take effect.', examples: [{ up: 'immediate-prorated', down: 'next-cycle' }] },
    ),
    tiers: described(
      z
        .array(
          described(
            z.strictObject({
              id: id({ description: 'Id of the tier, unique over the catalog.', examples: ['pro-300k'] }),
              credits: amount({ description: 'Credits of each cycle, in sends.', examples: [300000] }).optional(),
              contacts: amount({ description: 'Contacts it may hold.', examples: [100000] }).optional(),
              price: money({ description: 'Price per cycle, in the currency of the list.', examples: [249] }),
            }),
            { description: 'One tier.' },
          ),
          { error: 'expected a list of tiers' },
        )
        .min(1, { error: 'expected at least one tier' }),
      { description: 'Tiers one can change to.', examples: [[{ id: 'pro-300k', credits: 300000, contacts: 100000, price: 249 }]] },
    ),
    topUps: described(
      z.array(
        described(
          z.strictObject({
            id: id({ description: 'Id of the top-up, unique over the catalog.', examples: ['plus-50k'] }),
            credits: amount({ description: 'Credits it adds, in sends.', examples: [50000] }),
            price: money({ description: 'Price paid once, in the currency of the list.', examples: [45] }),
            expires: word(['reset', 'never'], { description: 'Whether unused credits are lost at the next reset.' }),
          }),
          { description: 'One top-up.' },
        ),
      ),
      { description: 'Credits one can buy once.', examples: [[{ id: 'plus-50k', credits: 50000, price: 45, expires: 'reset' }]] },
    ).optional(),
    senders: described(
      z.strictObject({
        price: money({ description: 'Price of one more sender per cycle, in the currency of the list.', examples: [4] }),
        warmUp: WarmUpSchema.optional(),
      }),
      {
        description: 'What further senders cost, and the warm-up new ones get. Without it, recommend does not offer any.',
        examples: [{ price: 4, warmUp: { start: '2026-11-20', from: 5, add: 2, to: 40 } }],
      },
    ).optional(),
    rates: described(z.record(z.string(), decimal({ description: 'Worth of one unit of this currency.' }, 0, 1_000_000, 6)), {
      description:
        "Other currency: what one unit of this list's currency is worth in it. Without it, costs in two currencies are not added up.",
      examples: [{ EUR: 0.92 }],
    }).optional(),
  }),
  { description: 'Price list of one plan family of a provider.' },
);

const CHANGED = 'expected a whole number, or a change such as "+5000", "-10%"';

/** An amount, or a change of it. */
const changed = (description: string) =>
  described(
    z.union(
      [
        z.number({ error: CHANGED }).int({ error: CHANGED }).min(0, { error: CHANGED }).max(1_000_000_000_000, { error: CHANGED }),
        z.string({ error: CHANGED }).regex(/^[+-](0|[1-9]\d{0,11})(\.\d{1,4}(?=%))?%?$/, { error: CHANGED }),
      ],
      { error: CHANGED },
    ),
    { description, examples: ['+25%', '+50000', 60000] },
  );

/** One change of a scenario. Which keys go together is checked by the rules, with positions. */
export const ChangeSchema = described(
  z.strictObject({
    account: id({ description: 'Account that is changed, with tier, topUp or credits.', examples: ['sg-main'] }).optional(),
    tier: id({ description: 'Tier the account changes to.', examples: ['pro-300k'] }).optional(),
    topUp: id({ description: 'Top-up the account buys.', examples: ['plus-50k'] }).optional(),
    credits: changed('Remaining credits of the account, in sends: a number, or a change.').optional(),
    on: date({ description: 'Local day of the change. Default: the first day.' }).optional(),
    campaign: id({
      description: 'Campaign that is changed, with contacts, window, priority or from.',
      examples: ['black-friday'],
    }).optional(),
    contacts: changed(
      'Contacts of the campaign: a number, or a change. Over all segments in proportion, unless segment is given.',
    ).optional(),
    segment: id({ description: 'Segment whose contacts change.', examples: ['eu'] }).optional(),
    window: WindowSchema.optional(),
    priority: whole({ description: 'Priority of the campaign; 1 is served first.', examples: [1] }, 1, 1_000_000).optional(),
    from: word(['any'], {
      description: 'any: the campaign may leave from every account; only except of its from still holds.',
    }).optional(),
    sender: id({
      description: 'Sender that is changed, with dailyLimit, weeklyLimit or weekdays.',
      examples: ['sdr1@brand.example'],
    }).optional(),
    dailyLimit: amountOrUnlimited({ description: 'Daily limit of the sender, in sends.', examples: [50] }).optional(),
    weeklyLimit: amountOrUnlimited({ description: 'Weekly limit of the sender, in sends of any 7 days.', examples: [200] }).optional(),
    weekdays: weekdays({ description: 'Weekdays on which the sender sends.' }).optional(),
    addSenders: described(
      z.strictObject({
        account: id({ description: 'Account the senders are added to.', examples: ['outreach'] }),
        count: senderCount,
        like: id({
          description: 'Sender whose settings they get. Default: the active sender of the account with the highest daily limit.',
          examples: ['sdr1@brand.example'],
        }).optional(),
        warmUp: WarmUpSchema.optional(),
      }),
      { description: 'Senders that are added.', examples: [{ account: 'outreach', count: 10, like: 'sdr1@brand.example' }] },
    ).optional(),
    removeSenders: ids({ description: 'Senders that are taken out.', examples: [['sdr1@brand.example']] }, 'Id of a sender.').optional(),
    removeAccount: id({ description: 'Account that is taken out.', examples: ['sg-old'] }).optional(),
  }),
  { description: 'One change: of an account, a campaign or a sender, addSenders, removeSenders, or removeAccount.' },
);

/** Named changes for a what-if. */
export const ScenarioSchema = described(
  z.strictObject({
    id: id({ description: 'Id of the scenario, unique over all files.', examples: ['upgrade-main'] }),
    title: text({ description: 'Title for people.', examples: ['Upgrade sg-main before Black Friday'] }).optional(),
    changes: described(z.array(ChangeSchema, { error: 'expected a list of changes' }).min(1, { error: 'expected at least one change' }), {
      description: 'Changes, applied in this order.',
      examples: [[{ account: 'sg-main', tier: 'pro-300k' }]],
    }),
  }),
  { description: 'A what-if.' },
);

/** Price list as written. */
export type WrittenCatalogEntry = z.output<typeof CatalogEntrySchema>;
/** Change as written. */
export type WrittenChange = z.output<typeof ChangeSchema>;
/** Scenario as written. */
export type WrittenScenario = z.output<typeof ScenarioSchema>;
