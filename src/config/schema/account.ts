/** Accounts: what every account may hold, and the settings of each provider. */

import * as z from 'zod';
import { SenderDefaultsSchema, SendersSchema } from './sender.ts';
import { amount, amountOrUnlimited, currency, date, described, id, ids, money, timeZone, variable, whole, word } from './values.ts';

/** Rule by which an allowance comes back. */
export const ResetsSchema = described(
  z.strictObject({
    next: date({ description: 'First local day (zone of the account) on which the next allowance holds.', examples: ['2026-12-01'] }),
    every: word(['day', 'week', 'month'], {
      description: 'How often the allowance comes back. month keeps the anchor day (31: last day).',
    }),
    anchorDay: whole(
      { description: 'Day of month of the billing anchor, when a short month hides it in `next`.', examples: [31] },
      1,
      31,
    ).optional(),
  }),
  { id: 'resets', description: 'When the credits come back.', examples: [{ next: '2026-12-01', every: 'month' }] },
);

/** Provider of an account. */
const provider = <const T extends string>(name: T) =>
  described(z.literal(name), { description: 'How the account is read: a registered provider, or declared.', examples: [name] });

const common = {
  id: id({ description: 'Id of the account, unique over all files.', examples: ['sg-main'] }),
  timeZone: timeZone({ description: "Zone of the account's days and resets. Default: the provider's, else the plan's." }).optional(),
  parent: described(id({ description: 'Id of an account.' }).nullable(), {
    description: 'Id of the account whose pool this one draws from as well; null for none.',
    examples: ['sg-main', null],
  }).optional(),
  credits: described(
    z.union(
      [
        z.strictObject({
          remaining: amountOrUnlimited({ description: 'Credits left now, in sends.', examples: [41000] }).optional(),
          allowance: amountOrUnlimited({
            description: 'Credits of each cycle after the next reset, in sends.',
            examples: [100000],
          }).optional(),
          resets: ResetsSchema.optional(),
        }),
        z.literal('unlimited'),
      ],
      { error: 'expected remaining, allowance and resets below it, or the word unlimited' },
    ),
    {
      id: 'credits',
      description: 'Credits, only where the provider does not tell or to override it; the word unlimited for no limit of its own.',
      examples: [{ remaining: 41000, allowance: 100000, resets: { next: '2026-12-01', every: 'month' } }, 'unlimited'],
    },
  ).optional(),
  overage: described(
    z.strictObject({
      max: amount({ description: 'Most sends above the allowance in each cycle; 0 = a hard stop.', examples: [50000] }),
      pricePer1000: money({ description: 'Price of 1000 sends above the allowance, in currency.', examples: [1.1] }).optional(),
      currency: currency({ description: 'Currency of the price.', examples: ['USD'] }).optional(),
    }),
    {
      id: 'overage',
      description: 'Paid sends above the allowance. Default: none, a hard stop.',
      examples: [{ max: 50000, pricePer1000: 1.1, currency: 'USD' }],
    },
  ).optional(),
  reserve: described(
    z.strictObject({
      perDay: amount({ description: 'Sends kept free on each day.', examples: [2000], default: 0 }).optional(),
      untilReset: amount({ description: 'Sends kept free until the next reset.', examples: [10000], default: 0 }).optional(),
    }),
    {
      id: 'reserve',
      description: 'Capacity kept free for automations and transactional mail, in sends.',
      examples: [{ perDay: 2000, untilReset: 10000 }],
    },
  ).optional(),
  dailyLimit: amountOrUnlimited({ description: 'Most sends of the whole account per local day.', examples: [100000] }).optional(),
  contacts: described(
    z.strictObject({
      limit: amountOrUnlimited({ description: 'Most contacts the account may hold.', examples: [50000] }).optional(),
      used: amount({ description: 'Contacts it holds now.', examples: [42000] }).optional(),
    }),
    {
      id: 'contactSlots',
      description: 'Contact slots. Default: unlimited unless the provider tells.',
      examples: [{ limit: 50000, used: 42000 }],
    },
  ).optional(),
  tier: id({ description: 'Current tier in the catalog, for simulate and recommend.', examples: ['essentials-100k'] }).optional(),
  tags: ids({ description: 'Tags, also carried by each of its senders.', examples: [['newsletter', 'us']] }, 'Tag.').optional(),
  senders: SendersSchema.optional(),
  senderDefaults: SenderDefaultsSchema.optional(),
};

const apiKeyEnv = (example: string) =>
  variable({ description: 'Name of the environment variable that holds the API key; never the key itself.', examples: [example] });

const credentials = (example: string) =>
  described(z.strictObject({ apiKeyEnv: apiKeyEnv(example) }), {
    description: 'Names of environment variables, never values.',
    examples: [{ apiKeyEnv: example }],
  });

const LATIN1 = /^[\x20-\x7e\xa0-\xff]+$/;

/** What else is wrong with a name that becomes a path segment or a header value at a provider. */
function wrongForProvider(name: string): string | null {
  if (name === '.' || name === '..') return 'expected a name, not a relative path';
  return LATIN1.test(name) ? null : 'expected Latin-1 characters only, as it is sent in a header';
}

