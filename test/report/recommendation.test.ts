/** Reports of a recommendation, made from hand-made values: a change in the solver does not move them. */

import { describe, expect, it } from 'vitest';
import type { Recommendation } from '../../src/model/recommendation.ts';
import { recommendationCsv } from '../../src/report/csv-recommendation.ts';
import { markdownRecommendation } from '../../src/report/markdown-recommendation.ts';
import { prettyRecommendation } from '../../src/report/pretty-recommendation.ts';
import { proofText, verdictText } from '../../src/report/recommendation-words.ts';
import type { ReportStyle } from '../../src/report/style.ts';
import { HOSTILE } from '../helpers/check-reports.ts';
import { FOUND, UNREACHABLE } from '../helpers/hand-made-recommendation.ts';

const TERMINAL: ReportStyle = { width: 100, color: false, unicode: true };
const golden = (name: string) => `../fixtures/golden/${name}`;

describe('a recommendation', () => {
  it('on a terminal', async () => {
    await expect(prettyRecommendation(FOUND, TERMINAL)).toMatchFileSnapshot(golden('recommendation.txt'));
  });
  it('that is out of reach', async () => {
    await expect(prettyRecommendation(UNREACHABLE, TERMINAL)).toMatchFileSnapshot(golden('recommendation-unreachable.txt'));
  });
  it('as Markdown', async () => {
    await expect(markdownRecommendation(FOUND)).toMatchFileSnapshot(golden('recommendation.md'));
  });
  it('as CSV', async () => {
    await expect(recommendationCsv(FOUND)).toMatchFileSnapshot(golden('recommendation.csv'));
  });

  it.each<[string, Partial<Recommendation>, string, string]>([
    ['met', { status: 'met', best: FOUND.baseline }, 'reached without any change', 'checked independently'],
    ['over the budget', { status: 'over-budget', budget: '10.00' }, 'not within 10.00 USD', 'no set within the budget'],
    [
      'stopped',
      { status: 'stopped', best: null, proof: { ...FOUND.proof, isProven: false, floor: '9.00' } },
      'unknown: the time ended',
      'nothing below 9.00 USD is enough',
    ],
  ])('%s', (_, change, verdict, proof) => {
    const recommendation = { ...FOUND, ...change };
    expect(verdictText(recommendation)).toContain(verdict);
    expect(proofText(recommendation)).toContain(proof);
  });

  it('names from outside cannot draw on the terminal or link in Markdown', () => {
    const [step] = FOUND.best?.steps ?? [];
    const best = { ...FOUND.baseline, steps: step === undefined ? [] : [{ ...step, subject: HOSTILE.join(' '), to: HOSTILE.join(' ') }] };
    const hostile = { ...FOUND, best, notes: HOSTILE };
    expect(prettyRecommendation(hostile, TERMINAL)).not.toContain('\u001b');
    expect(markdownRecommendation(hostile)).not.toMatch(/<script|\]\(http|@everyone/);
  });
});
