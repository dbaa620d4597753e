/** The whole plan file, from its sections. */

import * as z from 'zod';
import { AccountSchema } from './account.ts';
import { CampaignSchema, DomainSchema, InFlightSchema } from './campaign.ts';
import { CatalogEntrySchema, PolicySchema, ScenarioSchema } from './policy.ts';
import { date, meta, timeZone } from './values.ts';

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
  version: z.literal(1, { error: 'expected 1' }).meta(meta({ description: 'Version of the file format.' })),
  timeZone: timeZone({ description: "Zone of the plan's days.", default: 'UTC' }),
  horizon: z
    .strictObject({
      start: date({ description: 'First planned local day. Default: today in timeZone.' }).optional(),
      end: date({ description: 'Last planned local day. Default: the last day any campaign needs, follow-ups included.' }).optional(),
    })
    .meta(meta({ description: 'The planned local days; both ends belong to it.' })),
  policy: PolicySchema,
} as const;

/** Sections that are maps from an id to a value. */
export const MAP_SECTIONS = { catalog: CatalogEntrySchema } as const;

/** A plan file, strict. Keys beginning with `x-` are taken out before it is applied. */
export const PlanFileSchema = z
  .strictObject({
    version: SINGLE_SECTIONS.version,
    timeZone: SINGLE_SECTIONS.timeZone.optional(),
    horizon: SINGLE_SECTIONS.horizon.optional(),
    accounts: z
      .array(AccountSchema)
      .meta(meta({ description: 'Accounts and their senders.' }))
      .optional(),
    domains: z
      .array(DomainSchema)
      .meta(meta({ description: 'Sending domains with a limit of their own.' }))
      .optional(),
    campaigns: z
      .array(CampaignSchema)
      .meta(meta({ description: 'Planned campaigns.' }))
      .optional(),
    inFlight: z
      .array(InFlightSchema)
      .meta(meta({ description: 'Follow-ups already promised.' }))
      .optional(),
    policy: PolicySchema.optional(),
    catalog: z
      .record(z.string(), CatalogEntrySchema)
      .meta(meta({ description: 'Price lists by name, for simulate and recommend.' }))
      .optional(),
    scenarios: z
      .array(ScenarioSchema)
      .meta(meta({ description: 'Named changes for what-ifs.' }))
      .optional(),
  })
  .meta(meta({ title: 'sendplan plan file', description: 'Accounts, campaigns, policy and scenarios of sendplan.' } as never));

/** Keys a plan file may hold at its top. */
export const TOP_KEYS: readonly string[] = Object.keys(PlanFileSchema.shape);
