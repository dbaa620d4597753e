/** Rules of accounts: variable names, settings that exclude each other, pools, resets, senders. */

import { dayNumber, formatLocalDate } from '../../model/calendar.ts';
import type { Bag, Details } from '../bag.ts';
import { nfc } from '../characters.ts';
import { checkReference, type Roster, sendersOf } from '../roster.ts';
import type { WrittenAccount } from '../schema/account.ts';
import type { WrittenWarmUp } from '../schema/sender.ts';
import { looksLikeSecret } from '../secrets.ts';
import type { Sections, Written } from '../sections.ts';
import type { Path } from '../source.ts';
import type { Tables } from '../tables.ts';
import { type Frame, todayAfter } from './frame.ts';

const PREFIXES: Readonly<Record<string, string>> = {
  sendgrid: 'SENDGRID_',
  'sendgrid-reseller': 'SENDGRID_',
  activecampaign: 'ACTIVECAMPAIGN_',
  puffle: 'PUFFLE_',
};

/** Tier names ActiveCampaign derives its allowance from, besides those of a catalog. */
const ACTIVECAMPAIGN_PLANS = new Set(['lite', 'plus', 'professional', 'enterprise', 'starter', 'pro', 'trial']);

type Say = (path: Path, kind: Parameters<Bag['at']>[2], message: string, details?: Details) => void;

