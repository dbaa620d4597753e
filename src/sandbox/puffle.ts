/** Puffle in the sandbox: account usage and senders of a campaign, and the list of all senders. */

import { addDays, type Instant, type LocalDate, localDateAt, parseLocalDate } from '../model/calendar.ts';
import type { Company, SandboxScenario } from './company.ts';
import { uuidFor } from './derived.ts';
import { type Mailbox, otherMailbox, otherMailboxes } from './mailboxes.ts';
import { bearerKey, json, type SandboxAnswer, type SandboxRequest, type Surface } from './wire.ts';

const CAMPAIGN_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
/** Admitted by the documented pattern, but no campaign has them. */
const EMPTY_IDS = ['00000000-0000-0000-0000-000000000000', 'ffffffff-ffff-ffff-ffff-ffffffffffff'];

/**
 * Puffle's reads.
 * Source: docs.puffle.ai/api-reference, get-account-usage, list-campaign-senders and list-senders; last verified 2026-11-20.
 * Assumes: error bodies are `{ error }`; an unknown campaign is 404 (neither is documented).
 *
 * @param senders campaign id → sender addresses of a plan file the example does not know
 */
export function puffleSurface(
  company: Company,
  key: string,
  now: Instant,
  scenario: SandboxScenario,
  senders: Readonly<Record<string, readonly string[]>>,
): Surface {
  const listed = new Map(Object.entries(senders).map(([id, emails]) => [id.toLowerCase(), emails]));
  const mailboxesOf = (text: string): readonly Mailbox[] | null => {
    const id = text.toLowerCase();
    if (!CAMPAIGN_ID.test(id) || EMPTY_IDS.includes(id)) return null;
    const emails = listed.get(id) ?? [];
    return company.mailboxes[id] ?? (emails.length > 0 ? emails.map(otherMailbox) : otherMailboxes(id));
  };
  const utcToday = localDateAt(now, 'UTC');
  const sent = (mailbox: Mailbox, date: LocalDate): number => (mailbox.status === 'active' ? company.sentOn(mailbox, date) : 0);

  const usage = (mailboxes: readonly Mailbox[], query: URLSearchParams): SandboxAnswer => {
    const asked = query.get('date') ?? '';
    // Missing and malformed dates mean today in UTC, without a word: the documented trap.
    const date = parseLocalDate(asked) === null ? utcToday : asked;
    const accounts = mailboxes.map((mailbox) => ({
      account_id: uuidFor(mailbox.email),
      email: mailbox.email,
      daily_limit: mailbox.dailyLimit,
      sent_today: scenario === 'swallowed-zero' ? 0 : sent(mailbox, date),
      status: mailbox.status,
    }));
    return json(200, { accounts });
  };

  const weekly = (mailbox: Mailbox): number =>
    Array.from({ length: 7 }, (_, back) => sent(mailbox, addDays(company.today, -back))).reduce((sum, n) => sum + n, 0);

  const campaignSenders = (mailboxes: readonly Mailbox[]): SandboxAnswer => {
    const rows = mailboxes.map((mailbox) => ({
      account_id: uuidFor(mailbox.email),
      display_name: displayName(mailbox),
      email_address: mailbox.email,
      profile_url: null,
      status: mailbox.status,
      is_premium: mailbox.isPremium,
      warmup_status: mailbox.warmup,
      weekly_connection_limit: mailbox.isPremium ? 100 : 80,
      weekly_message_limit: mailbox.weeklyLimit,
      daily_limit: mailbox.dailyLimit,
      weekly_connections_sent: 0,
      weekly_messages_sent: weekly(mailbox),
      campaign_messages_sent: null,
      committed_count: 0,
      today_sent: sent(mailbox, company.today),
    }));
    return json(200, {
      senders: rows,
      campaign_total_sent: rows.reduce((sum, row) => sum + row.weekly_messages_sent, 0) * 3,
      campaign_total_replies: 0,
      campaign_total_bounced: 0,
      campaign_total_completed: 0,
      campaign_total_committed: 0,
    });
  };

  const allSenders = (): SandboxAnswer =>
    json(200, {
      accounts: Object.values(company.mailboxes)
        .flat()
        .map((mailbox) => ({
          id: uuidFor(mailbox.email),
          type: 'email',
          status: mailbox.status,
          email_address: mailbox.email,
          daily_limit: mailbox.dailyLimit,
          weekly_message_limit: mailbox.weeklyLimit,
          instantly_account_id: mailbox.email,
          warmup_status: mailbox.warmup,
          email_domains: { domain: mailbox.email.split('@')[1], status: 'active' },
        })),
    });

  const route = ({ path, query }: SandboxRequest): SandboxAnswer | null => {
    if (path.join('/') === 'api/senders') return allSenders();
    const [api, campaigns, id, view, ...rest] = path;
    if (api !== 'api' || campaigns !== 'campaigns' || id === undefined || rest.length > 0) return null;
    if (view !== 'account-usage' && view !== 'senders') return null;
    const mailboxes = mailboxesOf(id);
    if (mailboxes === null) return json(404, { error: 'campaign not found' });
    return view === 'account-usage' ? usage(mailboxes, query) : campaignSenders(mailboxes);
  };

  return {
    answer: (request) => {
      if (scenario === 'down') return json(503, { error: 'service unavailable' });
      if (bearerKey(request) !== key) return json(401, { error: 'unauthorized' });
      const answer = route(request);
      if (answer === null) return json(404, { error: 'not found' });
      return request.method === 'GET' ? answer : json(405, { error: 'method not allowed' }, { Allow: 'GET' });
    },
    subject: (request) => request.path[2] ?? request.path.join('/'),
    tooManyRequests: json(429, { error: 'too many requests' }, { 'Retry-After': '1' }),
  };
}

function displayName({ email }: Mailbox): string {
  const name = email.split('@')[0] ?? email;
  return name.charAt(0).toUpperCase() + name.slice(1);
}
