/** An explanation for people: from limits to sends, why something is short, what binds, what more would bring. */

import type { BindingLimits, ExplainedCampaign, Explanation, Waterfall } from '../model/explanation.ts';
import type { Plan } from '../model/plan.ts';
import { escapeTerminal } from './escape-terminal.ts';
import {
  carriesWords,
  circumstances,
  exactSends,
  headline,
  inputsNote,
  limitDays,
  limitOwner,
  limitWords,
  priceLines,
  rowName,
  standingOf,
  tellingLines,
  worthWords,
} from './explain-words.ts';
import { glyphs, paint, proseWidth, type ReportStyle, title } from './style.ts';
import { type Column, tableLines, textWidth } from './table.ts';
import { count, counted, paragraph } from './words.ts';

/** Rows of a table on a terminal. */
const MOST_ROWS = 40;

/** The whole report. */
export function prettyExplanation(plan: Plan, explanation: Explanation, style: ReportStyle): string {
  const { campaigns, binding, waterfall, prices } = explanation;
  const { yes, no } = glyphs(style);
  const { isGood, text } = headline(explanation, plan);
  const note = inputsNote(explanation);
  const width = proseWidth(style);
  const sections = [
    [
      paint(style, isGood ? 'good' : 'bad', `${isGood ? yes : no} ${escapeTerminal(text)}`),
      ...paragraph('  ', escapeTerminal(circumstances(plan)), width),
      ...(note === null ? [] : paragraph('  ', paint(style, 'warn', escapeTerminal(note)), width)),
    ],
    waterfall === null ? [] : waterfallSection(waterfall, style),
    campaigns.length === 0 ? [] : [title(campaignsTitle(explanation), style), ...rowsOf(campaigns, style)],
    bindingSection(binding, style),
    prices === null ? [] : pricesSection(explanation, style),
  ];
  return sections.flatMap((lines) => (lines.length === 0 ? [] : [`${lines.join('\n')}\n`])).join('\n');
}

const campaignsTitle = ({ subject, campaigns }: Explanation): string =>
  ['plan', 'campaign'].includes(subject.kind) && campaigns.some((row) => row.short > 0) ? 'why it is short' : 'campaigns';

/** The column of sends adds up; words stand beside it. */
function waterfallSection(waterfall: Waterfall, style: ReportStyle): readonly string[] {
  const lines = tellingLines(waterfall);
  const { rule } = glyphs(style);
  const minus = style.unicode ? '−' : '-';
  const numbers = lines.map(({ sends }) => (sends < 0 ? `${minus}${exactSends(-sends)}` : exactSends(sends)));
  const total = exactSends(waterfall.planned);
  const width = Math.max(...[...numbers, total].map(textWidth));
  const row = (number: string, words: string) =>
    paragraph(`  ${' '.repeat(width - textWidth(number))}${number}  `, words, proseWidth(style));
  return [
    title('from limits to sends', style),
    ...lines.flatMap((line, i) => row(numbers[i] as string, escapeTerminal(line.text))),
    `  ${rule.repeat(width)}`,
    ...row(paint(style, 'title', total), `planned sends of ${waterfall.subject.kind} ${escapeTerminal(waterfall.subject.id)}`),
  ];
}

function rowsOf(campaigns: readonly ExplainedCampaign[], style: ReportStyle): readonly string[] {
  const { bullet } = glyphs(style);
  const width = proseWidth(style);
  const shown = style.width === null ? campaigns : campaigns.slice(0, MOST_ROWS);
  const lines = shown.flatMap((row) => {
    const head = `${escapeTerminal(rowName(row))} ${standingOf(row)}`;
    const reasons = row.reasons.flatMap((reason) => {
      return [
        ...paragraph(`    ${bullet} `, `${count(reason.missing)}: ${escapeTerminal(reason.text)}${carriesWords(reason)}`, width),
        ...paragraph('      would do: ', escapeTerminal(reason.remedy), width),
      ];
    });
    return [...paragraph('  ', head, width), ...reasons];
  });
  const hidden = campaigns.length - shown.length;
  return hidden === 0 ? lines : [...lines, `  and ${counted(hidden, 'more campaign')}; --format json has all`];
}

const COLUMNS: readonly Column[] = [
  { title: 'whose', shrinksTo: 12 },
  { title: 'limit', shrinksTo: 16 },
  { title: 'when', canDrop: true },
  { title: 'limit', align: 'right' },
  { title: 'planned', align: 'right' },
  { title: 'one more brings' },
];

function bindingSection(binding: readonly BindingLimits[], style: ReportStyle): readonly string[] {
  if (binding.length === 0) return [];
  const shown = style.width === null ? binding : binding.slice(0, MOST_ROWS);
  const rows = shown.map((limits) => [
    escapeTerminal(limitOwner(limits)),
    escapeTerminal(limitWords(limits)),
    limitDays(limits),
    count(limits.limit),
    exactSends(limits.planned),
    escapeTerminal(worthWords(limits)),
  ]);
  const hidden = binding.length - shown.length;
  return [
    title('what binds', style),
    ...tableLines(COLUMNS, rows, style),
    ...(hidden === 0 ? [] : [`  and ${counted(hidden, 'more limit')}; --format json has all`]),
  ];
}

function pricesSection(explanation: Explanation, style: ReportStyle): readonly string[] {
  const { bullet } = glyphs(style);
  const lines = priceLines(explanation).flatMap((text) => paragraph(`  ${bullet} `, escapeTerminal(text), proseWidth(style)));
  return [title('what more would bring', style), ...lines];
}
