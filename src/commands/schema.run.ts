/** `sendplan schema`: prints the JSON Schema of a document. */

import type { Run } from './command.ts';
import { EXIT } from './failure.ts';
import type { SCHEMA_KINDS } from './schema.spec.ts';

const SCHEMAS: Readonly<Record<(typeof SCHEMA_KINDS)[number], () => Promise<object>>> = {
  plan: async () => (await import('../config/json-schema.ts')).planFileJsonSchema(),
  'plan-json': async () => (await import('../plan/file.ts')).planJsonSchema(),
  snapshot: async () => (await import('../snapshot/file.ts')).snapshotJsonSchema(),
};

/** Exit 0. */
export const run: Run<object> = async ({ arguments: [kind], output }) => {
  const schema = await SCHEMAS[(kind ?? 'plan') as keyof typeof SCHEMAS]();
  const { jsonText } = await import('../report/json.ts');
  await output.result(jsonText(schema));
  return EXIT.done;
};
