/** From paths to a workspace: the only place of this room that touches the file system. */

import { createHash } from 'node:crypto';
import { constants, createReadStream, promises as fs, type Stats } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { ConfigError, UsageError } from '../errors.ts';
import type { Instant } from '../model/calendar.ts';
import type { Finding } from '../model/finding.ts';
import { compareText } from '../model/order.ts';
import type { InputFile, Workspace } from '../model/workspace.ts';
import { type Bag, createBag } from './bag.ts';
import { MAX_FILES, MAX_JSON_BYTES, MAX_TABLE_BYTES, MAX_YAML_BYTES } from './limits.ts';
import { resolveWorkspace } from './resolve.ts';
import { emptySections, readSections } from './sections.ts';
import { startOf } from './source.ts';
import { readTables } from './tables.ts';
import { readText } from './text.ts';

/** Options of a load: folder that paths are relative to, and the run's single "now". */
export interface LoadOptions {
  readonly cwd: string;
  readonly now: Instant;
}

const PLAN_NAME = /\.sendplan\.(ya?ml|json)$/;

const shown = (cwd: string, path: string) => relative(cwd, path).split(sep).join('/') || '.';

const isInside = (root: string, real: string) => real.startsWith(root.endsWith(sep) ? root : root + sep);

/** Plan files below a folder. Dot folders, node_modules and linked folders are not searched; a linked file must stay inside `root`. */
async function search(folder: string, root: string, into: string[], refuse: (path: string) => void): Promise<void> {
  const entries = await fs.readdir(folder, { withFileTypes: true });
  for (const entry of entries.sort((a, b) => compareText(a.name, b.name))) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (!entry.name.startsWith('.') && entry.name !== 'node_modules') await search(path, root, into, refuse);
    } else if (PLAN_NAME.test(entry.name)) {
      const real = entry.isSymbolicLink() ? await fs.realpath(path).catch(() => null) : path;
      if (real !== null && (real === path || isInside(root, real))) into.push(path);
      else refuse(path);
    }
  }
}

/** Absolute paths of the plan files, without repetition. Throws: UsageError for paths that do not exist. */
async function findFiles(paths: readonly string[], cwd: string, bag: Bag): Promise<readonly string[]> {
  const found: string[] = [];
  const missing: string[] = [];
  for (const path of paths) {
    const absolute = resolve(cwd, path);
    const stats = await fs.stat(absolute).catch(() => null);
    if (!stats) missing.push(path);
    else if (stats.isDirectory()) {
      const before = found.length;
      const wrong: string[] = [];
      await search(absolute, await fs.realpath(absolute), found, (link) => wrong.push(shown(cwd, link)));
      for (const file of wrong) {
        const message = `${file} is a link that is broken or leads out of the folder. Name its target itself, or remove the link.`;
        bag.place(startOf(file), 'config.file', message, { subject: { kind: 'file', id: file }, hideSource: true });
      }
      if (found.length === before && wrong.length === 0)
        bag.place(
          null,
          'config.empty',
          `The folder ${shown(cwd, absolute)} holds no plan file; expected files named *.sendplan.yaml below it.`,
        );
    } else found.push(absolute);
  }
  if (missing.length > 0)
    throw new UsageError(`No such file or folder: ${missing.join(', ')}. Expected plan files or folders that hold *.sendplan.yaml files.`);
  const unique = new Map<string, string>();
  for (const path of found) unique.set(await fs.realpath(path).catch(() => path), path);
  return [...unique.values()].sort((a, b) => compareText(shown(cwd, a), shown(cwd, b)));
}

/** Why a file may not be read as a plan file, or null. */
function refusal(name: string, stats: Stats): { readonly kind: 'config.file' | 'config.limit'; readonly message: string } | null {
  if (!stats.isFile()) return { kind: 'config.file', message: `${name} is not a regular file. Expected a plan file.` };
  const most = name.endsWith('.json') ? MAX_JSON_BYTES : MAX_YAML_BYTES;
  if (stats.size <= most) return null;
  const hint = most === MAX_YAML_BYTES ? '; put thousands of senders into a CSV table (senders: { file }), or write the file as .json' : '';
  return { kind: 'config.limit', message: `${name} has ${stats.size} bytes; expected at most ${most}${hint}.` };
}

