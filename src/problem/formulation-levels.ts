/** Objective levels of the plan, strictly one after the other (model.md section 3): the terms of what `level-list` names. */

import { dayNumber } from '../model/calendar.ts';
import { atMost, column, type Draft } from './formulation.ts';
import { type LevelHead, type ProvenLevel, provenLevels, type ShapingLevel, shapingLevels } from './level-list.ts';
import { addTerm, freeze, type LinearLevel, type LinearProgram, type TermMap } from './linear.ts';

/** Columns the levels count beside the starts. `shortfall`: campaign → column of its missed serve.atLeast. */
interface Counted {
  readonly shortfall: ReadonlyMap<number, number>;
  readonly overage: LinearProgram['overage'];
}

/** Sum of a level: its terms and what is added to them. */
interface Sum {
  readonly terms: TermMap;
  readonly offset: number;
}

/** All levels, most important first. */
export const objectiveLevels = (draft: Draft, counted: Counted): readonly LinearLevel[] => [
  ...provenLevels(draft.problem).map((level) => written(level, { terms: provenTerms(draft, level, counted), offset: 0 }, true)),
  ...shapingLevels(draft.problem).map((level) => written(level, SHAPING[level.name](draft), false)),
];

const written = ({ name, sense, unit, scale }: LevelHead, { terms, offset }: Sum, isProven: boolean): LinearLevel => ({
  name,
  sense,
  unit,
  scale,
  terms: freeze(terms),
  offset,
  isProven,
});

/** Levels 1 to 3: contacts short of serve.atLeast; value-weighted contacts served; overage cost. */
function provenTerms({ problem, index }: Draft, level: ProvenLevel, { shortfall, overage }: Counted): TermMap {
  const terms: TermMap = new Map();
  if (level.group === 'overage') {
    for (const { column: o, account } of overage) {
      const price = problem.accounts[account]?.overage;
      if (price?.currency === level.currency) addTerm(terms, o, price.priceNano);
    }
    return terms;
  }
  problem.campaigns.forEach(({ priority, valueMicro }, c) => {
    if (priority !== level.priority) return;
    const missed = shortfall.get(c);
    if (level.group === 'served') for (const x of index.startsOfCampaign(c).keys()) addTerm(terms, x, valueMicro);
    else if (missed !== undefined) addTerm(terms, missed, 1);
  });
  return terms;
}

/** Levels 4 and 5. */
const SHAPING: Readonly<Record<ShapingLevel['name'], (draft: Draft) => Sum>> = {
  churn,
  'pacing.days': waiting,
  'pacing.even': largestDays,
};

/** Starts of the earlier plan that change. */
function churn(draft: Draft): Sum {
  const { problem, index } = draft;
  const terms: TermMap = new Map();
  let ahead = 0;
  for (const start of problem.keep) {
    ahead += start.contacts;
    const x = index.startColumn(start, dayNumber(start.date) - problem.firstDay);
    if (x === undefined) continue;
    const kept = column(draft, start.contacts);
    atMost(
      draft,
      null,
      new Map([
        [kept, 1],
        [x, -1],
      ]),
      0,
    );
    addTerm(terms, kept, -1);
  }
  return { terms, offset: ahead };
}

/** Contact-days of waiting (`asap`), or of hurry (`late`). */
function waiting({ problem, index, starts }: Draft): Sum {
  const terms: TermMap = new Map();
  problem.campaigns.forEach((campaign, c) => {
    if (campaign.pacing === 'even') return;
    for (const x of index.startsOfCampaign(c).keys()) {
      const day = starts[x]?.stepDays[0] ?? 0;
      addTerm(terms, x, campaign.pacing === 'asap' ? day - campaign.firstDay : campaign.lastDay - day);
    }
  });
  return { terms, offset: 0 };
}

/** Largest days of the `even` campaigns. */
function largestDays(draft: Draft): Sum {
  const terms: TermMap = new Map();
  draft.problem.campaigns.forEach((campaign, c) => {
    if (campaign.pacing !== 'even') return;
    const m = column(draft, Infinity);
    addTerm(terms, m, 1);
    for (const [, ofDay] of draft.index.campaignStarts(c)) {
      addTerm(ofDay, m, -1);
      atMost(draft, null, ofDay, 0);
    }
  });
  return { terms, offset: 0 };
}
