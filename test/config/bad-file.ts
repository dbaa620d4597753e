/** Runner of the tables of bad plan files. */

import { expect, test } from 'vitest';
import { line, loadText } from './plan-text.ts';

/** Name, text, and all findings in order: `line:column kind beginning of message`; warnings begin with `warning `. */
export type BadFile = readonly [name: string, text: string, findings: readonly string[]];

/** Declared account; its next key stands in line 5. */
export const A = 'version: 1\naccounts:\n  - id: a\n    provider: declared\n';
/** Its sender; the sender's next key stands in line 7. */
export const S = `${A}    senders:\n      - id: s\n`;
/** Campaign; its next key stands in line 5. */
export const C = 'version: 1\nhorizon: { end: 2026-12-19 }\ncampaigns:\n  - id: c\n';
/** SendGrid account; its next key stands in line 5. */
export const G = 'version: 1\naccounts:\n  - id: g\n    provider: sendgrid\n';

/** One test per file. */
export function checkBadFiles(files: readonly BadFile[]): void {
  test.each(files)('%s', async (_name, text, expected) => {
    const { findings } = await loadText(text);
    const actual = findings.map((f) => `${f.severity === 'error' ? '' : `${f.severity} `}${line(f)}`);
    expect(actual.map((a, i) => a.slice(0, expected[i]?.length ?? a.length))).toEqual(expected);
    for (const f of findings) expect([f.file, f.endLine! > f.line! || f.endColumn! > f.column!]).toEqual(['p.sendplan.yaml', true]);
  });
}
