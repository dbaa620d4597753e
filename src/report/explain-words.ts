/** What the pretty and the Markdown explanation share: numbers, headings and sentences, not yet escaped. */

import type { BindingLimits, ExplainedCampaign, Explanation, PriceSentence, Waterfall } from '../model/explanation.ts';
import type { Plan } from '../model/plan.ts';
import { levelWords, provenWords } from './levels.ts';
import { count, counted, dateRange } from './words.ts';

let exact: Intl.NumberFormat | null = null;

/** Sends to the last digit, so that a column of them can be added up: `12,345.85`. */
export function exactSends(value: number): string {
  exact ??= new Intl.NumberFormat('en-US', { maximumFractionDigits: 4 });
  return exact.format(value === 0 ? 0 : value);
}

/** Lines of a waterfall that take or give something. */
export const tellingLines = ({ lines }: Waterfall): Waterfall['lines'] =>
  lines.filter((line) => line.sends !== 0 || line.cause === 'nominal');

/** First line: what is explained, and how it stands. */
export function headline({ subject, campaigns, waterfall }: Explanation, plan: Plan): { readonly isGood: boolean; readonly text: string } {
  const rows = subject.kind === 'plan' ? plan.campaigns : campaigns;
  const wanted = rows.reduce((sum, row) => sum + row.contacts, 0);
  const served = rows.reduce((sum, row) => sum + row.served, 0);
  const standing = `${count(served)} of ${counted(wanted, 'contact')} served`;
  const isGood = served === wanted;
  if (subject.kind === 'plan')
    return { isGood, text: isGood ? `nothing is short: ${standing}` : `short by ${counted(wanted - served, 'contact')}: ${standing}` };
  if (subject.kind === 'campaign')
    return { isGood, text: `${subject.id}: ${isGood ? standing : `${count(wanted - served)} short, ${standing}`}` };
  const short = campaigns.filter((row) => row.short > 0).length;
  const sends = waterfall === null ? '' : `${exactSends(waterfall.planned)} sends planned, `;
  const users = `${counted(campaigns.length, 'campaign')} on it`;
  return {
    isGood: short === 0,
    text: `${subject.kind} ${subject.id}: ${sends}${users}${short === 0 ? '' : `, ${count(short)} of them short`}`,
  };
}

/** Second line: the days and the capacity of the plan, and how good it is. */
export function circumstances({ horizon, snapshot, outcome }: Plan): string {
  const observed = snapshot.observedAt.replace('T', ' ').replace('Z', ' UTC');
  return `${horizon.start} to ${horizon.end}, ${horizon.timeZone}; capacity as of ${observed}; ${provenWords(outcome.levels)}`;
}

/** Name of a campaign row. */
export const rowName = ({ campaign, segment }: Pick<ExplainedCampaign, 'campaign' | 'segment'>): string =>
  segment === null ? campaign : `${campaign}/${segment}`;

/** Need, service and shortfall of a row as a sentence without its name. */
export const standingOf = ({ contacts, served, short, priority }: ExplainedCampaign): string =>
  `needs ${counted(contacts, 'contact')}, gets ${count(served)}${short === 0 ? '' : `, is ${count(short)} short`} (priority ${count(priority)})`;

/** Limits of a binding row: whose, and of what kind. */
export function limitWords({ resource, senders, sender }: BindingLimits): string {
  const what = {
    credit_balance: 'credits',
    contact_limit: 'contact slots',
    account_daily_limit: 'daily limit',
    domain_daily_limit: 'daily limit',
    sender_daily_limit: 'daily limit',
    sender_weekly_limit: 'weekly limit',
  }[resource as string];
  const name = what ?? resource.replaceAll('_', ' ');
  if (sender !== null) return `${name} of ${sender}`;
  return senders === 0 ? name : `${name} of ${counted(senders, 'sender')}`;
}

/** Owner of a binding row. */
export const limitOwner = ({ account, domain }: BindingLimits): string => account ?? (domain === null ? '' : `@${domain}`);

/** Days of a binding row. */
export const limitDays = ({ from, to }: BindingLimits): string => dateRange(from, to, { unicode: true });

/** Worth of one unit more of a binding row, of the plan's own prices. */
export function worthWords({ shadowPrice, shadowPriceObjective }: BindingLimits): string {
  if (shadowPriceObjective === null || shadowPrice === 0) return '';
  const amount = shadowPrice < 0.001 ? '<0.001' : shadowPrice.toLocaleString('en-US', { maximumFractionDigits: 3 });
  return `${amount} ${shadowPriceObjective.startsWith('served.') ? 'more' : 'less'} ${levelWords(shadowPriceObjective)}`;
}

/** What is said when the plan files are not as they were. */
export const inputsNote = ({ inputs }: Explanation): string | null =>
  inputs.state === 'unchanged' ? null : `Only what plan.json itself says: ${inputs.note ?? `plan files are ${inputs.state}`}`;

/** Prices as lines: those that help, then those that are not known, then in one line what brings nothing. */
export function priceLines({ prices, pricesLeftOut }: Pick<Explanation, 'prices' | 'pricesLeftOut'>): readonly string[] {
  const of = (...verdicts: readonly PriceSentence['verdict'][]): readonly PriceSentence[] =>
    (prices ?? []).filter(({ verdict }) => verdicts.includes(verdict));
  const useless = of('nothing').map(({ what }) => what);
  const open = of('unknown').map(({ what }) => what);
  const helpful = of('each', 'together', 'about').map(({ text }) => text);
  return [
    ...(helpful.length === 0 ? ['nothing found of which more would help'] : helpful),
    ...(open.length === 0 ? [] : [`not known, as it is less than what the proofs of the plans leave open: more ${open.join(', ')}`]),
    ...(useless.length === 0 ? [] : [`no use: more ${useless.join(', ')}`]),
    ...(pricesLeftOut === 0
      ? []
      : [`${counted(pricesLeftOut, 'more resource')} not looked at: explain one campaign or one account to see its own`]),
  ];
}

/** What the used-up limits of a reason carry, as the end of its sentence; empty when that is not known. */
export const carriesWords = ({ carries }: ExplainedCampaign['reasons'][number]): string =>
  carries === null ? '' : `; full with ${exactSends(carries)}`;
