/** Outputs of the step, through the file the runner names. Source: docs.github.com, "Workflow commands", "Setting an output parameter". */

import { createHash } from 'node:crypto';
import { appendFile } from 'node:fs/promises';

/** Lines that set one output. The delimiter is the digest of the value, so that no value can hold its own. */
export function outputLines(name: string, value: string): string {
  const delimiter = `sendplan_${createHash('sha256').update(value).digest('hex')}`;
  return `${name}<<${delimiter}\n${value}\n${delimiter}\n`;
}

/** Sets all outputs at once. Does nothing without a file. */
export async function setOutputs(file: string | null, outputs: Readonly<Record<string, string>>): Promise<void> {
  if (file === null) return;
  const text = Object.entries(outputs).map(([name, value]) => outputLines(name, value));
  await appendFile(file, text.join(''));
}
