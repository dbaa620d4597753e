/** An explanation as Markdown, for a ticket or a pull request. */

import type { Explanation, Waterfall } from '../model/explanation.ts';
import type { Plan } from '../model/plan.ts';
import { cutText, LONGEST_CELL, markdownCell, markdownCode, markdownText } from './escape-markdown.ts';
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
import { withinComment } from './markdown.ts';
import { count, counted } from './words.ts';

const MOST_ROWS = 50;

/** The report; long lists are cut with a count, all of it to the length of a comment. */
export function markdownExplanation(plan: Plan, explanation: Explanation): string {
  const { campaigns, binding, waterfall, prices } = explanation;
  const { isGood, text } = headline(explanation, plan);
  const note = inputsNote(explanation);
  const blocks = [
    [`## ${isGood ? '✅' : '❌'} ${markdownCell(text)}`],
    [markdownCell(circumstances(plan))],
    note === null ? [] : [`> ${markdownCell(note)}`],
    waterfall === null ? [] : waterfallTable(waterfall),
    campaigns.slice(0, MOST_ROWS).flatMap((row) => [
      `- ${markdownCode(cutText(rowName(row), LONGEST_CELL))} ${standingOf(row)}`,
      ...row.reasons.map((reason) => {
        return `  - **${count(reason.missing)}**: ${markdownCell(reason.text)}${carriesWords(reason)}. Would do: ${markdownCell(reason.remedy)}`;
      }),
    ]),
    campaigns.length > MOST_ROWS ? [`and ${counted(campaigns.length - MOST_ROWS, 'more campaign')}`] : [],
    binding.length === 0
      ? []
      : [
          '| whose | limit | when | limit | planned | one more brings |',
          '| --- | --- | --- | ---: | ---: | --- |',
          ...binding
            .slice(0, MOST_ROWS)
            .map(
              (limits) =>
                `| ${markdownCode(cutText(limitOwner(limits), LONGEST_CELL))} | ${markdownCell(limitWords(limits))} | ${limitDays(limits)} | ${count(limits.limit)} | ${exactSends(limits.planned)} | ${markdownCell(worthWords(limits))} |`,
            ),
        ],
    binding.length > MOST_ROWS ? [`and ${counted(binding.length - MOST_ROWS, 'more limit')}`] : [],
    prices === null ? [] : priceLines(explanation).map((line) => `- ${markdownText(line)}`),
  ];
  return withinComment(blocks);
}

function waterfallTable(waterfall: Waterfall): readonly string[] {
  const rows = tellingLines(waterfall).map(
    ({ sends, text }) => `| ${sends < 0 ? '−' : ''}${exactSends(Math.abs(sends))} | ${markdownCell(text)} |`,
  );
  return ['| sends | |', '| ---: | --- |', ...rows, `| **${exactSends(waterfall.planned)}** | **planned** |`];
}
