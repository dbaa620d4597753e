/** Policy, price list and scenarios, as written. */

import * as z from 'zod';
import { WindowSchema } from './campaign.ts';
import { senderCount, WarmUpSchema } from './sender.ts';
import { amount, amountOrUnlimited, currency, date, described, id, money, share, text, word } from './values.ts';

const DURATION = 'expected a duration such as 30m, 6h or 7d';

/** Policy judged by `check`. */
export const PolicySchema = described(
  z.strictObject({
    onUnknownCapacity: word(['fail', 'zero'], {
      description: 'A number nobody knows: make no plan, or count it as 0 and say so.',
      default: 'fail',
    }).optional(),
    overage: described(
      z.union(
        [
          z.enum(['forbid', 'allow']),
          z.strictObject({
            maxCost: money({ description: 'Most overage cost of the plan, in the currency of the accounts.', examples: [100] }),
          }),
        ],
        { error: 'expected forbid, allow or { maxCost: 100 }' },
      ),
      { description: 'Whether a plan may use paid overage.', default: 'forbid' },
    ).optional(),
    minHeadroom: share({ description: "Share of every account's credits that must be left at its reset.", examples: [0.05] }).optional(),
    maxUtilisation: share({ description: 'Highest use of any sender on any day, as a share of its limit.', examples: [0.95] }).optional(),
    maxSnapshotAge: described(z.string({ error: DURATION }).regex(/^[1-9]\d{0,5}(s|m|h|d)$/, { error: DURATION }), {
      description: 'Oldest capacity data a plan may rest on.',
      examples: ['6h'],
    }).optional(),
    serve: described(z.record(z.string(), share({ description: 'Share of contacts that must be served.' })), {
      description: 'Target (all, priority1, priority2, …): share of its contacts that must be served.',
      examples: [{ priority1: 1, all: 0.9 }],
    }).optional(),
    ignore: described(
      z.array(
        described(
          z.strictObject({
            finding: id({ description: 'Kind of finding.', examples: ['headroom.low'] }),
            subject: id({ description: 'Id of what the finding is about. Default: any.' }).optional(),
            reason: text({ description: 'Why it is ignored.' }).optional(),
            until: date({ description: 'Last local day on which it is ignored. Default: for good.' }).optional(),
          }),
          { description: 'One accepted finding.' },
        ),
      ),
      { description: 'Findings that are accepted: still listed and counted, but they do not fail a check.' },
    ).optional(),
  }),
  { description: 'Policy judged by check.' },
);

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
      { description: 'How changes of tier take effect.' },
    ),
    tiers: described(
      z
        .array(
          described(
            z.strictObject({
              id: id({ description: 'Id of the tier, unique over the catalog.', examples: ['pro-300k'] }),
              credits: amount({ description: 'Credits per cycle.' }).optional(),
              contacts: amount({ description: 'Contacts it may hold.' }).optional(),
              price: money({ description: 'Price per cycle.', examples: [249] }),
            }),
            { description: 'One tier.' },
          ),
        )
        .min(1, { error: 'expected at least one tier' }),
      { description: 'Tiers one can change to.' },
    ),
    topUps: described(
      z.array(
        described(
          z.strictObject({
            id: id({ description: 'Id of the top-up, unique over the catalog.', examples: ['plus-50k'] }),
            credits: amount({ description: 'Credits it adds.', examples: [50000] }),
            price: money({ description: 'Price, once.', examples: [45] }),
            expires: word(['reset', 'never'], { description: 'Whether unused credits are lost at the next reset.' }),
          }),
          { description: 'One top-up.' },
        ),
      ),
      { description: 'Credits one can buy once.' },
    ).optional(),
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
    account: id({ description: 'Account that is changed, with tier, topUp or credits.' }).optional(),
    tier: id({ description: 'Tier the account changes to.' }).optional(),
    topUp: id({ description: 'Top-up the account buys.' }).optional(),
    credits: changed('Remaining credits of the account: a number, or a change.').optional(),
    on: date({ description: 'Local day of the change. Default: the first day.' }).optional(),
    campaign: id({ description: 'Campaign that is changed, with contacts or window.' }).optional(),
    contacts: changed('Contacts of the campaign: a number, or a change.').optional(),
    window: WindowSchema.optional(),
    sender: id({ description: 'Sender that is changed, with dailyLimit.' }).optional(),
    dailyLimit: amountOrUnlimited({ description: 'Daily limit of the sender, in sends.' }).optional(),
    addSenders: described(
      z.strictObject({
        account: id({ description: 'Account the senders are added to.' }),
        count: senderCount,
        like: id({ description: 'Sender whose settings they get.' }),
        warmUp: WarmUpSchema.optional(),
      }),
      { description: 'Senders that are added.' },
    ).optional(),
    removeAccount: id({ description: 'Account that is taken out.' }).optional(),
  }),
  { description: 'One change: of an account, a campaign or a sender, addSenders, or removeAccount.' },
);

/** Named changes for a what-if. */
export const ScenarioSchema = described(
  z.strictObject({
    id: id({ description: 'Id of the scenario, unique over all files.', examples: ['upgrade-main'] }),
    title: text({ description: 'Title for people.' }).optional(),
    changes: described(z.array(ChangeSchema).min(1, { error: 'expected at least one change' }), {
      description: 'Changes, applied in this order.',
    }),
  }),
  { description: 'A what-if.' },
);

/** Policy as written. */
export type WrittenPolicy = z.output<typeof PolicySchema>;
/** Price list as written. */
export type WrittenCatalogEntry = z.output<typeof CatalogEntrySchema>;
/** Change as written. */
export type WrittenChange = z.output<typeof ChangeSchema>;
/** Scenario as written. */
export type WrittenScenario = z.output<typeof ScenarioSchema>;
