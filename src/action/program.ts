/** Runs sendplan as the inputs of the action ask for, its reports in a folder that later steps may read. */

import { mkdtemp, readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { savedPlanAmong } from '../commands/plan-files.ts';
import { UsageError } from '../errors.ts';
import type { Inputs } from './inputs.ts';
import type { Job } from './job.ts';
import type { Environment, World } from './world.ts';

/** What a run left behind; null where it did not come so far. */
export interface Result {
  readonly code: number;
  readonly plan: string | null;
  readonly json: { readonly path: string; readonly content: Report } | null;
  readonly markdown: { readonly path: string; readonly text: string } | null;
}

/** The part of the JSON report that outputs are made of. */
export interface Report {
  readonly counts: Readonly<Record<'error' | 'warning' | 'info' | 'ignored', number>>;
  readonly error?: { readonly code: string };
}

/** Runs the command of the step in its folder. Throws: UsageError for a folder that is not there and for a saved plan among plan files. */
export async function runSendplan(inputs: Inputs, job: Job, world: World): Promise<Result> {
  const cwd = resolve(job.workspace, inputs.workingDirectory);
  const found = await stat(cwd).catch(() => null);
  if (!found?.isDirectory()) throw new UsageError(`working-directory ${JSON.stringify(inputs.workingDirectory)}: no such folder.`);
  const folder = await mkdtemp(join(job.temporary, 'sendplan-'));
  const [plan, json, markdown] = ['plan.json', 'report.json', 'report.md'].map((name) => join(folder, name)) as [string, string, string];
  const given = inputs.command === 'check' ? await savedPlanAmong(inputs.files, cwd) : null;
  const code = await world.sendplan(argvOf(inputs, { plan: given === null ? plan : null, json, markdown }), {
    cwd,
    env: ownEnvironment(world.env),
  });
  const isThere = (path: string) =>
    stat(path)
      .then(() => true)
      .catch(() => false);
  const reports = (await isThere(json)) && (await isThere(markdown));
  return {
    code,
    plan: given !== null ? resolve(cwd, given) : (await isThere(plan)) ? plan : null,
    json: reports ? { path: json, content: JSON.parse(await readFile(json, 'utf8')) } : null,
    markdown: reports ? { path: markdown, text: await readFile(markdown, 'utf8') } : null,
  };
}

/** The command line. `plan`: file for the plan; null when a saved plan is judged. */
function argvOf(
  inputs: Inputs,
  { plan, json, markdown }: { readonly plan: string | null; readonly json: string; readonly markdown: string },
): readonly string[] {
  const { command, files, failOn, snapshot, args } = inputs;
  const reports = ['--report', `json=${json}`, '--report', `markdown=${markdown}`];
  const keep = plan === null ? [] : [command === 'plan' ? '--out' : '--save', plan];
  return [
    command,
    ...args,
    ...(failOn === null ? [] : ['--fail-on', failOn]),
    ...(snapshot === null ? [] : ['--snapshot', snapshot]),
    ...(command === 'validate' ? [] : keep),
    ...(command === 'plan' ? [] : reports),
    '--',
    ...files,
  ];
}

/** What the program does not have it cannot leak: neither the token of the action nor those of the runner. */
const ownEnvironment = (env: Environment): Environment =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !/^(INPUT_|ACTIONS_)|^(GITHUB|GH)_TOKEN$/.test(name)));