/** Names of environment variables. A value that is no such name may be the secret itself, so it is not shown. */
function checkVariables(account: WrittenAccount, say: Say): void {
  if (account.provider === 'declared') return;
  const prefix = PREFIXES[account.provider] as string;
  for (const [key, name] of Object.entries(account.credentials)) {
    if (name === undefined) continue;
    const isName = /^[A-Z][A-Z0-9]*(_[A-Z0-9]+)+$/.test(name) && !looksLikeSecret(name) && name.length <= 80;
    const quoted = /^(?:\$\{?|\{\{ ?|%)([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)(?:\}| ?\}\}|%)?$/.exec(name)?.[1];
    if (quoted !== undefined && !looksLikeSecret(quoted))
      say(
        ['credentials', key],
        'config.env-name',
        `credentials.${key} of account ${account.id} is ${name}, but nothing is replaced in plan files. Write the bare name: ${quoted}.`,
      );
    else if (!isName)
      say(
        ['credentials', key],
        'config.secret-literal',
        `credentials.${key} of account ${account.id} is not the name of an environment variable (not shown, it may be the secret itself). Expected a name such as ${prefix}${key === 'userEnv' ? 'USER' : 'API_KEY'}.`,
        { hideSource: true },
      );
    else if (!name.startsWith(prefix) && !name.startsWith('SENDPLAN_'))
      say(
        ['credentials', key],
        'config.env-name',
        `credentials.${key} of account ${account.id} names the variable ${name}; expected a name beginning with ${prefix} or SENDPLAN_.`,
      );
  }
}

function checkProvider(account: WrittenAccount, say: Say): void {
  if (account.provider !== 'sendgrid') return;
  const { onBehalfOf, subuser, discover } = account;
  if (onBehalfOf && (onBehalfOf.subuser === undefined) === (onBehalfOf.accountId === undefined))
    say(
      ['onBehalfOf'],
      'config.contradiction',
      `onBehalfOf of account ${account.id} needs exactly one of subuser and accountId; it has ${onBehalfOf.subuser === undefined ? 'neither' : 'both'}.`,
      {
        spot: 'key',
      },
    );
  if (onBehalfOf && subuser !== undefined)
    say(['subuser'], 'config.contradiction', `Account ${account.id} has both onBehalfOf and subuser; expected one of them.`, {
      spot: 'key',
    });
  if (discover !== undefined && (onBehalfOf || subuser !== undefined))
    say(
      ['discover'],
      'config.contradiction',
      `Account ${account.id} is read for one subuser and discovers subusers; remove discover or the subuser.`,
      { spot: 'key' },
    );
}

function checkNumbers(account: WrittenAccount, frame: Frame, say: Say): void {
  const { overage, credits } = account;
  if (overage && overage.max > 0) {
    if (overage.pricePer1000 === undefined)
      say(
        ['overage', 'pricePer1000'],
        'config.missing-key',
        `overage of account ${account.id} has no pricePer1000; expected the price of 1000 sends.`,
      );
    if (overage.currency === undefined)
      say(['overage', 'currency'], 'config.missing-key', `overage of account ${account.id} has no currency; expected a code such as USD.`);
  }
  const resets = typeof credits === 'object' ? credits.resets : undefined;
  if (resets) {
    const today = todayAfter(resets.next, frame.now, account.timeZone ?? frame.timeZone);
    if (today !== null)
      say(
        ['credits', 'resets', 'next'],
        'config.date-outside',
        `The next reset of account ${account.id} is ${resets.next}, before today (${today}): the numbers are from before a reset. Write the next reset and the numbers of the present cycle.`,
      );
    const last = formatLocalDate(dayNumber(resets.next) + 1).slice(8) === '01';
    if (
      resets.anchorDay !== undefined &&
      (resets.every !== 'month' ||
        (resets.anchorDay !== Number(resets.next.slice(8)) && !(last && resets.anchorDay > Number(resets.next.slice(8)))))
    )
      say(
        ['credits', 'resets', 'anchorDay'],
        'config.contradiction',
        `anchorDay ${resets.anchorDay} of account ${account.id} does not fit its next reset ${resets.next}; it is only for monthly resets on the last day of a shorter month.`,
      );
  }
  if (account.provider === 'declared' && account.expires !== undefined && dayNumber(account.expires) < dayNumber(frame.today))
    say(
      ['expires'],
      'snapshot.stale',
      `The numbers of account ${account.id} expired on ${account.expires}. Look them up again and write a new date.`,
      {
        help: 'The numbers of a declared account are used as written: bring them up to date.',
      },
    );
}

/** Rules of one warm-up ramp; also used by scenarios. */
export function checkWarmUp(warmUp: WrittenWarmUp, of: string, path: Path, say: Say): void {
  const kinds = (['factor', 'add', 'schedule'] as const).filter((k) => warmUp[k] !== undefined);
  if (kinds.length !== 1)
    say(
      path,
      kinds.length === 0 ? 'config.missing-key' : 'config.contradiction',
      `warmUp of ${of} needs exactly one of factor, add and schedule; it has ${kinds.length > 0 ? kinds.join(' and ') : 'none of them'}.`,
      {
        spot: 'key',
      },
    );
  else if (kinds[0] === 'schedule' && warmUp.from !== undefined)
    say(
      [...path, 'from'],
      'config.contradiction',
      `warmUp of ${of} has a schedule and from; the schedule already says the first day. Remove from.`,
      { spot: 'key' },
    );
  else if (kinds[0] !== 'schedule' && warmUp.from === undefined)
    say([...path, 'from'], 'config.missing-key', `warmUp of ${of} has no from; expected the daily limit on the first sending day.`);
}

function checkSenders(account: Written<WrittenAccount>, tables: Tables, roster: Roster, bag: Bag): void {
  for (const sender of sendersOf(account, tables)) {
    const subject = { kind: 'sender', id: nfc(sender.value.id) } as const;
    const say: Say = (path, kind, message, details) =>
      bag.at(sender.source, [...sender.path, ...path], kind, message, { subject, ...details });
    if (sender.value.warmUp) checkWarmUp(sender.value.warmUp, `sender ${subject.id}`, ['warmUp'], say);
    if (sender.value.domain !== undefined) checkReference(bag, sender, ['domain'], 'domain', sender.value.domain, roster.domains, subject);
  }
}

/** An account whose parents lead back to itself. */
function checkParents(sections: Sections, roster: Roster, bag: Bag): void {
  for (const account of sections.accounts) {
    const id = nfc(account.value.id);
    const chain = [id];
    let parent = account.value.parent;
    while (parent !== null && parent !== undefined) {
      const next = nfc(parent);
      if (next === id) {
        const loop = chain.length === 1 ? 'itself' : `${chain.slice(1).join(', ')} and then itself`;
        bag.at(
          account.source,
          [...account.path, 'parent'],
          'config.contradiction',
          `The parent of account ${id} leads to ${loop}. Parents must end in an account without parent.`,
          {
            subject: { kind: 'account', id },
          },
        );
        break;
      }
      if (chain.includes(next)) break;
      chain.push(next);
      parent = roster.accounts.get(next)?.value.parent;
    }
  }
}

/** Checks all accounts. */
export function checkAccounts(sections: Sections, tables: Tables, roster: Roster, frame: Frame, bag: Bag): void {
  for (const account of sections.accounts) {
    const { value, source, path } = account;
    const subject = { kind: 'account', id: nfc(value.id) } as const;
    const say: Say = (at, kind, message, details) => bag.at(source, [...path, ...at], kind, message, { subject, ...details });
    checkVariables(value, say);
    checkProvider(value, say);
    checkNumbers(value, frame, say);
    if (value.parent !== null && value.parent !== undefined)
      checkReference(bag, account, ['parent'], 'account', value.parent, roster.accounts, subject);
    if (value.senderDefaults?.warmUp)
      checkWarmUp(value.senderDefaults.warmUp, `senderDefaults of account ${value.id}`, ['senderDefaults', 'warmUp'], say);
    if (value.senderDefaults?.domain !== undefined)
      checkReference(bag, account, ['senderDefaults', 'domain'], 'domain', value.senderDefaults.domain, roster.domains, subject);
    const isPlanName = value.provider === 'activecampaign' && value.tier !== undefined && ACTIVECAMPAIGN_PLANS.has(value.tier);
    if (value.tier !== undefined && roster.tiers.size > 0 && !isPlanName)
      checkReference(bag, account, ['tier'], 'tier', value.tier, roster.tiers, subject);
    checkSenders(account, tables, roster, bag);
  }
  checkParents(sections, roster, bag);
}
