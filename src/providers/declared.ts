/** Accounts whose numbers are written in the plan file: nothing is asked of anybody. */

import type { AccountReading } from '../model/capacity.ts';
import { callOf, failure } from './answer.ts';
import type { Provider } from './provider.ts';

/**
 * The connector for `provider: declared`.
 * Throws: ProviderError `snapshot_stale` on the days after `expires`.
 */
export const declared: Provider = {
  id: 'declared',
  defaultTimeZone: null,
  capabilities: {
    title: 'Declared in the plan file',
    requests: [],
    gives: {
      remainingCredits: false,
      allowance: false,
      resetDate: 'declared',
      dailyLimitPerSender: false,
      sentToday: false,
      weeklyLimit: false,
      contactLimit: false,
    },
    envPrefix: null,
    rate: { requests: 1, perMs: 1, scope: 'account', mark: 'I' },
    facts: [],
  },
  read: async (account, context): Promise<readonly AccountReading[]> => {
    const call = callOf('declared', account, context);
    const { expires } = call.connection;
    if (expires !== null && expires < context.today) {
      throw failure(
        call,
        'snapshot_stale',
        `its numbers were declared to hold until ${expires}, and today is ${context.today}. Check the numbers and move \`expires\`.`,
      );
    }
    return [{ account: account.id, provider: 'declared', isDiscovered: false, observedAt: context.now, findings: [] }];
  },
};
