/** What the independent check found, for people. */

import type { ObjectiveLevel, Plan, Verification } from '../model/plan.ts';
import { escapeTerminal } from './escape-terminal.ts';
import { levelWords, provenWords } from './levels.ts';
import { prettyFindings } from './pretty-findings.ts';
import { glyphs, paint, proseWidth, type ReportStyle } from './style.ts';
import { type Column, tableLines } from './table.ts';
import { count, counted, paragraph } from './words.ts';

/** The whole report: the verdict first, then how good the plan is, then what was checked. */
export function prettyVerification(plan: Plan, verification: Verification, style: ReportStyle): string {
  const sections = [
    verdict(verification, style),
    [`  ${provenWords(verification.levels)}`],
    levelsTable(verification.levels, style),
    checkedLines(plan, verification, style),
  ].filter((lines) => lines.length > 0);
  const text = sections
    .map((lines, i) => `${lines.join('\n')}\n${i === 0 ? '' : '\n'}`)
    .join('')
    .trimEnd();
  return verification.findings.length === 0 ? `${text}\n` : `${text}\n\n${prettyFindings(verification.findings, style)}`;
}

function verdict({ isValid, findings }: Verification, style: ReportStyle): readonly string[] {
  const { yes, no } = glyphs(style);
  return isValid
    ? [paint(style, 'good', `${yes} every limit holds`)]
    : [paint(style, 'bad', `${no} the plan does not hold: ${counted(findings.length, 'violation')}`)];
}

function levelsTable(levels: readonly ObjectiveLevel[], style: ReportStyle): readonly string[] {
  if (levels.length === 0) return [];
  const columns: readonly Column[] = [
    { title: 'goal, most important first', shrinksTo: 20 },
    { title: 'value', align: 'right' },
    { title: 'bound', align: 'right' },
    { title: 'unit' },
    { title: 'proof' },
  ];
  const rows = levels.map((level) => [
    escapeTerminal(levelWords(level.objective)),
    count(level.value),
    level.bound === null ? glyphs(style).dash : count(level.bound),
    escapeTerminal(level.unit),
    level.gap === 0 ? paint(style, 'good', 'optimal') : provenWords([level]),
  ]);
  return tableLines(columns, rows, style);
}

function checkedLines(plan: Plan, { checked }: Verification, style: ReportStyle): readonly string[] {
  const parts = Object.entries(checked)
    .filter(([, n]) => n > 0)
    .map(([rule, n]) => `${escapeTerminal(rule.replaceAll('_', ' '))} ${count(n)}`);
  const { start, end, timeZone } = plan.horizon;
  return [
    ...paragraph('  checked: ', parts.length === 0 ? 'nothing' : parts.join(', '), proseWidth(style)),
    `  horizon: ${start} to ${end}, ${escapeTerminal(timeZone)}`,
  ];
}
