/** Sentences of a recommendation, for every report. User text in them is not escaped. */

import type { Downgrade, Recommendation, RecommendedSet, RecommendedStep } from '../model/recommendation.ts';
import { count, counted, shortDate } from './words.ts';

/** Amount with its currency. */
export const priced = (amount: string, { currency }: Pick<Recommendation, 'currency'>): string =>
  currency === null ? amount : `${amount} ${currency}`;

/** What the target is about: `contacts of priority 1`. */
const scopeText = ({ target }: Recommendation): string => (target.kind === 'priority' ? ` of priority ${target.priority}` : '');

/** The target as a sentence part: `all 110,000 contacts`. */
export function targetText(recommendation: Recommendation): string {
  const { asked, target } = recommendation;
  const scope = scopeText(recommendation);
  if (asked.need === asked.contacts) return `all ${counted(asked.contacts, 'contact')}${scope}`;
  const least = `at least ${count(asked.need)} of ${counted(asked.contacts, 'contact')}${scope}`;
  return target.kind === 'shortfall' ? `${least} (at most ${count(target.most)} unserved)` : least;
}

/** First line of a report. */
export function verdictText(recommendation: Recommendation): string {
  const { status, best, budget, proof, most, asked, baseline } = recommendation;
  const target = targetText(recommendation);
  const money = (amount: string): string => priced(amount, recommendation);
  switch (status) {
    case 'met':
      return Number(baseline.cost.overage) > 0
        ? `reached without any change: ${target}, with ${money(baseline.cost.overage)} of paid overage`
        : `reached without any change: ${target}`;
    case 'found': {
      const set = best as RecommendedSet;
      const changes = counted(set.steps.length, 'change');
      return `${changes} for ${money(set.cost.total)} ${set.steps.length === 1 ? 'serves' : 'serve'} ${target}`;
    }
    case 'over-budget':
      return `not within ${money(budget ?? '')}: ${target} ${best === null ? `cost more${proof.floor === null ? '' : ` (${money(proof.floor)} or above)`}` : `cost ${money(best.cost.total)}`}`;
    case 'unreachable':
      return most === null
        ? `out of reach: nothing that is allowed serves ${target}`
        : `out of reach: nothing that is allowed serves ${target}; at most ${count(most.set.reached)} of ${count(asked.contacts)}`;
    case 'stopped':
      return `unknown: the time ended before a change set was found that serves ${target}`;
  }
}

/** A number that may be astronomic: `1,200`, `10^17`. */
const manyText = (digits: string): string => (digits.length > 12 ? `10^${digits.length - 1}` : count(Number(digits)));

/** How sure the answer is. */
export function proofText(recommendation: Recommendation): string {
  const { proof, status, best } = recommendation;
  const looked = `${counted(proof.judged, 'change set')} of ${manyText(proof.sets)} looked at`;
  const open =
    proof.undecided === 0
      ? ''
      : `; for ${count(proof.undecided)} of them no proof rules out that a better plan than the one found is enough`;
  const sure = proof.undecided === 0 ? 'proven' : 'by the best plans found';
  if (!proof.isProven) {
    const floor = proof.floor === null ? '' : `: nothing below ${priced(proof.floor, recommendation)} is enough`;
    return `not proven to be the cheapest, the time ended${floor} (${looked})`;
  }
  if (status === 'unreachable') return `${sure}: no set of the changes allowed is enough (${looked}${open})`;
  if (status === 'over-budget') return `${sure}: no set within the budget is enough (${looked}${open})`;
  if (status === 'met' && Number(best?.cost.total) === 0) return `each plan is checked independently (${looked})`;
  return `${sure}: nothing cheaper is enough (${looked}${open})`;
}

/** A change in one line, without its money: `sg-main: tier pro-100k to pro-300k on 20 Nov`. */
export function stepText({ kind, subject, from, to, count: n, on }: RecommendedStep): string {
  const day = on === null ? '' : ` on ${shortDate(on)}`;
  switch (kind) {
    case 'tier':
      return `${subject}: tier ${from} to ${to}${day}`;
    case 'top-up':
      return `${subject}: ${n === 1 ? '' : `${count(n)} × `}top-up ${to}${day}`;
    case 'senders':
      return `${subject}: ${counted(n, 'more sender')} like ${from}${day}`;
    case 'move':
      return `${subject}: may leave from every account`;
  }
}

/** All changes of a set in one line. */
export const setText = ({ steps }: RecommendedSet): string => (steps.length === 0 ? 'no change' : steps.map(stepText).join(' + '));

/** `250.00 USD a month after that`, or null. */
export const afterwardsText = ({ afterwards, cycle }: RecommendedStep, recommendation: Recommendation): string | null =>
  afterwards === null ? null : `${priced(afterwards, recommendation)} a ${cycle}`;

/** What the next money would bring. */
export function nextText(recommendation: Recommendation): string {
  const { next, best } = recommendation;
  if (next === null) {
    return best?.shortfall === 0
      ? 'nothing: every contact of every campaign is served'
      : 'nothing: no further change that is allowed serves anybody more';
  }
  const own = best?.steps.map((step) => stepText(step)) ?? [];
  const added = next.set.steps.map(stepText).filter((text) => !own.includes(text));
  const each = next.contactsPerMoney === null ? '' : ` (${count(next.contactsPerMoney)} for each ${priced('1.00', recommendation)})`;
  return `${priced(next.money, recommendation)} more would serve ${counted(next.contacts, 'more contact')}${each}: ${added.join(' + ')}`;
}

/** A downgrade as a sentence. */
export function downgradeText({ account, from, to, holdsFrom, saving, currency, cycle, headroom }: Downgrade): string {
  const left = headroom.map(({ from: first, to: last, credits }) => {
    const range = `${shortDate(first)} to ${shortDate(last)}`;
    return credits === null ? `credits are unlimited from ${range}` : `${count(credits)} credits are left over from ${range}`;
  });
  const rest = left.length === 0 ? '' : `; ${left.join(', ')}`;
  return `${account}: tier ${from} to ${to} from ${shortDate(holdsFrom)} saves ${saving} ${currency} a ${cycle}${rest}`;
}

/** What all downgrades save, or that there are none. */
export function savingText({ downgrades }: Recommendation): string {
  const { accounts, saving, isProven } = downgrades;
  const doubt = isProven ? '' : ' (not proven to be the most: the time ended)';
  if (accounts.length === 0) return `no tier can go down without losing a planned contact${doubt}`;
  const sums = saving.map(({ amount, currency, cycle }) => `${amount} ${currency} a ${cycle}`).join(' and ');
  return `${sums} together, and every planned contact is still served${doubt}`;
}
