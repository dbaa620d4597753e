/** Campaigns that changed between two plans, as a CSV table. */

import type { Change, PlanDiff } from '../model/plan-diff.ts';
import { csv } from './csv.ts';

const pair = (name: string): readonly string[] => [`${name}_before`, `${name}_after`];
const cells = <T>({ before, after }: Change<T>): readonly [T, T] => [before, after];

/** One row per campaign (segment) that changed; an empty cell = that plan does not have it. */
export const diffCsv = ({ campaigns }: PlanDiff): string =>
  csv(
    ['campaign', 'segment', ...['contacts', 'served', 'sends', 'first_day', 'last_day'].flatMap(pair), 'moved', 'causes'],
    campaigns.map((row) => [
      row.campaign,
      row.segment,
      ...[row.contacts, row.served, row.sends].flatMap(cells),
      ...[row.firstDay, row.lastDay].flatMap(cells),
      row.moved,
      row.causes.map(({ text }) => text).join('; '),
    ]),
  );
