/** The table of providers in the README, generated from the connectors' capabilities. */

import { compareText } from '../model/order.ts';
import type { Provider } from './provider.ts';
import { PROVIDERS } from './registry.ts';

type Gives = Provider['capabilities']['gives'];

const WORDS: Readonly<Record<string, string>> = { true: 'yes', false: '–' };

const COLUMNS: readonly (readonly [string, keyof Gives])[] = [
  ['Remaining credits', 'remainingCredits'],
  ['Allowance', 'allowance'],
  ['Reset date', 'resetDate'],
  ['Daily limit per sender', 'dailyLimitPerSender'],
  ['Sent today', 'sentToday'],
  ['Weekly limit', 'weeklyLimit'],
  ['Contact limit', 'contactLimit'],
];

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
const row = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;

/** Day the oldest fact of a connector was last verified; a dash without facts. */
const verified = ({ capabilities }: Provider): string => [...capabilities.facts.map((f) => f.verified)].sort()[0] ?? '–';

/** Markdown table of the given connectors (all, by default): one row each, in order of their ids. */
export function providerTableMarkdown(providers: readonly Provider[] = Object.values(PROVIDERS)): string {
  const head = ['`provider`', 'What it is', ...COLUMNS.map(([title]) => title), 'Verified'];
  const rows = [...providers]
    .sort((a, b) => compareText(a.id, b.id))
    .map((p) => {
      const gives = COLUMNS.map(([, key]) => WORDS[String(p.capabilities.gives[key])] ?? String(p.capabilities.gives[key]));
      return row([`\`${p.id}\``, p.capabilities.title, ...gives, verified(p)]);
    });
  return [row(head), row(head.map(() => '---')), ...rows].join('\n');
}
