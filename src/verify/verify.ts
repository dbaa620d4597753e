/**
 * The independent checker. It knows the plan files, the capacity the plan was made on and the plan; it recomputes every
 * day, limit, pool and total from them in exact integers and shares no code with the part that made the plan.
 *
 *   workspace + plan.snapshot -> audience (who, when) -> supply (how much)
 *   plan.starts, plan.followUps -> ledger -> usage     -> limits, totals, capacity rows, levels, proofs
 */

import { formatLocalDate } from '../model/calendar.ts';
import { compareText } from '../model/order.ts';
import type { Plan, Verification } from '../model/plan.ts';
import type { InputFile, Workspace } from '../model/workspace.ts';
import { type Audience, readAudience } from './audience.ts';
import { type Proof, proveBounds } from './bound.ts';
import { checkCapacity } from './capacity.ts';
import { readLedger } from './ledger.ts';
import { type Level, recomputeLevels } from './levels.ts';
import { type Books, checkLimits } from './limits.ts';
import { checkOutcome, isEveryLevelProven, provenLevels } from './outcome.ts';
import { checkSnapshot } from './snapshot.ts';
import { readSupply } from './supply.ts';
import { createTally, type Tally, THE_PLAN } from './tally.ts';
import { checkCost, checkResults } from './totals.ts';
import { readUsage } from './usage.ts';

/** Version of plan.json this checker knows. */
const FORMAT_VERSION = '1.0';

/** Checks that the plan was made from these very files. */
function checkInputs(plan: Plan, workspace: Workspace, tally: Tally): void {
  const expected = new Map(workspace.inputs.map((input) => [input.path, input.sha256]));
  const given = new Map<string, string>();
  const stale = (path: string, message: string): void => tally.fail('plan.stale', 'input', { kind: 'file', id: path }, message);
  for (const { path, sha256 } of plan.inputs as readonly InputFile[]) {
    tally.count('input');
    const now = expected.get(path);
    if (given.has(path)) tally.fail('plan.inconsistent', 'input', { kind: 'file', id: path }, `file ${path}: listed twice in inputs`);
    else if (now === undefined) stale(path, `file ${path}: the plan was made from it, but it is not among the files given now`);
    else if (now !== sha256) stale(path, `file ${path}: its SHA-256 is ${now}, the plan was made from ${sha256}`);
    given.set(path, sha256);
  }
  for (const path of [...expected.keys()].sort(compareText))
    if (!given.has(path)) stale(path, `file ${path}: the plan was made without it`);
}

function checkHorizon(plan: Plan, workspace: Workspace, { days }: Audience, tally: Tally): void {
  const end = formatLocalDate(days.first + days.count - 1);
  const expected = { start: workspace.horizon.start, end, timeZone: workspace.timeZone };
  for (const key of ['start', 'end', 'timeZone'] as const) {
    tally.count('horizon');
    if (plan.horizon[key] === expected[key]) continue;
    const message = `horizon: ${key} is ${plan.horizon[key]} in the plan, the plan files give ${expected[key]}`;
    tally.fail('plan.inconsistent', 'horizon', THE_PLAN, message, key);
  }
}

/** A checked plan. */
export interface CheckedPlan {
  readonly verification: Verification;
  /**
   * Verification of the same plan after bounds, gaps, status and findings were written into it: the same as checking it from
   * the start, without reading its rows again. Everything else must be the very values that were checked.
   */
  readonly confirm: (plan: Plan) => Verification;
}

/** Names of the parts of a value that are not the very same in another, apart from `open` ones. */
function changedParts(before: object, after: object, open: readonly string[]): readonly string[] {
  const [old, now] = [before, after] as [Record<string, unknown>, Record<string, unknown>];
  return Object.keys({ ...old, ...now }).filter((key) => !open.includes(key) && !Object.is(old[key], now[key]));
}

const objectivesOf = ({ outcome }: Plan): string => JSON.stringify(outcome.levels.map((level) => level.objective));

function confirmation(
  checked: Plan,
  verification: Verification,
  levels: readonly Level[],
  proofs: readonly Proof[],
): CheckedPlan['confirm'] {
  return (plan) => {
    const tally = createTally();
    const changed = [
      ...changedParts(checked, plan, ['outcome', 'findings']),
      ...changedParts(checked.outcome, plan.outcome, ['levels', 'status']),
    ];
    // Which levels there are decides what capacity rows may name and which currencies count.
    if (objectivesOf(checked) !== objectivesOf(plan)) changed.push('objectives');
    for (const part of changed) tally.fail('plan.inconsistent', 'confirm', THE_PLAN, `plan: ${part} is not what was checked`, part);
    checkOutcome(plan, levels, proofs, tally);
    return judged(plan, levels, proofs, verification.isValid ? tally.findings() : verification.findings, verification.checked);
  };
}

function judged(
  plan: Plan,
  levels: readonly Level[],
  proofs: readonly Proof[],
  findings: Verification['findings'],
  checked: Verification['checked'],
): Verification {
  const isValid = findings.length === 0;
  return {
    isValid,
    isOptimal: isValid && isEveryLevelProven(levels, proofs),
    levels: provenLevels(plan, levels, proofs),
    findings,
    checked,
  };
}

/**
 * Checks a plan against the files it was made from and the capacity it was made on. Finds everything wrong with it, at
 * most 1,000 findings; never throws because of what stands in a plan.
 *
 * Assumes: the workspace passed validation, and the plan has the shape of the plan file (its values may be anything).
 */
export function checkPlan({ workspace, plan }: { readonly workspace: Workspace; readonly plan: Plan }): CheckedPlan {
  const tally = createTally();
  tally.count('format');
  if (plan.formatVersion !== FORMAT_VERSION) {
    const message = `plan: formatVersion is ${JSON.stringify(plan.formatVersion)}, this checker knows ${FORMAT_VERSION}`;
    tally.fail('plan.inconsistent', 'format', THE_PLAN, message);
  }
  checkInputs(plan, workspace, tally);
  checkSnapshot(plan, tally);

  const audience = readAudience(workspace, plan.snapshot.accounts, tally);
  checkHorizon(plan, workspace, audience, tally);
  const supply = readSupply(workspace, audience);
  const ledger = readLedger(plan, audience, tally);
  const books: Books = { audience, supply, ledger, usage: readUsage(audience, supply, ledger), tally };
  checkLimits(books);
  checkResults(plan, books);
  checkCost(plan, books);
  checkCapacity(plan, books);

  const levels = recomputeLevels(books, new Set(plan.outcome.levels.map((level) => level.objective)));
  const proofs = proveBounds(plan.outcome.certificate, levels, books);
  checkOutcome(plan, levels, proofs, tally);
  const verification = judged(plan, levels, proofs, tally.findings(), tally.checked());
  return { verification, confirm: confirmation(plan, verification, levels, proofs) };
}

/** Checks a plan once and for all (see `checkPlan`). */
export const verifyPlan = (input: Parameters<typeof checkPlan>[0]): Verification => checkPlan(input).verification;
