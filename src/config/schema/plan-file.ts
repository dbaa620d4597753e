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
  version: described(z.literal(1, { error: 'expected 1' }), { description: 'Version of the file format.' }),
  timeZone: timeZone({ description: "Zone of the plan's days.", default: 'UTC' }),
  horizon: described(
    z.strictObject({
      start: date({ description: 'First planned local day. Default: today in timeZone.' }).optional(),
      end: date({ description: 'Last planned local day. Default: the last day any campaign needs, follow-ups included.' }).optional(),
    }),
    { description: 'The planned local days; both ends belong to it.' },
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
    accounts: described(z.array(AccountSchema), { description: 'Accounts and their senders.' }).optional(),
    domains: described(z.array(DomainSchema), { description: 'Sending domains with a limit of their own.' }).optional(),
    campaigns: described(z.array(CampaignSchema), { description: 'Planned campaigns.' }).optional(),
    inFlight: described(z.array(InFlightSchema), { description: 'Follow-ups already promised.' }).optional(),
    policy: PolicySchema.optional(),
    catalog: described(z.record(z.string(), CatalogEntrySchema), {
      description: 'Price lists by name, for simulate and recommend.',
    }).optional(),
    scenarios: described(z.array(ScenarioSchema), { description: 'Named changes for what-ifs.' }).optional(),
  }),
  { title: 'sendplan plan file', description: 'Accounts, campaigns, policy and scenarios of sendplan.' } as never,
);

/** Keys a plan file may hold at its top. */
export const TOP_KEYS: readonly string[] = Object.keys(PlanFileSchema.shape);
