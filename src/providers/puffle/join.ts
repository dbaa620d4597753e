/** Joins Puffle's two answers per campaign, and several campaigns, into one row per sender. Pure. */

import { DEFAULT_DAILY_LIMIT, DEFAULT_WEEKLY_LIMIT, type SenderRow, type UsageRow } from './wire.ts';

/** Both answers for one campaign. */
export interface CampaignAnswer {
  readonly campaign: string;
  readonly usage: readonly UsageRow[];
  readonly senders: readonly SenderRow[];
}

/** A number with the sentence that says why it is not simply what the provider meant. */
export interface Noted {
  readonly value: number;
  readonly source: 'api' | 'assumed';
  readonly note?: string;
}

/** One sender over all campaigns. Units: sends. */
export interface JoinedSender {
  readonly accountId: string;
  readonly email: string;
  readonly status: string;
  readonly dailyLimit: Noted;
  /** null = no row tells it. */
  readonly weeklyLimit: Noted | null;
  readonly weeklySent: number | null;
  /** Largest `sent_today` (Instantly's count, 0 when Instantly failed). */
  readonly sentToday: number;
  /** Largest `today_sent` (Puffle's own count); null in the older revision. */
  readonly ownSentToday: number | null;
  /** Whether the zero may hide a failure. */
  readonly isSuspect: boolean;
}

/** Result of the join: senders in order of their address, senders without usage row, and contradictions in words. */
export interface Joined {
  readonly senders: readonly JoinedSender[];
  /** Listed for the campaign, but not in its usage: owned by somebody else. */
  readonly foreign: readonly string[];
  readonly contradictions: readonly string[];
}

/** Join key of an address. */
export const addressKey = (email: string): string => email.trim().toLowerCase();

/**
 * Whether every row of a campaign says 0 although its senders sent in these 7 days: Puffle's habit when Instantly fails.
 * A sender for which Puffle's own count (newer revision of the page) says 0 as well gives no reason to doubt: the day has just begun.
 */
const isAllZero = ({ usage, senders }: CampaignAnswer): boolean =>
  usage.every((row) => row.sent_today === 0) && senders.some((row) => row.weekly_messages_sent > 0 && row.today_sent !== 0);

interface Group {
  readonly usage: UsageRow[];
  readonly senders: SenderRow[];
  readonly zeros: boolean[];
}

const largest = (values: readonly number[]): number => values.reduce((max, v) => Math.max(max, v), 0);
const distinct = (values: readonly number[]): readonly number[] => [...new Set(values)].sort((a, b) => a - b);

/** Groups rows by account id; an address that belongs to two ids is a contradiction. */
function groupsOf(answers: readonly CampaignAnswer[]): {
  readonly groups: ReadonlyMap<string, Group>;
  readonly contradictions: readonly string[];
} {
  const groups = new Map<string, Group>();
  const idOf = new Map<string, string>();
  const contradictions: string[] = [];
  for (const answer of answers) {
    const zero = isAllZero(answer);
    for (const row of answer.usage) {
      const known = idOf.get(addressKey(row.email));
      if (known !== undefined && known !== row.account_id)
        contradictions.push(`${row.email} belongs to the accounts ${known} and ${row.account_id}`);
      idOf.set(addressKey(row.email), row.account_id);
      const group = groups.get(row.account_id) ?? { usage: [], senders: [], zeros: [] };
      group.usage.push(row);
      group.zeros.push(zero);
      groups.set(row.account_id, group);
    }
  }
  for (const row of answers.flatMap((a) => a.senders)) {
    const id =
      groups.has(row.account_id) || row.email_address === null
        ? row.account_id
        : (idOf.get(addressKey(row.email_address)) ?? row.account_id);
    groups.get(id)?.senders.push(row);
  }
  return { groups, contradictions };
}

function dailyLimitOf(usage: readonly UsageRow[], senders: readonly SenderRow[]): Noted {
  const told = [...usage, ...senders].map((row) => row.daily_limit).filter((n): n is number => typeof n === 'number');
  if (told.length === 0)
    return {
      value: DEFAULT_DAILY_LIMIT,
      source: 'assumed',
      note: `No daily limit told; Puffle's documented default is ${DEFAULT_DAILY_LIMIT}.`,
    };
  const value = Math.min(...told);
  if (value !== DEFAULT_DAILY_LIMIT) return { value, source: 'api' };
  return {
    value,
    source: 'assumed',
    note: `Puffle fills in ${DEFAULT_DAILY_LIMIT} when no limit was set; it cannot be told from a limit of ${DEFAULT_DAILY_LIMIT}.`,
  };
}

