/** The difference between two plans as Markdown, for a pull request comment. */

import { type CampaignChange, type Change, type PlanDiff, rowName } from '../model/plan-diff.ts';
import { circumstanceTexts, diffVerdict, goalTexts } from './diff-words.ts';
import { cutText, LONGEST_CELL, markdownCell, markdownCode } from './escape-markdown.ts';
import { withinComment } from './markdown.ts';
import { count, shortDate } from './words.ts';

/** By this line a comment is found again and updated. */
export const DIFF_MARKER = '<!-- sendplan:diff -->';
const MOST_ROWS = 50;
const MOST_SENDER_DAYS = 10;

/** The report, cut to the length of a comment. `names`: of the two plans. */
export function markdownDiff(diff: PlanDiff, names: Change<string>): string {
  const gain = diff.served.after - diff.served.before;
  const mark = gain < 0 ? '⚠️' : diff.isSame || gain > 0 ? '✅' : 'ℹ️';
  const about = [`${names.before} → ${names.after}`, ...circumstanceTexts(diff)];
  return withinComment([
    [DIFF_MARKER, `## ${mark} sendplan diff: ${diffVerdict(diff)}`],
    about.map((text) => `- ${markdownCell(text)}`),
    campaignTable(diff.campaigns),
    accountTable(diff),
    senderDayTable(diff),
    diff.cost.map(
      ({ account, currency, amount }) => `- ${markdownCell(`${account}: overage costs ${amount.after} ${currency}, was ${amount.before}`)}`,
    ),
    goalTexts(diff).map((text) => `- ${markdownCell(text)}`),
  ]);
}

const name = (text: string): string => markdownCode(cutText(text, LONGEST_CELL));

const changed = <T extends number | string>({ before, after }: Change<T | null>, show: (value: T) => string): string => {
  const text = (value: T | null): string => (value === null ? '–' : show(value));
  return before === after ? text(after) : `${text(before)} → **${text(after)}**`;
};

function campaignTable(campaigns: readonly CampaignChange[]): readonly string[] {
  if (campaigns.length === 0) return [];
  const rows = campaigns.slice(0, MOST_ROWS).map((row) => {
    const numbers = [changed(row.contacts, count), changed(row.served, count), row.moved === 0 ? '–' : count(row.moved)];
    const why = row.causes.map(({ text }) => markdownCell(text)).join('<br>');
    return `| ${name(rowName(row))} | ${numbers.join(' | ')} | ${changed(row.lastDay, shortDate)} | ${why} |`;
  });
  return [
    '| campaign | contacts | served | moved | last send | why |',
    '| --- | ---: | ---: | ---: | --- | --- |',
    ...rows,
    ...more(campaigns.length),
  ];
}

function accountTable({ accounts }: PlanDiff): readonly string[] {
  if (accounts.length === 0) return [];
  const rows = accounts.slice(0, MOST_ROWS).map((row) => {
    const what = row.resource === 'credit_balance' ? 'credits' : 'contact slots';
    const numbers = [row.used, row.headroom, row.overage].map((change) => changed(change, count));
    return `| ${name(row.account)} | ${what} | ${shortDate(row.from)} – ${shortDate(row.to)} | ${numbers.join(' | ')} |`;
  });
  return [
    '| account | of | when | used | headroom | overage |',
    '| --- | --- | --- | ---: | ---: | ---: |',
    ...rows,
    ...more(accounts.length),
  ];
}

function senderDayTable({ senderDays: { more: up, fewer, largest } }: PlanDiff): readonly string[] {
  if (largest.length === 0) return [];
  const rows = largest.slice(0, MOST_SENDER_DAYS).map((day) => `| ${name(day.sender)} | ${shortDate(day.date)} | ${changed(day, count)} |`);
  return [
    `<details><summary>Sender-days: ${count(up)} with more sends, ${count(fewer)} with fewer</summary>`,
    '',
    '| sender | day | sends |',
    '| --- | --- | ---: |',
    ...rows,
    '',
    '</details>',
  ];
}

const more = (length: number): readonly string[] => (length > MOST_ROWS ? ['', `and ${count(length - MOST_ROWS)} more`] : []);
