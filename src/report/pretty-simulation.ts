/** A what-if for people at a terminal: plans side by side, then what each scenario does. */

import type { CampaignShift, ScenarioResult, Simulation } from '../model/simulation.ts';
import { escapeTerminal } from './escape-terminal.ts';
import { priceLines } from './explain-words.ts';
import { worthSection } from './plan-capacity.ts';
import { findingsSection } from './pretty-findings.ts';
import {
  amountWords,
  bringsTexts,
  effectTexts,
  type FigureRow,
  figureRows,
  orderText,
  shiftName,
  signed,
  signedAmount,
  unitPriceWords,
} from './simulation-words.ts';
import { glyphs, paint, proseWidth, type ReportStyle, title } from './style.ts';
import { type Column, tableLines, textWidth } from './table.ts';
import { count, counted, paragraph, shortDate } from './words.ts';

/** Longest name above a column. */
const LONGEST_TITLE = 18;
/** Campaigns listed per scenario. */
const MOST_CAMPAIGNS = 12;
/** Cells of a grid on a terminal. */
const MOST_CELLS = 60;

/** The whole report. */
export function prettySimulation(simulation: Simulation, style: ReportStyle): string {
  const { scenarios, grid } = simulation;
  const findings = simulation.findings.filter((f) => f.kind.startsWith('cost.') || f.severity === 'error');
  const sections = [
    head(simulation, style),
    ...sideBySide(simulation, style),
    simulation.prices === null ? worthOfOne(simulation, style) : pricesSection(simulation, style),
    ...scenarios.map((scenario) => scenarioSection(scenario, style)),
    gridSection(simulation, style),
    ...(grid[0] === undefined ? [] : [scenarioSection(grid[0], style)]),
  ].filter((lines) => lines.length > 0);
  const text = sections.map((lines) => `${lines.join('\n')}\n`).join('\n');
  return findings.length === 0 ? text : `${text}\n${findingsSection(findings, style)}`;
}

function head({ baseline, scenarios, grid, currency }: Simulation, style: ReportStyle): readonly string[] {
  const { dot } = glyphs(style);
  const what = [
    ...(scenarios.length > 0 ? [counted(scenarios.length, 'scenario')] : []),
    ...(grid.length > 0 ? [`a grid of ${counted(grid.length, 'combination')}`] : []),
  ].join(' and ');
  const costs = currency === null ? '' : ` ${dot} costs in ${escapeTerminal(currency)}`;
  const { start, end } = baseline.horizon;
  const about = `${start} to ${end} ${dot} one reading of the capacity ${dot} every plan checked independently${costs}`;
  return [
    ...paragraph(
      '',
      `${what} against the plan as it is, which serves ${count(baseline.served)} of ${counted(baseline.contacts, 'contact')}`,
      proseWidth(style),
    ),
    ...paragraph('  ', about, proseWidth(style)).map((line) => paint(style, 'faint', line)),
  ];
}

/** Dashes and minus signs of figures have ASCII twins. */
const plain = (text: string, style: ReportStyle): string => (style.unicode ? text : text.replace(/[−–]/g, '-'));

const cutTitle = (text: string, { more }: { readonly more: string }): string =>
  textWidth(text) <= LONGEST_TITLE ? text : `${[...text].slice(0, LONGEST_TITLE - more.length).join('')}${more}`;

