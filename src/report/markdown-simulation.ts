/** A what-if as Markdown, for a mail or a pull request. */

import type { CampaignShift, ScenarioResult, Simulation } from '../model/simulation.ts';
import { cutText, LONGEST_CELL, markdownCell, markdownCode, markdownText } from './escape-markdown.ts';
import { priceLines } from './explain-words.ts';
import { withinComment } from './markdown.ts';
import {
  amountWords,
  bringsTexts,
  effectTexts,
  figureRows,
  orderText,
  shiftName,
  signed,
  signedAmount,
  unitPriceWords,
} from './simulation-words.ts';
import { count, counted, shortDate } from './words.ts';

/** By this line a comment is found again and updated. */
export const SIMULATION_MARKER = '<!-- sendplan:simulate -->';
const MOST_ROWS = 50;

const name = (text: string): string => markdownCode(cutText(text, LONGEST_CELL));

/** The report, cut to the length of a comment. */
export function markdownSimulation(simulation: Simulation): string {
  const { baseline, scenarios, grid, findings } = simulation;
  return withinComment([
    [SIMULATION_MARKER, `## sendplan simulate: ${count(baseline.served)} of ${counted(baseline.contacts, 'contact')} served as it is`],
    sideBySide(simulation),
    simulation.prices === null
      ? []
      : ['**What more would bring the plan as it is**', '', ...priceLines(simulation).map((text) => `- ${markdownText(text)}`)],
    ...scenarios.map(scenarioPart),
    gridTable(simulation),
    ...(grid[0] === undefined ? [] : [scenarioPart(grid[0])]),
    findings.filter((f) => f.kind.startsWith('cost.')).map((f) => `- ${markdownCell(f.message)}`),
  ]);
}

function sideBySide({ baseline, scenarios }: Simulation): readonly string[] {
  if (scenarios.length === 0) return [];
  const rows = figureRows(baseline, scenarios).map(({ label, isPart, baseline: own, scenarios: figures }) => {
    const cells = figures.map((figure) =>
      figure.text === own.text || figure.number === 0 ? figure.text : figure.text === '' ? '' : `**${figure.text}**`,
    );
    return `| ${isPart ? '&nbsp;&nbsp;' : ''}${markdownCell(label)} | ${[own.text, ...cells].join(' | ')} |`;
  });
  return [
    `| | as it is | ${scenarios.map((s) => name(s.id)).join(' | ')} |`,
    `| --- | ---: | ${scenarios.map(() => '---:').join(' | ')} |`,
    ...rows,
  ];
}

function scenarioPart(result: ScenarioResult): readonly string[] {
  const { campaigns, worse } = result.comparison;
  const settings = result.settings.map(({ path, value }) => `${path}=${value}`).join(' ');
  const heading = result.settings.length > 0 ? name(settings) : name(result.id);
  const shifts = campaigns.slice(0, MOST_ROWS).map((shift) => `- ${name(shiftName(shift))}: ${shiftText(shift)}`);
  return [
    `### ${heading}${result.title === null ? '' : `: ${markdownCell(result.title)}`}`,
    '',
    `**${bringsTexts(result).map(markdownCell).join(' ')}**`,
    '',
    ...effectTexts(result).map((text) => `- ${markdownCell(text)}`),
    ...shifts,
    ...(worse.length === 0 ? ['- nothing gets worse'] : worse.map((text) => `- ⚠️ ${markdownCell(text)}`)),
  ];
}

function shiftText({ before, after }: CampaignShift): string {
  const pair = (a: string, b: string): string => (a === b ? a : `${a} → **${b}**`);
  const day = (date: string | null | undefined): string => (date === null || date === undefined ? 'never' : shortDate(date));
  const gain = (after?.served ?? 0) - (before?.served ?? 0);
  const [first, last] = [pair(day(before?.firstDay), day(after?.firstDay)), pair(day(before?.lastDay), day(after?.lastDay))];
  const served = `${pair(count(before?.served ?? 0), count(after?.served ?? 0))} served${gain === 0 ? '' : ` (${signed(gain)})`}`;
  return [served, `first send ${first}`, `last send ${last}`].filter((text, i) => i === 0 || text.includes('→')).join(', ');
}

function gridTable(simulation: Simulation): readonly string[] {
  const { grid } = simulation;
  const first = grid[0];
  if (first === undefined) return [];
  const paths = first.settings.map((s) => name(s.path));
  const rows = grid.slice(0, MOST_ROWS).map(({ settings, outcome, comparison: c }) => {
    const after = c.afterwards.filter((m) => Number(m.amount) !== 0).map((m) => `${signedAmount(m.amount)} a ${m.cycle}`);
    const numbers = [count(outcome.served), signed(c.served), c.total === null ? '?' : amountWords(c.total.amount)];
    const each = c.perContact === null ? '–' : unitPriceWords(c.perContact);
    const gain = c.netGain === null ? '–' : amountWords(c.netGain.amount);
    return `| ${[...settings.map((s) => markdownCell(s.value)), ...numbers, each, after.length === 0 ? '–' : after.join(', '), gain, count(c.worse.length)].join(' | ')} |`;
  });
  return [
    `| ${[...paths, 'served', 'more', 'more to pay', 'each', 'after', 'net gain', 'worse'].join(' | ')} |`,
    `| ${[...paths.map(() => '---'), ...Array.from({ length: 7 }, () => '---:')].join(' | ')} |`,
    ...rows,
    ...(grid.length > MOST_ROWS ? ['', `and ${count(grid.length - MOST_ROWS)} more`] : []),
    '',
    orderText(simulation),
  ];
}
