/** Every provider connector there is. */

import type { ProviderId } from '../model/workspace.ts';
import { activecampaign } from './activecampaign/index.ts';
import { declared } from './declared.ts';
import type { Provider } from './provider.ts';
import { puffle } from './puffle/index.ts';
import { sendgrid } from './sendgrid/index.ts';
import { sendgridReseller } from './sendgrid-reseller/index.ts';

/** Connectors by provider id. Adding a connection variant without its connector does not compile. */
export const PROVIDERS: Readonly<Record<ProviderId, Provider>> = {
  activecampaign,
  declared,
  puffle,
  sendgrid,
  'sendgrid-reseller': sendgridReseller,
};
