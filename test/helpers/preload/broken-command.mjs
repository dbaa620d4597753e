// Stands in for a mistake of ours: the command named in SENDPLAN_TEST_BREAK throws what no code of ours throws on purpose.

import { register } from 'node:module';

const source = `
const name = ${JSON.stringify(process.env['SENDPLAN_TEST_BREAK'] ?? '')};
export async function load(url, context, next) {
  return new RegExp('/' + name + '\\\\.run-[^/]*\\\\.js$').test(url)
    ? { format: 'module', shortCircuit: true, source: "export const run = async () => { throw new TypeError('broken on purpose'); };" }
    : next(url, context);
}
`;
register(`data:text/javascript,${encodeURIComponent(source)}`);