const providerName = (description: string, example: string) => id({ description, examples: [example] }, wrongForProvider);

const sendgrid = described(
  z.strictObject({
    ...common,
    provider: provider('sendgrid'),
    credentials: credentials('SENDGRID_API_KEY'),
    region: word(['global', 'eu'], { description: 'Region of the account.', default: 'global' }).optional(),
    onBehalfOf: described(
      z.strictObject({
        subuser: providerName('Read the credits of this subuser, with the key of its parent.', 'customer-a').optional(),
        accountId: providerName('Read the credits of this customer account, with the key of its partner.', '12345').optional(),
      }),
      {
        description: 'Read /v3/user/credits on behalf of a subuser or a customer account (one of the two).',
        examples: [{ subuser: 'customer-a' }],
      },
    ).optional(),
    subuser: providerName('Read /v3/subusers/{name}/credits of this subuser; name its pool in parent.', 'customer-a').optional(),
    discover: word(['subusers'], { description: 'subusers adds every subuser as an account under this one.' }).optional(),
  }),
  { description: 'A SendGrid account or subuser.' },
);

const sendgridReseller = described(
  z.strictObject({
    ...common,
    provider: provider('sendgrid-reseller'),
    credentials: described(
      z.strictObject({
        apiKeyEnv: apiKeyEnv('SENDGRID_RESELLER_KEY'),
        userEnv: variable({
          description: 'Name of the environment variable that holds api_user. Default: the literal apikey.',
          examples: ['SENDGRID_RESELLER_USER'],
        }).optional(),
      }),
      { description: 'Names of environment variables, never values.', examples: [{ apiKeyEnv: 'SENDGRID_RESELLER_KEY' }] },
    ),
    user: providerName('Customer whose credits are read.', 'customer-a'),
    format: word(['json', 'xml'], { description: 'Format asked of the provider.', default: 'json' }).optional(),
  }),
  { description: 'A customer of a SendGrid reseller.' },
);

const HOST_ERROR = 'expected an account name (a-z, 0-9, -) or a full host ending in .api-us1.com or .activehosted.com';
const NAME = /^[a-z0-9][a-z0-9-]{0,62}$/;
const HOST = /^[a-z0-9][a-z0-9-]{0,62}(\.api-us1\.com|\.activehosted\.com)$/;

const activecampaign = described(
  z.strictObject({
    ...common,
    provider: provider('activecampaign'),
    credentials: credentials('ACTIVECAMPAIGN_API_KEY'),
    api: word(['v3', 'v1', 'reseller', 'agency'], { description: 'Interface that is read.', default: 'v3' }).optional(),
    account: described(
      z.string({ error: HOST_ERROR }).refine((name) => NAME.test(name) || HOST.test(name), { error: HOST_ERROR }),
      { description: 'Account name (host name.api-us1.com), or a full host with a known suffix.', examples: ['brand'] },
    ),
  }),
  { description: 'An ActiveCampaign account.' },
);

const UUID =
  /^([0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[1-8][0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}|00000000-0000-0000-0000-000000000000|ffffffff-ffff-ffff-ffff-ffffffffffff)$/;

const puffle = described(
  z.strictObject({
    ...common,
    provider: provider('puffle'),
    credentials: credentials('PUFFLE_API_KEY'),
    campaigns: described(
      z
        .array(
          described(z.string({ error: 'expected a campaign UUID' }).regex(UUID, { error: 'expected a campaign UUID' }), {
            description: 'UUID of a campaign at the provider.',
          }),
          { error: 'expected a list of campaign UUIDs' },
        )
        .min(1, { error: 'expected at least one campaign UUID' })
        .max(1000, { error: 'expected at most 1000 campaign UUIDs' }),
      { description: "The provider's campaigns whose senders are read.", examples: [['3f0e8a52-7c14-4d6b-9a0e-5b1c2d3e4f50']] },
    ),
  }),
  { description: 'A Puffle account.' },
);

const declared = described(
  z.strictObject({
    ...common,
    provider: provider('declared'),
    expires: date({ description: 'Day after which the numbers written here count as stale.', examples: ['2026-12-31'] }).optional(),
  }),
  { description: 'An account whose numbers are all written in the plan file.' },
);

/** One account of any registered provider. */
export const AccountSchema = described(
  z.discriminatedUnion('provider', [sendgrid, sendgridReseller, activecampaign, puffle, declared], {
    error: (issue) =>
      issue.code === 'invalid_union' ? 'expected sendgrid, sendgrid-reseller, activecampaign, puffle or declared' : undefined,
  }),
  { description: 'One billing relation at a provider with one credential; it holds credits.' },
);

/** Ids of the providers a plan file may name. */
export const PROVIDER_IDS = ['sendgrid', 'sendgrid-reseller', 'activecampaign', 'puffle', 'declared'] as const;

/** An account as written. */
export type WrittenAccount = z.output<typeof AccountSchema>;
