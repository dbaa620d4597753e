/** Why a file is no plan, as findings that name the place. */

import type { z } from 'zod';
import { ConfigError } from '../errors.ts';
import { type Finding, finding } from '../model/finding.ts';

/** Most problems of one file that are told. */
export const MOST_PROBLEMS = 20;

/** One problem. `path`: the value it is about, null for the whole text. `line`: where known, from 1. */
export interface Problem {
  readonly kind: Finding['kind'];
  readonly path: string | null;
  readonly message: string;
  readonly line: number | null;
}

/** Whether a value is an object or a list. */
export const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** Whether a key `__proto__` is somewhere inside: harmless as JSON, but not in what is done with it later. */
export function hasProto(value: unknown): boolean {
  if (!isObject(value)) return false;
  return Object.hasOwn(value, '__proto__') || Object.values(value).some(hasProto);
}

/** Problem of a schema issue. `base`: path of the value that was checked. */
export function issueProblem(issue: z.core.$ZodIssue, base = '', line: number | null = null): Problem {
  const path = issue.path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');
  return {
    kind: issue.code === 'unrecognized_keys' ? 'config.unknown-key' : 'config.invalid-value',
    path: `${base}${path}`.replace(/^\./, ''),
    message: issue.message,
    line,
  };
}

/** Top-level keys from the first one with a long table on; problems of those before and of the whole file come first. */
const KEYS = ['outcome', 'campaigns', 'starts', 'followUps', 'capacity', 'cost', 'findings'];

/** Problems in the order of the documented keys; of one key as they were found. */
export const inOrder = (problems: readonly Problem[]): readonly Problem[] =>
  [...problems].sort((a, b) => KEYS.indexOf(topKey(a)) - KEYS.indexOf(topKey(b)));

const topKey = ({ path }: Problem): string => /^\w*/.exec(path ?? '')?.[0] ?? '';

/** The refusal of a file: its first problems. */
export const planRefusal = (name: string, problems: readonly Problem[]): ConfigError =>
  new ConfigError(
    problems.slice(0, MOST_PROBLEMS).map(({ kind, path, message, line }, i): Finding => {
      const text = path === null ? message : `${path === '' ? 'the whole file' : path}: ${message}`;
      return {
        ...finding(kind, `${name}: ${text}`, {
          subject: { kind: 'file', id: name },
          discriminator: path === null ? message : String(i),
          help: 'Plan again, or use the file as sendplan plan -o wrote it.',
        }),
        file: name,
        line,
      };
    }),
  );