/** Tables of at most as many scenarios as fit beside each other. */
function sideBySide({ baseline, scenarios }: Simulation, style: ReportStyle): readonly (readonly string[])[] {
  if (scenarios.length === 0) return [];
  const rows = figureRows(baseline, scenarios);
  const names = scenarios.map((s) => cutTitle(escapeTerminal(s.id), glyphs(style)));
  const labels = rows.map((row) => `${row.isPart ? '  ' : ''}${escapeTerminal(row.label)}`);
  const widest = (cells: readonly string[]): number => Math.max(...cells.map(textWidth));
  const room = (style.width ?? Infinity) - widest(labels) - widest(['as it is', ...rows.map((r) => r.baseline.text)]) - 4;
  const blocks: number[][] = [];
  let left = -1;
  names.forEach((name, i) => {
    const width = widest([name, ...rows.map((r) => r.scenarios[i]?.text ?? '')]) + 2;
    if (left < width) blocks.push([]);
    left = (left < width ? room : left) - width;
    blocks[blocks.length - 1]?.push(i);
  });
  return blocks.map((indices, b) => {
    const columns: readonly Column[] = [
      { title: '', shrinksTo: 20 },
      { title: 'as it is', align: 'right' },
      ...indices.map((i) => ({ title: names[i] as string, align: 'right' as const })),
    ];
    const cells = rows.map((row, r) => [labels[r] as string, row.baseline.text, ...indices.map((i) => figureCell(row, i, style))]);
    return [...(b === 0 ? [title('side by side', style)] : []), ...tableLines(columns, cells, style)];
  });
}

function figureCell({ baseline, scenarios, wanted }: FigureRow, i: number, style: ReportStyle): string {
  const figure = scenarios[i];
  if (figure === undefined || figure.text === '') return '';
  if (baseline.text === figure.text) return paint(style, 'faint', 'same');
  const text = plain(figure.text, style);
  if (wanted === null || baseline.number === null || figure.number === null) return text;
  const isMore = figure.number > baseline.number;
  return paint(style, isMore === (wanted === 'more') ? 'good' : 'bad', text);
}

function worthOfOne({ baseline }: Simulation, style: ReportStyle): readonly string[] {
  const lines = worthSection(baseline.worth, style, '--json');
  return lines.length === 0 ? [] : [...lines, paint(style, 'faint', '  up to how many: --prices')];
}

function pricesSection(simulation: Simulation, style: ReportStyle): readonly string[] {
  const { bullet } = glyphs(style);
  const lines = priceLines(simulation).flatMap((text) => paragraph(`  ${bullet} `, escapeTerminal(text), proseWidth(style)));
  return [title('what more would bring the plan as it is', style), ...lines];
}

const CAMPAIGNS: readonly Column[] = [
  { title: 'campaign', shrinksTo: 16 },
  { title: 'contacts', align: 'right', canDrop: true },
  { title: 'served', align: 'right' },
  { title: '', align: 'right' },
  { title: 'first send', canDrop: true },
  { title: 'last send', canDrop: true },
];

function scenarioSection(result: ScenarioResult, style: ReportStyle): readonly string[] {
  const { bullet, yes, no } = glyphs(style);
  const { served, campaigns, worse } = result.comparison;
  const say = (prefix: string, text: string): readonly string[] => paragraph(prefix, escapeTerminal(text), proseWidth(style));
  const settings = result.settings.map(({ path, value }) => `${path}=${value}`).join(' ');
  const name = escapeTerminal(result.settings.length > 0 ? settings : result.id);
  const heading = result.title === null ? name : `${name}: ${escapeTerminal(result.title)}`;
  const tone = served > 0 ? 'good' : served < 0 ? 'bad' : 'warn';
  const [brings = '', ...later] = bringsTexts(result).flatMap((text) => say('  ', text));
  const hidden = campaigns.length - MOST_CAMPAIGNS;
  return [
    ...paragraph('', heading, proseWidth(style)).map((line) => paint(style, 'title', line)),
    ...effectTexts(result).flatMap((text) => say(`  ${bullet} `, text)),
    paint(style, tone, brings),
    ...later,
    ...(campaigns.length === 0
      ? ['  No campaign changes.']
      : tableLines(
          CAMPAIGNS,
          campaigns.slice(0, MOST_CAMPAIGNS).map((shift) => shiftCells(shift, style)),
          style,
        )),
    ...(hidden > 0 ? [`  and ${counted(hidden, 'more campaign')}; --json has all`] : []),
    ...(worse.length === 0
      ? [paint(style, 'faint', `  ${yes} nothing gets worse`)]
      : [`  ${no} worse:`, ...worse.flatMap((text) => say(`    ${bullet} `, text))]),
  ];
}

