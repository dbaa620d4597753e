/**
 * Bad plan files and what is said about them. `test/fixtures/config/err/<name>.sendplan.yaml` (or `.json`, or a folder) has beside it
 * `<name>.concise.txt`: what `sendplan validate --format concise` prints. UPDATE_FIXTURES=1 writes those texts; read them before they
 * are committed: place, actual value, expected value, what to try.
 */

import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { FINDINGS } from '../../src/model/finding-kinds.ts';
import { concise } from '../../src/report/concise.ts';
import { load } from './plan-text.ts';

const FOLDER = join(import.meta.dirname, '../fixtures/config/err');
const SUFFIX = /\.sendplan\.(yaml|json)$/;

/** Name of a case → the path that is validated, from the folder of the cases. */
const CASES: ReadonlyMap<string, string> = new Map(
  readdirSync(FOLDER, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() || SUFFIX.test(entry.name))
    .map((entry) => [entry.name.replace(SUFFIX, ''), entry.name] as const),
);

const saidOf = async (path: string): Promise<string> => concise((await load(FOLDER, [path])).findings);

const SRC = join(import.meta.dirname, '../../src/config');
/** Files whose texts are all said to people. */
const JUDGES = [
  ...readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((path) => /^(rules|schema)\/\w[\w-]*\.ts$/.test(path)),
  ...['yaml.ts', 'convert.ts', 'json-places.ts', 'roster.ts', 'sections.ts', 'senders-file.ts', 'text.ts', 'issues.ts'],
];
/** Sentences of files too large to keep, of other outputs, or that the checks before them leave nothing for. */
const ELSEWHERE = [
  'values, aliases included',
  'contacts together; that is too many',
  'expected at most 1000 campaign UUIDs',
  'expected at most 400 daily limits',
  'bring them up to date',
  'looks like a credential (not shown)',
  'expected another value',
  'more syntax errors than anybody reads',
  'Directives (lines beginning with %)',
  'Tags are not supported. Remove the tag.',
  'An anchor or a tag stands in the wrong place',
];

/** The longest fixed part of every text of a file that is a sentence; of the schema what it expects. */
function sentencesIn(path: string): readonly string[] {
  const bare = readFileSync(join(SRC, path), 'utf8')
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/^\s*\/\/.*$/gm, '');
  return [...bare.matchAll(/`((?:[^`\\]|\\.)*)`|'((?:[^'\\\n]|\\.)*)'/g)].flatMap(([, template, text = '']) => {
    const parts = (template ?? text).split(/\$\{(?:[^{}]|\{[^{}]*\})*\}/).map((part) => part.replace(/\\(.)/g, '$1').trim());
    const [longest = ''] = parts.sort((a, b) => b.length - a.length);
    const isSaid = path.startsWith('schema') ? longest.startsWith('expected ') : longest.length >= 12 && longest.includes(' ');
    return isSaid && !/^[./(]|\$\{/.test(longest) ? [longest] : [];
  });
}

describe('bad plan files', () => {
  test.each([...CASES])('%s', async (name, path) => {
    const said = await saidOf(path);
    const file = join(FOLDER, `${name}.concise.txt`);
    if (process.env['UPDATE_FIXTURES'] === '1') writeFileSync(file, said);
    expect(said).toBe(existsSync(file) ? readFileSync(file, 'utf8') : `no ${name}.concise.txt`);
    expect(said).not.toBe('');
  });

  test('every finding of a place inside a file has a range that is not empty', async () => {
    for (const path of CASES.values())
      for (const f of (await load(FOLDER, [path])).findings)
        if (f.line !== null) expect([path, f.endLine! > f.line || f.endColumn! > f.column!]).toEqual([path, true]);
  });

  test('every kind of config finding, and whatever else is said of plan files, appears', () => {
    const texts = [...CASES.keys()].map((name) => readFileSync(join(FOLDER, `${name}.concise.txt`), 'utf8')).join('');
    const said = new Set([...texts.matchAll(/: (?:error|warning|info) (\S+) /g)].map((match) => match[1]));
    const others = ['snapshot.stale', 'in-flight.past', 'ignore.expired', 'ignore.reasonless'];
    expect([...Object.keys(FINDINGS).filter((kind) => kind.startsWith('config.')), ...others].filter((kind) => !said.has(kind))).toEqual(
      [],
    );
  });

  test('every sentence of the rules, of the schema and of the readers appears', () => {
    const texts = [...CASES.keys()].map((name) => readFileSync(join(FOLDER, `${name}.concise.txt`), 'utf8')).join('');
    const silent = JUDGES.flatMap((path) => sentencesIn(path))
      .filter((sentence) => !texts.includes(sentence))
      .filter((sentence) => !ELSEWHERE.some((known) => sentence.includes(known)));
    expect(silent).toEqual([]);
  });

  test('nothing lies about that belongs to no case', () => {
    const known = new Set([...CASES.keys()].flatMap((name) => [CASES.get(name), `${name}.concise.txt`]));
    expect(readdirSync(FOLDER).filter((name) => !known.has(name))).toEqual(['.gitattributes']);
  });
});
