/** Plan files from texts in a throw-away folder. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { loadWorkspace } from '../../src/config/load.ts';
import { ConfigError } from '../../src/errors.ts';
import type { Finding } from '../../src/model/finding.ts';
import type { Workspace } from '../../src/model/workspace.ts';

export const NOW = '2026-11-20T14:30:00Z';

/** Runs something in a folder with these files. */
export async function inFolder<T>(files: Readonly<Record<string, string | Uint8Array>>, run: (cwd: string) => Promise<T>): Promise<T> {
  const cwd = mkdtempSync(join(tmpdir(), 'sendplan-config-'));
  try {
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(dirname(join(cwd, name)), { recursive: true });
      writeFileSync(join(cwd, name), content);
    }
    return await run(cwd);
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
}

/** Outcome of a load: the workspace when nothing is wrong, and all findings. */
export interface Outcome {
  readonly workspace: Workspace | null;
  readonly findings: readonly Finding[];
}

/** Loads a folder; a ConfigError becomes its findings. */
export async function load(cwd: string, paths: readonly string[] = ['.'], now = NOW): Promise<Outcome> {
  try {
    return await loadWorkspace(paths, { cwd, now });
  } catch (error) {
    if (error instanceof ConfigError) return { workspace: null, findings: error.findings };
    throw error;
  }
}

/** Loads texts by file name. Names need the plan suffix to be found. */
export const loadTexts = (files: Readonly<Record<string, string | Uint8Array>>, now = NOW): Promise<Outcome> =>
  inFolder(files, (cwd) => load(cwd, ['.'], now));

/** Loads one YAML text. */
export const loadText = (text: string | Uint8Array, now = NOW): Promise<Outcome> => loadTexts({ 'p.sendplan.yaml': text }, now);

/** The workspace of a text that must be right. */
export async function workspaceOf(text: string, now = NOW): Promise<Workspace> {
  const { workspace, findings } = await loadText(text, now);
  if (workspace === null) throw new Error(findings.map(line).join('\n'));
  return workspace;
}

/** `3:5 config.unknown-key message` */
export const line = (f: Finding): string => `${f.line}:${f.column} ${f.kind} ${f.message}`;