function shiftCells(shift: CampaignShift, style: ReportStyle): readonly string[] {
  const { before, after } = shift;
  const arrow = style.unicode ? '→' : '->';
  const { dash } = glyphs(style);
  const pair = (a: string, b: string): string => (a === b ? a : `${a} ${arrow} ${b}`);
  const days = (date: string | null | undefined): string => (date === null || date === undefined ? dash : shortDate(date));
  const gain = (after?.served ?? 0) - (before?.served ?? 0);
  return [
    escapeTerminal(shiftName(shift)),
    pair(count(before?.contacts ?? 0), count(after?.contacts ?? 0)),
    pair(count(before?.served ?? 0), count(after?.served ?? 0)),
    gain === 0 ? '' : paint(style, gain > 0 ? 'good' : 'bad', plain(signed(gain), style)),
    pair(days(before?.firstDay), days(after?.firstDay)),
    pair(days(before?.lastDay), days(after?.lastDay)),
  ];
}

function gridSection(simulation: Simulation, style: ReportStyle): readonly string[] {
  const { grid, baseline } = simulation;
  if (grid.length === 0) return [];
  const { dash } = glyphs(style);
  const paths = (grid[0] as ScenarioResult).settings.map((s) => s.path);
  const columns: readonly Column[] = [
    ...paths.map((path) => ({ title: cutTitle(escapeTerminal(path), glyphs(style)), shrinksTo: 8 })),
    { title: 'served', align: 'right' },
    { title: 'more', align: 'right' },
    { title: 'short', align: 'right', canDrop: true },
    { title: 'more to pay', align: 'right' },
    { title: 'each', align: 'right' },
    { title: 'after', align: 'right', canDrop: true },
    { title: 'net gain', align: 'right' },
    { title: 'worse', align: 'right', canDrop: true },
  ];
  const hasGain = grid.some((s) => s.comparison.netGain !== null);
  const isShown = (column: Column): boolean => hasGain || column.title !== 'net gain';
  const shown = style.width === null ? grid : grid.slice(0, MOST_CELLS);
  const rows = shown.map(({ settings, outcome, comparison: c }) => {
    const after = c.afterwards.filter((m) => Number(m.amount) !== 0).map((m) => `${signedAmount(m.amount)} a ${m.cycle}`);
    const cells = [
      ...settings.map((s) => escapeTerminal(s.value)),
      count(outcome.served),
      c.served === 0 ? dash : paint(style, c.served > 0 ? 'good' : 'bad', signed(c.served)),
      count(outcome.contacts - outcome.served),
      c.total === null ? '?' : Number(c.total.amount) === 0 ? dash : amountWords(c.total.amount),
      c.perContact === null ? dash : unitPriceWords(c.perContact),
      after.length === 0 ? dash : after.join(', '),
      c.netGain === null ? dash : amountWords(c.netGain.amount),
      c.worse.length === 0 ? dash : paint(style, 'bad', count(c.worse.length)),
    ];
    return cells.filter((_, i) => isShown(columns[i] as Column)).map((cell) => plain(cell, style));
  });
  const hidden = grid.length - shown.length;
  return [
    title('grid', style),
    ...tableLines(columns.filter(isShown), rows, style),
    ...(hidden > 0 ? [`  and ${counted(hidden, 'more combination')}; --json has all`] : []),
    '',
    ...paragraph('  ', orderText(simulation), proseWidth(style)).map((line) => paint(style, 'faint', line)),
    ...(baseline.served === (grid[0] as ScenarioResult).outcome.served
      ? ['  None of them serves more contacts than the plan as it is.']
      : []),
  ];
}