/** Bytes of a plan file, or null after a report. */
async function readPlanFile(path: string, file: string, bag: Bag): Promise<Buffer | null> {
  const stats = await fs.stat(path).catch(() => null);
  const refused = stats
    ? refusal(basename(path), stats)
    : { kind: 'config.file' as const, message: `${file} does not exist any more, or is a broken link.` };
  if (refused) {
    bag.place(startOf(file), refused.kind, refused.message, { subject: { kind: 'file', id: file }, hideSource: true });
    return null;
  }
  try {
    return await fs.readFile(path, { flag: constants.O_RDONLY | constants.O_NONBLOCK });
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
    bag.place(startOf(file), 'config.file', `${file} cannot be read (${code}). Check its permissions.`, {
      subject: { kind: 'file', id: file },
      hideSource: true,
    });
    return null;
  }
}

/**
 * A table beside a plan file. Never outside the plan file's folder tree: no absolute path, no `..`, no URL, no link that leads out,
 * regular files only. `why` is a sentence without any content of the file.
 */
export type Beside = { readonly path: string; readonly name: string } | { readonly why: string };

async function beside(folder: string, name: string): Promise<Beside> {
  if (/^[a-z][a-z0-9+.-]*:/i.test(name)) return { why: 'it looks like a URL or a drive; expected a path beside the plan file' };
  if (isAbsolute(name) || /[\\\0]/.test(name))
    return { why: 'it is not a plain relative path; expected a path with forward slashes beside the plan file' };
  if (name.split('/').includes('..'))
    return { why: 'it leads out of the folder with ..; expected a file inside the folder of the plan file' };
  const root = await fs.realpath(folder);
  const real = await fs.realpath(join(folder, name)).catch(() => null);
  if (real === null) return { why: 'it does not exist; expected a file inside the folder of the plan file' };
  if (!isInside(root, real)) return { why: 'a link leads out of the folder; expected a file inside the folder of the plan file' };
  const stats = await fs.stat(real);
  return stats.isFile() ? { path: real, name: join(folder, name) } : { why: 'it is not a regular file' };
}

/** Text of a table of senders. */
async function readTable(path: string): Promise<{ readonly text: string } | { readonly why: string }> {
  const { size } = await fs.stat(path);
  if (size > MAX_TABLE_BYTES) return { why: `it has ${size} bytes, expected at most ${MAX_TABLE_BYTES}` };
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(await fs.readFile(path)) };
  } catch {
    return { why: 'it cannot be read as UTF-8 text; save it as UTF-8' };
  }
}

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

/**
 * Reads plan files and folders (searched for `*.sendplan.yaml`, `.yml`, `.json`), merges and checks them.
 * The same contents in another order give the same workspace, apart from positions and inputs.
 * Throws: UsageError for a path that does not exist; ConfigError with every finding of the run, errors first.
 */
export async function loadWorkspace(
  paths: readonly string[],
  options: LoadOptions,
): Promise<{ readonly workspace: Workspace; readonly findings: readonly Finding[] }> {
  const bag = createBag();
  const files = await findFiles(paths, options.cwd, bag);
  const inputs = new Map<string, InputFile>();
  const sections = emptySections();
  if (files.length > MAX_FILES)
    bag.place(null, 'config.limit', `${files.length} plan files; expected at most ${MAX_FILES}. Give fewer folders.`);
  for (const path of files.slice(0, MAX_FILES)) {
    const file = shown(options.cwd, path);
    const bytes = await readPlanFile(path, file, bag);
    if (!bytes) continue;
    inputs.set(file, { path: file, sha256: sha256(bytes) });
    const source = readText(bytes, file, dirname(path), bag);
    if (source?.value !== undefined) readSections(source, source.value, sections, bag);
  }
  const tables = await readTables(sections, bag, {
    find: beside,
    read: readTable,
    stream: (path) => createReadStream(path, { encoding: 'utf8' }),
    shown: (path) => shown(options.cwd, path),
  });
  for (const [path, file] of tables.paths) {
    const hash = createHash('sha256');
    for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
    inputs.set(file, { path: file, sha256: hash.digest('hex') });
  }
  const workspace = resolveWorkspace(
    sections,
    tables,
    [...inputs.values()].sort((a, b) => compareText(a.path, b.path)),
    options.now,
    bag,
  );
  const findings = bag.all();
  if (workspace === null || findings.some((f) => f.severity === 'error')) throw new ConfigError(findings);
  return { workspace, findings };
}
