/** The JSON Schema of plan files, for editors; generated from the same definitions that check them. */

import * as z from 'zod';
import { PlanFileSchema } from './schema/plan-file.ts';

/** JSON Schema (draft-07, input side) of a plan file. Keys beginning with `x-` are free in every map of known keys. */
export function planFileJsonSchema(): object {
  return z.toJSONSchema(PlanFileSchema, {
    target: 'draft-07',
    io: 'input',
    override: ({ jsonSchema }) => {
      if (jsonSchema.type === 'object' && jsonSchema.additionalProperties === false) jsonSchema.patternProperties = { '^x-': {} };
    },
  });
}
