/** Snapshot files: readings as text and back. The same readings give the same bytes. */

import { z } from 'zod';
import { ConfigError } from '../errors.ts';
import type { SnapshotFile } from '../model/capacity.ts';
import { type Finding, type FindingKind, finding } from '../model/finding.ts';
import { printableJson } from '../model/json-text.ts';
import { compareText } from '../model/order.ts';
import { parseStrictJson } from '../model/strict-json.ts';
import { asSnapshotFile, STRICT, TOLERANT } from './schema.ts';

export { type AgeOptions, judgeAge } from './age.ts';

const MAX_CHARACTERS = 64 * 1024 * 1024;
const MAX_DEPTH = 16;

/** Text of a snapshot file: keys sorted by code point, readings by account, two spaces, final newline. Holds no secret: readings have no field for one. */
export function serializeSnapshot(file: SnapshotFile): string {
  const readings = [...file.readings].sort((a, b) => compareText(a.account, b.account));
  return `${printableJson(JSON.stringify(sortKeys({ ...file, readings }), null, 2))}\n`;
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => compareText(a, b));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sortKeys(inner)]));
}

/**
 * Reads the text of a snapshot file; `name` is its path for messages.
 * Throws: ConfigError when it is not JSON, has a key twice, another version or another shape.
 */
export function parseSnapshot(text: string, name: string): SnapshotFile {
  if (text.length > MAX_CHARACTERS) throw refused(name, 'config.limit', `larger than ${MAX_CHARACTERS / 1024 / 1024} Mi characters`);
  const json = parseStrictJson(text.replace(/^\ufeff/, ''), MAX_DEPTH);
  if (!json.ok) throw refused(name, json.kind === 'duplicate' ? 'config.duplicate-key' : 'config.syntax', json.problem);
  if (hasProto(json.value)) throw refused(name, 'config.unknown-key', 'a key is called __proto__');
  const version = versionOf(json.value);
  if (version === null || !/^1\.\d+$/.test(version)) {
    const got = version === null ? 'no formatVersion' : `formatVersion ${JSON.stringify(version.slice(0, 20))}`;
    throw refused(name, 'config.invalid-value', `${got}; expected "1.0". A file of another version is read by another version of sendplan`);
  }
  const parsed = (version === '1.0' ? STRICT : TOLERANT).safeParse(json.value);
  if (!parsed.success) throw new ConfigError(parsed.error.issues.slice(0, 20).map((issue) => issueFinding(name, issue)));
  const twice = parsed.data.readings.map((r) => r.account).find((id, i, all) => all.indexOf(id) !== i);
  if (twice !== undefined) throw refused(name, 'config.duplicate-id', `two readings of account ${JSON.stringify(twice)}; expected one`);
  return asSnapshotFile(parsed.data);
}

function hasProto(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return Object.hasOwn(value, '__proto__') || Object.values(value).some(hasProto);
}

function versionOf(value: unknown): string | null {
  const version = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)['formatVersion'] : undefined;
  return typeof version === 'string' ? version : null;
}

/** JSON Schema (draft-07) of snapshot files. */
export function snapshotJsonSchema(): object {
  return z.toJSONSchema(STRICT, { target: 'draft-7', io: 'input' });
}

const refused = (name: string, kind: FindingKind, problem: string): ConfigError => new ConfigError([inFile(name, kind, problem)]);

function inFile(name: string, kind: FindingKind, problem: string): Finding {
  const found = finding(kind, `Snapshot file ${name}: ${problem}. Take a new one with \`sendplan usage --save\`.`, {
    subject: { kind: 'file', id: name },
    discriminator: problem,
    help: 'Snapshot files are written by `sendplan usage --save`; they are not meant to be edited.',
  });
  return { ...found, file: name };
}

function issueFinding(name: string, issue: z.core.$ZodIssue): Finding {
  const path = issue.path.reduce<string>(
    (at, key) => (typeof key === 'number' ? `${at}[${key}]` : `${at === '' ? '' : `${at}.`}${String(key)}`),
    '',
  );
  const kind = issue.code === 'unrecognized_keys' ? 'config.unknown-key' : 'config.invalid-value';
  return inFile(name, kind, `${path === '' ? 'the file' : path}: ${issue.message}`);
}
