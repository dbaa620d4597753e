/** The outbound team of the example company: 24 mailboxes on three sending domains, in two Puffle campaigns. */

import { choiceFor, numberFor } from './derived.ts';

/** Mailbox as Puffle knows it. Units: sends. */
export interface Mailbox {
  readonly email: string;
  readonly dailyLimit: number;
  readonly weeklyLimit: number;
  readonly status: 'active' | 'paused';
  readonly warmup: 'completed' | 'in_progress';
  readonly isPremium: boolean;
  /** Sends of an ordinary day before today. */
  readonly usual: number;
}

type Team = readonly [domain: string, people: readonly string[], settings: Omit<Mailbox, 'email' | 'status'>];

const OUTFITTERS: Team = [
  'northwind-partners.example',
  ['anna', 'ben', 'carla', 'david', 'elena', 'farid', 'grace', 'hugo'],
  { dailyLimit: 50, weeklyLimit: 300, warmup: 'completed', isPremium: true, usual: 36 },
];
const MEET: Team = [
  'meet-northwind.example',
  ['ines', 'jonas', 'kira', 'liam', 'mona', 'noah', 'olga', 'pavel'],
  { dailyLimit: 40, weeklyLimit: 240, warmup: 'in_progress', isPremium: true, usual: 20 },
];
const PRESS: Team = [
  'northwind-press.example',
  ['quinn', 'rosa', 'samir', 'tilda', 'umar', 'vera', 'wim', 'yara'],
  { dailyLimit: 35, weeklyLimit: 210, warmup: 'in_progress', isPremium: true, usual: 11 },
];

/** Disconnected by the mailbox provider: it shows what a sender without capacity looks like. */
const PAUSED = 'hugo@northwind-partners.example';

const mailboxes = ([domain, people, settings]: Team): readonly Mailbox[] =>
  people.map((person): Mailbox => {
    const email = `${person}@${domain}`;
    return { email, status: email === PAUSED ? 'paused' : 'active', ...settings };
  });

/** Puffle campaign id → its mailboxes: the first campaign writes to retail partners, the second to the press. */
export const MAILBOXES: Readonly<Record<string, readonly Mailbox[]>> = {
  '3f6c1d52-8a0e-4c1b-9b57-0d2f5e7a9c11': [...mailboxes(OUTFITTERS), ...mailboxes(MEET)],
  '7b1e4a90-52d3-4f6e-8c2a-91d0c4b3e822': mailboxes(PRESS),
};

/** Mailbox with numbers fixed by its address, for plan files of other people. */
export function otherMailbox(email: string): Mailbox {
  const dailyLimit = choiceFor(`${email}/limit`, [35, 40, 50]);
  return {
    email,
    dailyLimit,
    weeklyLimit: dailyLimit * 6,
    status: 'active',
    warmup: 'completed',
    isPremium: true,
    usual: numberFor(`${email}/usual`, 8, dailyLimit - 10),
  };
}

/** Mailboxes of a Puffle campaign the example does not know. */
export function otherMailboxes(campaign: string): readonly Mailbox[] {
  const count = numberFor(`${campaign}/count`, 3, 8);
  return Array.from({ length: count }, (_, index) => otherMailbox(`sender${index + 1}@${campaign.slice(0, 8)}.example`));
}
