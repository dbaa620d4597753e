/** The JSON documents of commands other than the plan file: one envelope for all. */

import type { Finding } from '../model/finding.ts';
import { printableJson } from '../model/json-text.ts';

/** Version of the envelope: additions raise the second number, changes the first. */
export const ENVELOPE_VERSION = '1.0';

/** Name and version of the program. */
export interface Tool {
  readonly name: string;
  readonly version: string;
}

/** Outcome as every document states it. */
export interface DocumentOutcome {
  readonly status: 'ok' | 'no' | 'error';
  readonly exitCode: number;
}

/** JSON text with a final newline, safe to print anywhere. */
export const jsonText = (value: unknown): string => `${printableJson(JSON.stringify(value, null, 2))}\n`;

/** A document: envelope first, then the contents. */
export const jsonDocument = (tool: Tool, outcome: DocumentOutcome, contents: Readonly<Record<string, unknown>>): string =>
  jsonText({ formatVersion: ENVELOPE_VERSION, tool, outcome, ...contents });

/** What went wrong, for programs. `code` is stable, `message` is not. */
export interface ErrorDetails {
  readonly code: string;
  readonly message: string;
  readonly provider?: string | null;
  readonly account?: string | null;
  readonly failures?: readonly ErrorDetails[];
}

/** The document printed instead of a result when a command fails. */
export const errorDocument = (tool: Tool, exitCode: number, error: ErrorDetails, findings: readonly Finding[]): string =>
  jsonDocument(tool, { status: 'error', exitCode }, { error, findings });
