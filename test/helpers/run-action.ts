/** Runs the action the way the runner does: the entry that action.yml names, inputs and job in the environment, files for what it says. */

import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { ROOT } from './run-cli.ts';
import { type RunnerCommand, runnerCommands } from './runner-commands.ts';

interface ActionFile {
  readonly inputs: Readonly<Record<string, { readonly description: string; readonly default?: string; readonly required?: boolean }>>;
  readonly outputs: Readonly<Record<string, { readonly description: string }>>;
  readonly runs: { readonly using: string; readonly main: string };
}

/** action.yml of the action in a folder. */
export const actionFile = (folder = ROOT): ActionFile => parse(readFileSync(join(folder, 'action.yml'), 'utf8'));

export interface Step {
  readonly inputs: Readonly<Record<string, string>>;
  /** Files of the workspace. */
  readonly files: Readonly<Record<string, string>>;
  readonly event?: string;
  /** Contents of the event file. */
  readonly payload?: unknown;
  readonly apiUrl?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Folder of the action; the repository's own by default. */
  readonly action?: string;
}

export interface StepResult {
  readonly code: number | null;
  readonly log: string;
  readonly commands: readonly RunnerCommand[];
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
  /** Contents of a file an output names; null when there is none. */
  readonly file: (output: string) => string | null;
  readonly left: readonly string[];
}

/** A pull request of the repository itself, or of a fork. */
export const pullRequest = (head = 'acme/plans') => ({
  pull_request: {
    number: 7,
    head: { sha: 'c0ffee'.padEnd(40, '0'), repo: { full_name: head } },
    base: { repo: { full_name: 'acme/plans' } },
  },
});

/** Runs one step to its end. */
export async function runAction(step: Step): Promise<StepResult> {
  const folder = mkdtempSync(join(tmpdir(), 'sendplan-action-'));
  try {
    const [workspace, temporary] = ['workspace', 'temp'].map((name) => join(folder, name)) as [string, string];
    for (const name of [workspace, temporary]) mkdirSync(name);
    for (const [name, text] of Object.entries(step.files)) {
      mkdirSync(join(workspace, name, '..'), { recursive: true });
      writeFileSync(join(workspace, name), text);
    }
    const file = (name: string, text = ''): string => {
      writeFileSync(join(folder, name), text);
      return join(folder, name);
    };
    const { inputs, runs } = actionFile(step.action);
    const unknown = Object.keys(step.inputs).filter((name) => inputs[name] === undefined);
    if (unknown.length > 0) throw new Error(`action.yml has no input ${unknown.join(', ')}`);
    const given = Object.entries(inputs).map(([name, { default: value = '' }]) => {
      const text = step.inputs[name] ?? value;
      return [`INPUT_${name.replaceAll(' ', '_').toUpperCase()}`, /github\.token/.test(text) ? 'ghs_tokenOfTheJob' : text] as const;
    });
    const paths = { event: file('event.json', JSON.stringify(step.payload ?? {})), output: file('output'), summary: file('summary') };
    const env = {
      PATH: process.env['PATH'] ?? '',
      ...Object.fromEntries(given),
      GITHUB_ACTIONS: 'true',
      CI: 'true',
      GITHUB_API_URL: step.apiUrl ?? 'http://127.0.0.1:9',
      GITHUB_EVENT_NAME: step.event ?? 'pull_request',
      GITHUB_EVENT_PATH: paths.event,
      GITHUB_OUTPUT: paths.output,
      GITHUB_REPOSITORY: 'acme/plans',
      GITHUB_RUN_ID: '42',
      GITHUB_SERVER_URL: 'https://code.example',
      GITHUB_STEP_SUMMARY: paths.summary,
      GITHUB_WORKSPACE: workspace,
      RUNNER_TEMP: temporary,
      ACTIONS_RUNTIME_TOKEN: 'runtimeTokenOfTheRunner',
      ...step.env,
    };
    const { code, log } = await ended(join(step.action ?? ROOT, runs.main), workspace, env);
    const outputs = outputsIn(readFileSync(paths.output, 'utf8'));
    const contents = new Map(Object.entries(outputs).map(([name, path]) => [name, existsSync(path) ? readFileSync(path, 'utf8') : null]));
    return {
      code,
      log,
      commands: runnerCommands(log),
      outputs,
      summary: readFileSync(paths.summary, 'utf8'),
      file: (output) => contents.get(output) ?? null,
      left: readdirSync(workspace, { recursive: true, encoding: 'utf8' }).filter((name) => name.includes('.')),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function ended(
  entry: string,
  cwd: string,
  env: Readonly<Record<string, string>>,
): Promise<{ readonly code: number | null; readonly log: string }> {
  // The runner starts the entry in the workspace and reads both streams.
  const child = spawn(process.execPath, [entry], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const chunks: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, log: Buffer.concat(chunks).toString('utf8') }));
  });
}

/** The file of outputs, read as the runner does: `name<<delimiter`, lines, delimiter. */
export function outputsIn(text: string): Readonly<Record<string, string>> {
  const lines = text.split('\n');
  const outputs: Record<string, string> = {};
  for (let i = 0; i < lines.length; i++) {
    const [, name, delimiter] = /^(.+?)<<(.+)$/.exec(lines[i] as string) ?? [];
    if (name === undefined || delimiter === undefined) {
      if (lines[i] !== '') throw new Error(`not an output: ${lines[i]}`);
      continue;
    }
    const end = lines.indexOf(delimiter, i + 1);
    if (end < 0) throw new Error(`no end of ${name}`);
    outputs[name] = lines.slice(i + 1, end).join('\n');
    i = end;
  }
  return outputs;
}
