/** The whole plan file, from its sections. */

import * as z from 'zod';
import { AccountSchema } from './account.ts';
import { CampaignSchema, DomainSchema, InFlightSchema } from './campaign.ts';
import { CatalogEntrySchema, ScenarioSchema } from './catalog.ts';
import { PolicySchema } from './policy.ts';
import { date, described, timeZone } from './values.ts';

/** Sections that are lists: each item is checked by itself. */
export const LIST_SECTIONS = {
  accounts: AccountSchema,
  domains: DomainSchema,
  campaigns: CampaignSchema,
  inFlight: InFlightSchema,
  scenarios: ScenarioSchema,
} as const;

/** Sections that are one value. */
export const SINGLE_SECTIONS = {
  version: described(z.literal(1, { error: 'expected 1' }), { description: 'Version of the file format.', examples: [1] }),
  timeZone: timeZone({ description: "Zone of the plan's days.", default: 'UTC' }),
  horizon: described(
    z.strictObject({
      start: date({ description: 'First planned local day. Default: today in timeZone.' }).optional(),
      end: date({ description: 'Last planned local day. Default: the last day any campaign needs, follow-ups included.' }).optional(),
    }),
    { description: 'The planned local days; both ends belong to it.', examples: [{ start: '2026-11-20', end: '2026-12-19' }] },
  ),
  policy: PolicySchema,
} as const;

/** Sections that are maps from an id to a value. */
export const MAP_SECTIONS = { catalog: CatalogEntrySchema } as const;

/** A plan file, strict. Keys beginning with `x-` are taken out before it is applied. */
export const PlanFileSchema = described(
  z.strictObject({
    version: SINGLE_SECTIONS.version,
    timeZone: SINGLE_SECTIONS.timeZone.optional(),
    horizon: SINGLE_SECTIONS.horizon.optional(),
    accounts: described(z.array(AccountSchema), {
      description: 'Accounts and their senders.',
      examples: [
        [{ id: 'relay', provider: 'declared', credits: { remaining: 41000 }, senders: [{ id: 'news@brand.example', dailyLimit: 20000 }] }],
      ],
    }).optional(),
    domains: described(z.array(DomainSchema), {
      description: 'Sending domains with a limit of their own.',
      examples: [[{ id: 'brand.example', dailyLimit: 5000 }]],
    }).optional(),
    campaigns: described(z.array(CampaignSchema), {
      description: 'Planned campaigns.',
      examples: [[{ id: 'black-friday', contacts: 120000, window: { start: '2026-11-24', end: '2026-11-28' } }]],
    }).optional(),
    inFlight: described(z.array(InFlightSchema), {
      description: 'Follow-ups already promised.',
      examples: [[{ campaign: 'autumn', sender: 'sdr1@brand.example', date: '2026-11-24', sends: 25 }]],
    }).optional(),
    policy: PolicySchema.optional(),
    catalog: described(z.record(z.string(), CatalogEntrySchema), {
      description: 'Price lists by name, for simulate and recommend.',
      examples: [
        {
          esp: {
            currency: 'USD',
            cycle: 'month',
            change: { up: 'immediate-full', down: 'next-cycle' },
            tiers: [{ id: 'pro-300k', credits: 300000, price: 249 }],
          },
        },
      ],
    }).optional(),
    scenarios: described(z.array(ScenarioSchema), {
      description: 'Named changes for what-ifs.',
      examples: [[{ id: 'upgrade-main', changes: [{ account: 'sg-main', tier: 'pro-300k', on: '2026-11-23' }] }]],
    }).optional(),
  }),
  { title: 'sendplan plan file', description: 'Accounts, campaigns, policy and scenarios of sendplan.' } as never,
);

/** Keys a plan file may hold at its top. */
export const TOP_KEYS: readonly string[] = Object.keys(PlanFileSchema.shape);