function weeklyLimitOf(senders: readonly SenderRow[]): Noted | null {
  const told = senders.map((row) => row.weekly_message_limit).filter((n): n is number => n !== null);
  if (told.length > 0)
    return { value: Math.min(...told), source: 'api', note: 'Puffle does not say whether it binds e-mail senders; taken as binding.' };
  const premium = senders.map((row) => row.is_premium).find((p) => typeof p === 'boolean');
  if (premium === undefined || premium === null) return null;
  const value = premium ? DEFAULT_WEEKLY_LIMIT.premium : DEFAULT_WEEKLY_LIMIT.free;
  return {
    value,
    source: 'assumed',
    note: `No weekly limit told; Puffle's documented default is ${value} for ${premium ? 'premium' : 'free'} senders.`,
  };
}

function contradictionsOf(email: string, group: Group): readonly string[] {
  const differ = (label: string, values: readonly (number | null | undefined)[]): readonly string[] => {
    const told = distinct(values.filter((n): n is number => typeof n === 'number'));
    return told.length > 1 ? [`${email} has the ${label} ${told.join(' and ')}`] : [];
  };
  return [
    ...differ(
      'daily limits',
      [...group.usage, ...group.senders].map((row) => row.daily_limit),
    ),
    ...differ(
      'weekly limits',
      group.senders.map((row) => row.weekly_message_limit),
    ),
  ];
}

function joinOne(accountId: string, group: Group): JoinedSender {
  const first = group.usage[0] as UsageRow;
  const status = [...group.usage, ...group.senders].find((row) => row.status !== 'active')?.status ?? first.status;
  const sentToday = largest(group.usage.map((row) => row.sent_today));
  const own = group.senders.map((row) => row.today_sent).filter((n): n is number => typeof n === 'number');
  const ownSentToday = own.length === 0 ? null : largest(own);
  // One campaign's answer may have failed while another's did not: a count above 0 anywhere settles it.
  const isSuspect = status === 'active' && sentToday === 0 && ((ownSentToday ?? 0) > 0 || group.zeros.every((zero) => zero));
  return {
    accountId,
    email: first.email,
    status,
    dailyLimit: dailyLimitOf(group.usage, group.senders),
    weeklyLimit: weeklyLimitOf(group.senders),
    weeklySent: group.senders.length === 0 ? null : largest(group.senders.map((row) => row.weekly_messages_sent)),
    sentToday,
    ownSentToday,
    isSuspect,
  };
}

/** Joins by account id, else by address; LinkedIn senders are left out. */
export function join(all: readonly CampaignAnswer[]): Joined {
  const linkedIn = new Set(
    all
      .flatMap((a) => a.senders)
      .filter((row) => row.type === 'linkedin')
      .map((row) => row.account_id),
  );
  const answers = all.map((a) => ({
    campaign: a.campaign,
    usage: a.usage.filter((row) => !linkedIn.has(row.account_id)),
    senders: a.senders.filter((row) => !linkedIn.has(row.account_id)),
  }));
  const { groups, contradictions } = groupsOf(answers);
  const senders = [...groups].map(([id, group]) => joinOne(id, group));
  const addresses = new Set(senders.map((s) => addressKey(s.email)));
  const foreign = answers
    .flatMap((a) => a.senders)
    .filter((row) => !groups.has(row.account_id) && !(row.email_address !== null && addresses.has(addressKey(row.email_address))))
    .map((row) => row.email_address ?? row.account_id);
  return {
    senders: senders.sort((a, b) => (addressKey(a.email) < addressKey(b.email) ? -1 : 1)),
    foreign: [...new Set(foreign)].sort(),
    contradictions: [
      ...contradictions,
      ...[...groups.values()].flatMap((group) => contradictionsOf((group.usage[0] as UsageRow).email, group)),
    ],
  };
}
