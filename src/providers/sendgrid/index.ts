/** SendGrid v3: credit balance of an account, of an account it acts for, or of a subuser. */

import type { AccountReading } from '../../model/capacity.ts';
import { callOf, connectionOf } from '../answer.ts';
import type { Provider } from '../provider.ts';
import { capabilities } from './capabilities.ts';
import { readSubuserCredits, readUserCredits } from './credits.ts';
import { discoverSubusers } from './subusers.ts';

/** The connector for `provider: sendgrid`. */
export const sendgrid: Provider = {
  id: 'sendgrid',
  defaultTimeZone: 'America/Los_Angeles',
  capabilities,
  read: async (account, context): Promise<readonly AccountReading[]> => {
    const connection = connectionOf('sendgrid', account);
    const key = context.credential(connection.apiKeyEnv);
    const call = callOf('sendgrid', account, context, [key]);
    const { target } = connection;
    const own =
      target.kind === 'subuser'
        ? await readSubuserCredits(call, key, { name: target.subuser, region: connection.region }, null)
        : await readUserCredits(call, key);
    return connection.discoverSubusers ? [own, ...(await discoverSubusers(call, key))] : [own];
  },
};
