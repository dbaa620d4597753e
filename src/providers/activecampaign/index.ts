/** ActiveCampaign: contact limits from every interface, sends from the reseller and agency ones, credits on credit-based plans. */

import type { AccountReading } from '../../model/capacity.ts';
import type { Connection } from '../../model/workspace.ts';
import { type CallOf, callOf, connectionOf } from '../answer.ts';
import type { Provider } from '../provider.ts';
import { readAgency } from './agency.ts';
import { capabilities } from './capabilities.ts';
import { readReseller } from './reseller.ts';
import { readV1 } from './v1.ts';
import { readV3 } from './v3.ts';

type Api = Extract<Connection, { provider: 'activecampaign' }>['api'];

const READERS: Readonly<Record<Api, (call: CallOf<'activecampaign'>, key: string) => Promise<AccountReading>>> = {
  v3: readV3,
  v1: readV1,
  reseller: readReseller,
  agency: readAgency,
};

/** The connector for `provider: activecampaign`. */
export const activecampaign: Provider = {
  id: 'activecampaign',
  defaultTimeZone: null,
  capabilities,
  read: async (account, context): Promise<readonly AccountReading[]> => {
    const connection = connectionOf('activecampaign', account);
    const key = context.credential(connection.apiKeyEnv);
    return [await READERS[connection.api](callOf('activecampaign', account, context, [key]), key)];
  },
};
