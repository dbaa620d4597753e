/** Numbers for names the example company does not know: the same name always gives the same numbers. */

import { createHash } from 'node:crypto';

const digest = (text: string): Buffer => createHash('sha256').update(text, 'utf8').digest();

/** Whole number from `from` to `to` (both possible), fixed by the name. */
export function numberFor(name: string, from: number, to: number): number {
  return from + (digest(name).readUInt32BE(0) % (to - from + 1));
}

/** One of the choices, fixed by the name. */
export function choiceFor<T>(name: string, choices: readonly [T, ...T[]]): T {
  return choices[numberFor(name, 0, choices.length - 1)] as T;
}

/** UUID (version 4 in form), fixed by the name. */
export function uuidFor(name: string): string {
  const hex = digest(name).toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** Whether a name is one of those the sandbox answers as unknown to the provider. */
export const isMissing = (name: string): boolean => name.startsWith('missing-');
