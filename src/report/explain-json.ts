/** An explanation as a JSON document. */

import type { Explanation } from '../model/explanation.ts';
import type { Plan } from '../model/plan.ts';
import { jsonDocument, type Tool } from './json.ts';

/** The document: which plan it is about, then the explanation. */
export function explainJson(tool: Tool, { horizon, snapshot, outcome }: Plan, explanation: Explanation): string {
  const { status, isComplete } = outcome;
  const plan = { status, isComplete, horizon, observedAt: snapshot.observedAt };
  return jsonDocument(tool, { status: 'ok', exitCode: 0 }, { plan, explanation });
}
