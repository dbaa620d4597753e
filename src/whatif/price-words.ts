/** Prices as sentences. */

import type { PriceSentence } from '../model/explanation.ts';
import type { Lever } from './levers.ts';

const number = (value: number): string => value.toLocaleString('en-US', { maximumFractionDigits: 9 });

/** What a gain is, in words: `serves 1 more contact of black-friday`. `isMany`: several things do it together. */
function gainText({ gain, objective, unit, campaign }: Omit<PriceSentence, 'text'>, isMany: boolean): string {
  const [kind = '', detail = ''] = (objective ?? '').split('.');
  const verb = (word: string): string => (isMany ? word : `${word}s`);
  if (kind === 'overage') return `${verb('save')} ${number(gain)} ${detail} of overage`;
  const whose = campaign ?? detail.replace('priority', 'priority ');
  if (kind === 'shortfall') return `${verb('bring')} ${whose} ${number(gain)} nearer to serve.atLeast`;
  if (unit === 'value') return `${verb('add')} ${number(gain)} of value to ${whose}`;
  return `${verb('serve')} ${number(gain)} more contact${gain === 1 ? '' : 's'} of ${whose}`;
}

/** The sentence of a price: what a unit brings, up to where, and what comes after. */
export function priceText(price: Omit<PriceSentence, 'text'>, { one, many, most }: Pick<Lever, 'one' | 'many' | 'most'>): string {
  const { verdict, upTo, next } = price;
  switch (verdict) {
    case 'nothing':
      return `more ${many} bring nothing${upTo < most ? ` (looked up to ${number(upTo)})` : ''}`;
    case 'unknown':
      return `what more ${many} bring cannot be said: it is less than what the proofs of the plans leave open`;
    case 'about': {
      const [least, most] = (price.between ?? []).map(number);
      const units = upTo === 1 ? `one further ${one}` : `${number(upTo)} further ${many}`;
      return `${units}: the plan made with ${upTo === 1 ? 'it' : 'them'} ${gainText(price, false)}; for certain between ${least} and ${most}`;
    }
    case 'together':
      return `${number(upTo)} further ${many} together ${gainText(price, true)}; fewer bring nothing`;
    case 'each': {
      const after = next === 0 ? 'nothing' : number(next ?? 0);
      if (upTo === 1) return `one further ${one} ${gainText(price, false)}${next === null ? '' : `; a second one adds ${after}`}`;
      return `each further ${one} ${gainText(price, false)}, up to ${number(upTo)}${next === null ? '' : `; the next one adds ${after}`}`;
    }
  }
}
