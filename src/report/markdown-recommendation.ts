/** A recommendation as Markdown, for a mail or a pull request comment. */

import type { Recommendation, RecommendedSet } from '../model/recommendation.ts';
import { markdownCell } from './escape-markdown.ts';
import { withinComment } from './markdown.ts';
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
import { count, shortDate } from './words.ts';

/** By this line a comment is found again and updated. */
export const RECOMMENDATION_MARKER = '<!-- sendplan:recommend -->';

const bullets = (texts: readonly string[]): readonly string[] => texts.map((text) => `- ${markdownCell(text)}`);

/** The report, cut to the length of a comment. */
export function markdownRecommendation(recommendation: Recommendation): string {
  const { status, best, most, runnersUp, notes, downgrades } = recommendation;
  const shown = status === 'found' || status === 'over-budget' ? best : null;
  const mark = status === 'met' || status === 'found' ? '✅' : '⚠️';
  const others = runnersUp.map((set) => `${priced(set.cost.total, recommendation)}: ${setText(set)}`);
  return withinComment([
    [RECOMMENDATION_MARKER, `## ${mark} sendplan recommend: ${markdownCell(verdictText(recommendation))}`],
    bullets([proofText(recommendation)]),
    shown === null ? [] : changeTable(shown, recommendation),
    most === null ? [] : [...changeTable(most.set, recommendation), '', ...bullets(most.binding)],
    serviceTable(recommendation, shown ?? most?.set ?? null),
    others.length === 0 ? [] : ['**Next cheapest**', '', ...bullets(others)],
    best === null || most !== null ? [] : ['**The next step**', '', ...bullets([nextText(recommendation)])],
    ['**Downgrades**', '', ...bullets([savingText(recommendation), ...downgrades.accounts.map(downgradeText)])],
    frontierTable(recommendation),
    bullets(notes),
  ]);
}

function changeTable(set: RecommendedSet, recommendation: Recommendation): readonly string[] {
  if (set.steps.length === 0) return [];
  const { cost, steps } = set;
  const rows = steps.map((step) => {
    const notes = step.notes.map((note) => `<br>${markdownCell(note)}`).join('');
    return `| ${markdownCell(stepText(step))}${notes} | ${priced(step.cost, recommendation)} | ${afterwardsText(step, recommendation) ?? '–'} |`;
  });
  const overage = Number(cost.overage) > 0 ? [`| paid overage | ${priced(cost.overage, recommendation)} | – |`] : [];
  return [
    `| change | until ${shortDate(recommendation.horizon.end)} | afterwards |`,
    '| --- | ---: | ---: |',
    ...rows,
    ...overage,
    `| **together** | **${priced(cost.total, recommendation)}** | |`,
  ];
}

function serviceTable({ baseline }: Recommendation, set: RecommendedSet | null): readonly string[] {
  const rows = baseline.served.map(({ priority, contacts, served }) => {
    const after = set?.served.find((row) => row.priority === priority)?.served ?? served;
    return `| ${priority} | ${count(contacts)} | ${count(served)} | ${after === served ? count(after) : `**${count(after)}**`} |`;
  });
  return ['| priority | contacts | served now | with the changes |', '| --- | ---: | ---: | ---: |', ...rows];
}

function frontierTable(recommendation: Recommendation): readonly string[] {
  const { frontier, isFrontierComplete } = recommendation;
  if (frontier === null) return [];
  const rows = frontier.map(
    (set) => `| ${priced(set.cost.total, recommendation)} | ${count(set.reached)} | ${markdownCell(setText(set))} |`,
  );
  const rest = isFrontierComplete ? [] : ['', 'The time ended: more money serves more than the last line.'];
  return ['| money | served | changes |', '| ---: | ---: | --- |', ...rows, ...rest];
}
