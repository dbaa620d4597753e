/** Campaigns of a plan: what each one gets, and why some get less. */

import type { CampaignResult } from '../model/plan.ts';
import { escapeTerminal } from './escape-terminal.ts';
import { glyphs, paint, proseWidth, type ReportStyle, title } from './style.ts';
import { type Column, tableLines } from './table.ts';
import { count, counted, paragraph, percent, weekdayDate } from './words.ts';

/** Rows shown on a terminal; short campaigns come before complete ones of the same priority, so none of them is hidden first. */
const MOST_ROWS = 60;

const COLUMNS: readonly Column[] = [
  { title: 'prio', align: 'right' },
  { title: 'campaign', shrinksTo: 16 },
  { title: 'before', align: 'right', canDrop: true },
  { title: 'contacts', align: 'right' },
  { title: 'served', align: 'right' },
  { title: 'short', align: 'right' },
  { title: '', align: 'right' },
  { title: 'sends', align: 'right', canDrop: true },
  { title: 'first', canDrop: true },
  { title: 'last', canDrop: true },
  { title: '' },
];

/** Name of a row: `campaign` or `campaign/segment`, escaped. */
export const campaignName = (row: Pick<CampaignResult, 'campaign' | 'segment'>): string =>
  escapeTerminal(row.segment === null ? row.campaign : `${row.campaign}/${row.segment}`);

/** Table of all campaigns, then a sentence per reason. */
export function campaignSection(campaigns: readonly CampaignResult[], style: ReportStyle): readonly string[] {
  if (campaigns.length === 0) return [];
  const ordered = [...campaigns].sort((a, b) => a.priority - b.priority || Number(b.shortfall !== null) - Number(a.shortfall !== null));
  const shown = style.width === null ? ordered : ordered.slice(0, MOST_ROWS);
  const hidden = ordered.length - shown.length;
  // Contacts started by an earlier plan: only when there was one.
  const isContinued = campaigns.some((row) => row.alreadyStarted > 0);
  const isTelling = (column: Column): boolean => isContinued || column.title !== 'before';
  return [
    title('campaigns', style),
    ...tableLines(
      COLUMNS.filter(isTelling),
      shown.map((row) => cells(row, style).filter((_, i) => isTelling(COLUMNS[i] as Column))),
      style,
    ),
    ...(hidden > 0 ? [`  and ${counted(hidden, 'more campaign')}; plan.json has all`] : []),
    ...whySection(shown, style),
  ];
}

function cells(row: CampaignResult, style: ReportStyle): readonly string[] {
  const { dash } = glyphs(style);
  const short = row.shortfall?.contacts ?? 0;
  return [
    count(row.priority),
    campaignName(row),
    count(row.alreadyStarted),
    count(row.contacts),
    count(row.served),
    short === 0 ? paint(style, 'faint', dash) : paint(style, 'bad', count(short)),
    percent(row.served, row.contacts),
    count(row.sends),
    row.firstDay === null ? dash : weekdayDate(row.firstDay),
    row.lastDay === null ? dash : weekdayDate(row.lastDay),
    statusWord(row, style),
  ];
}

function statusWord(row: CampaignResult, style: ReportStyle): string {
  if (row.shortfall !== null) return row.served === 0 ? paint(style, 'bad', 'none') : paint(style, 'bad', 'short');
  return paint(style, 'good', row.contacts === 0 && row.alreadyStarted > 0 ? 'done' : 'ok');
}

function whySection(campaigns: readonly CampaignResult[], style: ReportStyle): readonly string[] {
  const { bullet } = glyphs(style);
  const width = proseWidth(style);
  return campaigns.flatMap((row) => {
    if (row.shortfall === null) return [];
    const head = `  ${campaignName(row)} is ${paint(style, 'bad', `${count(row.shortfall.contacts)} short`)}:`;
    const reasons = row.shortfall.reasons.flatMap((reason) =>
      paragraph(`    ${bullet} `, `${count(reason.missing)}: ${escapeTerminal(reason.text)}`, width),
    );
    return ['', head, ...reasons];
  });
}
