/** plan.json: written so that a change of one campaign changes its lines only, read so that nothing doubtful gets through. */

import { z } from 'zod';
import { ConfigError } from '../errors.ts';
import { type Finding, finding } from '../model/finding.ts';
import { printableJson } from '../model/json-text.ts';
import type { Plan } from '../model/plan.ts';
import { parseStrictJson } from '../model/strict-json.ts';
import { planSchema } from './file-schema.ts';

/** Longest text read as a plan. Units: UTF-16 code units. */
export const LARGEST_PLAN = 256 * 1024 * 1024;
const DEEPEST = 32;
const MOST_PROBLEMS = 20;

/**
 * The plan as text: keys in the documented order, one row per line, final newline; the same plan gives the same bytes.
 * Throws: Error when the value is no plan (our bug).
 */
export function serializePlan(plan: Plan): string {
  // Parsing puts the keys into the schema's order. Keys a later version added stay, after the known ones.
  const ordered = planSchema('keep').parse(plan);
  return `${printableJson(layout(ordered, ''))}\n`;
}

/** JSON with one line per key of large objects and one per row of lists of objects; everything else on one line. */
function layout(value: unknown, indent: string): string {
  if (!hasRows(value)) return oneLine(value);
  const inner = `${indent}  `;
  if (Array.isArray(value)) return `[\n${value.map((row) => `${inner}${layout(row, inner)}`).join(',\n')}\n${indent}]`;
  const entries = definedEntries(value as object).map(([key, part]) => `${inner}${JSON.stringify(key)}: ${layout(part, inner)}`);
  return `{\n${entries.join(',\n')}\n${indent}}`;
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
const definedEntries = (value: object) => Object.entries(value).filter(([, part]) => part !== undefined);

/** Whether a list of objects is somewhere inside. */
function hasRows(value: unknown): boolean {
  if (!isObject(value)) return false;
  return Array.isArray(value) ? value.some(isObject) : Object.values(value).some(hasRows);
}

function oneLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(oneLine).join(', ')}]`;
  if (!isObject(value)) return JSON.stringify(value ?? null);
  const entries = definedEntries(value).map(([key, part]) => `${JSON.stringify(key)}: ${oneLine(part)}`);
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
}

/**
 * Reads a plan from text. `name` is the file's, for messages.
 * Throws: ConfigError for anything that is not a plan of format version 1: syntax, keys written twice, `__proto__`,
 * wrong shape, another major version. Unknown keys are kept in files of a later minor version and refused in ours.
 */
export function parsePlan(text: string, name: string): Plan {
  if (text.length > LARGEST_PLAN) throw refusal(name, 'config.limit', `${text.length} characters; at most ${LARGEST_PLAN} are read`);
  if (text.trim() === '') throw refusal(name, 'config.empty', 'the file is empty');
  const json = parseStrictJson(text, DEEPEST);
  if (!json.ok) {
    const kind = json.kind === 'duplicate' ? 'config.duplicate-key' : json.kind === 'depth' ? 'config.limit' : 'config.syntax';
    throw refusal(name, kind, json.problem);
  }
  if (hasProto(json.value)) throw refusal(name, 'config.unknown-key', 'a key is called __proto__');
  const minor = minorVersion(json.value, name);
  const result = planSchema(minor > 0 ? 'keep' : 'refuse').safeParse(json.value);
  if (!result.success) throw new ConfigError(result.error.issues.slice(0, MOST_PROBLEMS).map((issue, i) => issueFinding(issue, name, i)));
  return result.data;
}

/** JSON Schema (draft-07) of plan.json. */
export const planJsonSchema = (): object => ({
  ...z.toJSONSchema(planSchema('refuse'), { target: 'draft-07', io: 'input' }),
  title: 'sendplan plan.json, format version 1',
});

function minorVersion(value: unknown, name: string): number {
  const version = isObject(value) ? (value as { formatVersion?: unknown }).formatVersion : undefined;
  const match = typeof version === 'string' ? /^(\d{1,4})\.(\d{1,4})$/.exec(version) : null;
  if (!match) throw refusal(name, 'config.missing-key', 'no formatVersion such as "1.0": this is not a plan file of sendplan');
  if (match[1] !== '1') {
    throw refusal(
      name,
      'config.invalid-value',
      `format version ${version}; this sendplan reads version 1. Use the sendplan that wrote it.`,
    );
  }
  return Number(match[2]);
}

function hasProto(value: unknown): boolean {
  if (!isObject(value)) return false;
  return Object.hasOwn(value, '__proto__') || Object.values(value).some(hasProto);
}

const refusal = (name: string, kind: Finding['kind'], problem: string): ConfigError =>
  new ConfigError([planFinding(name, kind, problem, problem)]);

const planFinding = (name: string, kind: Finding['kind'], problem: string, discriminator: string): Finding => ({
  ...finding(kind, `${name}: ${problem}`, {
    subject: { kind: 'file', id: name },
    discriminator,
    help: 'Plan again, or use the file as sendplan plan -o wrote it.',
  }),
  file: name,
});

function issueFinding(issue: z.core.$ZodIssue, name: string, index: number): Finding {
  const path = issue.path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('')
    .replace(/^\./, '');
  const kind = issue.code === 'unrecognized_keys' ? 'config.unknown-key' : 'config.invalid-value';
  return planFinding(name, kind, `${path === '' ? 'the whole file' : path}: ${issue.message}`, String(index));
}
