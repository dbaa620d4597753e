/** plan.json: written so that a change of one campaign changes its lines only, read so that nothing doubtful gets through. */

import { z } from 'zod';
import type { Plan } from '../model/plan.ts';
import { planRefusal } from './file-problems.ts';
import { planReader } from './file-read.ts';
import { planSchema } from './file-schema.ts';
import { planPieces } from './file-write.ts';

export { type PlanReader, planReader } from './file-read.ts';
export { planPieces } from './file-write.ts';

/** Bytes of a text handled at once, so that its rows come in batches. */
const PIECE = 1024 * 1024;

/** The plan as one text; for large plans see `planPieces`. Throws: Error when the value is no plan (our bug), RangeError above 512 MB. */
export const serializePlan = (plan: Plan): string => [...planPieces(plan)].join('');

/**
 * Reads a plan from text; for files see `planReader`. `name` is the file's, for messages.
 * Throws: ConfigError for anything that is not a plan of format version 1: syntax, keys written twice, `__proto__`,
 * wrong shape, another major version. Unknown keys are kept in files of a later minor version and refused in ours.
 */
export function parsePlan(text: string, name: string): Plan {
  if (/\p{Surrogate}/u.test(text))
    throw planRefusal(name, [{ kind: 'config.syntax', path: null, message: 'a lone surrogate', line: null }]);
  const reader = planReader(name);
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += PIECE) reader.push(bytes.subarray(at, at + PIECE));
  return reader.end();
}

/** JSON Schema (draft-07) of plan.json. */
export const planJsonSchema = (): object => ({
  ...z.toJSONSchema(planSchema('refuse'), { target: 'draft-07', io: 'input' }),
  title: 'sendplan plan.json, format version 1',
});
