/** What would lift a shortfall, in words. */

import type { CampaignResult, ShortfallReason } from '../model/plan.ts';
import { dayText, grouped } from './amounts.ts';

const countedContacts = (n: number): string => `${grouped(n)} more contact${n === 1 ? '' : 's'}`;

/** What would let the missing contacts through this reason. Several reasons of one row have to be lifted together. */
export function remedyText(reason: ShortfallReason, { campaign, contacts }: Pick<CampaignResult, 'campaign' | 'contacts'>): string {
  const { account, sender, domain, missing } = reason;
  const who = sender !== null ? `sender ${sender}` : account !== null ? `senders of account ${account}` : 'its senders';
  const room = countedContacts(missing);
  switch (reason.resource) {
    case 'sender_daily_limit':
      return `room for ${room}: a higher daily limit of ${who}, more senders, or more days in the window`;
    case 'sender_weekly_limit':
      return `room for ${room}: a higher weekly limit of ${who}, more senders, or more days in the window`;
    case 'domain_daily_limit':
      return `room for ${room}: a higher limit of ${domain === null ? 'the domains' : `domain ${domain}`}, senders of another domain, or more days in the window`;
    case 'account_daily_limit':
      return `room for ${room}: a higher daily limit of ${account === null ? 'the accounts' : `account ${account}`}, senders of another account, or more days in the window`;
    case 'credit_balance': {
      const until = reason.to === null ? '' : ` usable until ${dayText(reason.to)}`;
      return `credits for ${room}${until}: a top-up or a larger tier of ${account ?? 'the accounts'}, a smaller reserve, or days after the next reset`;
    }
    case 'contact_limit':
      return `${grouped(missing)} more contact slots in ${account === null ? 'the accounts' : `account ${account}`}`;
    case 'campaign_daily_limit':
      return `a higher perDay limit of ${campaign}, or more days in the window`;
    case 'account_share':
      return `a higher perAccount.maxShare of ${campaign}, or room in other accounts`;
    case 'window':
      return 'other days: window, weekdays, followUps.until, onNonSendingDay: shift, or a longer horizon';
    case 'eligibility':
      return 'senders that match `from`';
    case 'all_or_nothing':
      return `room for all ${grouped(contacts)} contacts, or no allOrNothing`;
    case 'one_account':
      return 'one account with more room, or no oneAccount';
    case 'sender_min_batch':
      return 'a smaller perSender.minStarts';
    case 'demand':
    case 'serve_at_least':
      return `more room under any of the limits of its senders (${room})`;
  }
}
