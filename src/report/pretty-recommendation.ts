/** A recommendation for people at a terminal. */

import type { Recommendation, RecommendedSet } from '../model/recommendation.ts';
import { escapeTerminal } from './escape-terminal.ts';
import {
  afterwardsText,
  downgradeText,
  nextText,
  priced,
  proofText,
  savingText,
  setText,
  stepText,
  verdictText,
} from './recommendation-words.ts';
import { glyphs, paint, proseWidth, type ReportStyle, title } from './style.ts';
import { type Column, tableLines } from './table.ts';
import { count, dateRange, paragraph, shortDate } from './words.ts';

/** The whole report. */
export function prettyRecommendation(recommendation: Recommendation, style: ReportStyle): string {
  const { best, most, status } = recommendation;
  const shown = status === 'found' || status === 'over-budget' ? best : null;
  const sections = [
    head(recommendation, style),
    shown === null ? [] : changes('changes', shown, recommendation, style),
    most === null ? [] : mostSection(most, recommendation, style),
    service(recommendation, shown ?? most?.set ?? null, style),
    list(
      'next cheapest',
      recommendation.runnersUp.map((set) => `${priced(set.cost.total, recommendation)}: ${setText(set)}`),
      style,
    ),
    best === null || most !== null ? [] : list('the next step', [nextText(recommendation)], style),
    downgrades(recommendation, style),
    frontier(recommendation, style),
    list('notes', recommendation.notes, style),
  ].filter((lines) => lines.length > 0);
  return sections.map((lines) => `${lines.join('\n')}\n`).join('\n');
}

function head(recommendation: Recommendation, style: ReportStyle): readonly string[] {
  const { yes, no, dot } = glyphs(style);
  const { status, proof, horizon } = recommendation;
  const isGood = status === 'met' || status === 'found';
  const mark = status === 'stopped' ? '?' : isGood ? yes : no;
  const certainty = paint(style, proof.isProven && proof.undecided === 0 ? 'good' : 'warn', proofText(recommendation));
  return [
    paint(style, isGood ? 'good' : 'bad', `${mark} ${escapeTerminal(verdictText(recommendation))}`),
    ...paragraph('  ', certainty, proseWidth(style)),
    paint(style, 'faint', `  ${dateRange(horizon.start, horizon.end, style)} ${dot} choosing from ${recommendation.allowed.join(', ')}`),
  ];
}

const changeColumns = ({ horizon }: Recommendation): readonly Column[] => [
  { title: 'change', shrinksTo: 30 },
  { title: `until ${shortDate(horizon.end)}`, align: 'right' },
  { title: 'afterwards', align: 'right' },
];

function changes(heading: string, set: RecommendedSet, recommendation: Recommendation, style: ReportStyle): readonly string[] {
  const { dash, bullet } = glyphs(style);
  const { cost, steps } = set;
  const rows = steps.map((step) => [
    escapeTerminal(stepText(step)),
    priced(step.cost, recommendation),
    afterwardsText(step, recommendation) ?? dash,
  ]);
  const overage = Number(cost.overage) > 0 ? [['paid overage', priced(cost.overage, recommendation), dash]] : [];
  const sum = rows.length + overage.length > 1 ? [['together', priced(cost.total, recommendation), '']] : [];
  const notes = steps.flatMap((step) =>
    step.notes.flatMap((note) => paragraph(`  ${bullet} `, escapeTerminal(`${step.subject}: ${note}`), proseWidth(style))),
  );
  return [title(heading, style), ...tableLines(changeColumns(recommendation), [...rows, ...overage, ...sum], style), ...notes];
}

function mostSection(
  { set, binding }: NonNullable<Recommendation['most']>,
  recommendation: Recommendation,
  style: ReportStyle,
): readonly string[] {
  const heading = recommendation.status === 'over-budget' ? 'the most within the budget' : 'the most that is possible';
  const table = set.steps.length === 0 ? [title(heading, style), '  no change serves more'] : changes(heading, set, recommendation, style);
  return [...table, ...(binding.length === 0 ? [] : ['', ...list('what binds then', binding, style)])];
}

const SERVICE: readonly Column[] = [
  { title: 'priority' },
  { title: 'contacts', align: 'right' },
  { title: 'served now', align: 'right' },
  { title: 'with the changes', align: 'right' },
];

function service({ baseline }: Recommendation, set: RecommendedSet | null, style: ReportStyle): readonly string[] {
  const rows = baseline.served.map(({ priority, contacts, served }) => {
    const after = set?.served.find((row) => row.priority === priority)?.served;
    const gain = after === undefined ? 0 : after - served;
    const change =
      gain === 0 ? '' : paint(style, gain > 0 ? 'good' : 'bad', ` (${gain > 0 ? '+' : style.unicode ? '−' : '-'}${count(Math.abs(gain))})`);
    return [String(priority), count(contacts), count(served), ...(after === undefined ? [] : [`${count(after)}${change}`])];
  });
  return [title('what it reaches', style), ...tableLines(set === null ? SERVICE.slice(0, 3) : SERVICE, rows, style)];
}

function downgrades(recommendation: Recommendation, style: ReportStyle): readonly string[] {
  const { accounts } = recommendation.downgrades;
  const { bullet } = glyphs(style);
  return [
    title('downgrades', style),
    ...paragraph('  ', savingText(recommendation), proseWidth(style)),
    ...accounts.flatMap((downgrade) => paragraph(`  ${bullet} `, escapeTerminal(downgradeText(downgrade)), proseWidth(style))),
  ];
}

const FRONTIER: readonly Column[] = [
  { title: 'money', align: 'right' },
  { title: 'served', align: 'right' },
  { title: 'changes', shrinksTo: 30 },
];

function frontier(recommendation: Recommendation, style: ReportStyle): readonly string[] {
  const { frontier: points, isFrontierComplete } = recommendation;
  if (points === null) return [];
  const rows = points.map((set) => [priced(set.cost.total, recommendation), count(set.reached), escapeTerminal(setText(set))]);
  const rest = isFrontierComplete ? [] : ['  the time ended: more money serves more than the last line'];
  return [title('served against money', style), ...tableLines(FRONTIER, rows, style), ...rest];
}

function list(heading: string, texts: readonly string[], style: ReportStyle): readonly string[] {
  const { bullet } = glyphs(style);
  if (texts.length === 0) return [];
  return [title(heading, style), ...texts.flatMap((text) => paragraph(`  ${bullet} `, escapeTerminal(text), proseWidth(style)))];
}
