/** A difference between two plans in words, shared by its reports. */

import type { PlanDiff } from '../model/plan-diff.ts';
import { levelWords, provenWords } from './levels.ts';
import { count, counted } from './words.ts';

/** First line: whether anything moved, and whether more or fewer contacts are served. */
export function diffVerdict({ isSame, served }: PlanDiff): string {
  if (isSame) return 'nothing moved';
  const gain = served.after - served.before;
  if (gain === 0) return `${counted(served.after, 'contact')} served as before`;
  return `${counted(Math.abs(gain), 'contact')} ${gain < 0 ? 'fewer' : 'more'} served: ${count(served.after)} instead of ${count(served.before)}`;
}

/** How much moved, and what about the two plans differs; names in it are not escaped. */
export function circumstanceTexts({ isSame, horizon, observedAt, files, campaigns, senderDays }: PlanDiff): readonly string[] {
  const days = (h: PlanDiff['horizon']['before']): string => `${h.start} to ${h.end}, ${h.timeZone}`;
  const other = counted(senderDays.more + senderDays.fewer, 'sender-day');
  const texts = [
    ...(isSame ? [] : [`${counted(campaigns.length, 'campaign')} changed, ${other} with other sends`]),
    observedAt.before === observedAt.after
      ? `capacity as of ${observedAt.before}`
      : `capacity as of ${observedAt.before}, then ${observedAt.after}`,
  ];
  if (days(horizon.before) !== days(horizon.after)) texts.push(`${days(horizon.before)}; then ${days(horizon.after)}`);
  if (files.length > 0) texts.push(`plan files changed: ${files.join(', ')}`);
  return texts;
}

/** What changed about the goals and their proof; nothing in it comes from outside. */
export function goalTexts({ status, levels }: PlanDiff): readonly string[] {
  const proof = (gap: number | null): string => provenWords([{ objective: 'served.', sense: 'max', value: 0, bound: null, gap, unit: '' }]);
  return [
    ...(status.before === status.after ? [] : [`the plan is ${statusWords(status.after)}, it was ${statusWords(status.before)}`]),
    ...levels.map(({ objective, unit, before, after }) => {
      const what = levelWords(objective);
      if (before === null || after === null)
        return `${what}: ${after === null ? 'no longer a goal' : `a goal now, ${count(after.value)} ${unit}`}`;
      const value =
        before.value === after.value ? `still ${count(after.value)}` : `${count(after.value)} instead of ${count(before.value)}`;
      return `${what}: ${value} ${unit}${before.gap === after.gap ? '' : `, ${proof(after.gap)} (was ${proof(before.gap)})`}`;
    }),
  ];
}

const statusWords = (status: PlanDiff['status']['after']): string =>
  ({
    optimal: 'proven optimal',
    feasible: 'not proven optimal',
    infeasible: 'one that misses a serve.atLeast',
    noSolution: 'without an answer',
  })[status];
