import { describe, expect, it } from 'vitest';
import { type Finding, finding } from '../../src/model/finding.ts';
import { concise } from '../../src/report/concise.ts';
import { findingsSection, prettyFindings, tally } from '../../src/report/pretty-findings.ts';

const PLAIN = { width: 100, color: false, unicode: true };
const at = (line: number, column: number, endColumn: number, endLine = line) => ({
  file: 'plans/q4.sendplan.yaml',
  line,
  column,
  endLine,
  endColumn,
});
const SOURCE = `version: 1
campaigns:
  - id: black-friday
    apiKey: SG.secret-secret
    send_windw: [2026-12-01]
`;
const sources = new Map([['plans/q4.sendplan.yaml', SOURCE]]);
const unknownKey = finding('config.unknown-key', 'unknown key send_windw. Did you mean window?', { position: at(5, 5, 15) });
const secret = finding('config.secret-literal', 'A text here looks like a credential (not shown).', { position: at(4, 13, 29) });

describe('findings for people', () => {
  it('place, kind, message, code frame, help, count', () => {
    expect(prettyFindings([unknownKey], PLAIN, sources)).toBe(`plans/q4.sendplan.yaml:5:5  error  config.unknown-key
  unknown key send_windw. Did you mean window?
    4 |     apiKey: SG.secret-secret
  > 5 |     send_windw: [2026-12-01]
      |     ^^^^^^^^^^
  help: Fix the spelling, or start the key with x- when it is your own.

1 error
`);
  });

  it('IN-17: a line with a secret is shown by no finding of the run', () => {
    const text = prettyFindings([unknownKey, secret], PLAIN, sources);
    expect(text).not.toContain('SG.secret');
    expect(text).toContain('4 | (not shown: holds a secret)');
    const hidden: Finding = { ...unknownKey, line: 4, column: 5, endLine: 4, endColumn: 11, data: { hideSource: true } };
    expect(prettyFindings([hidden], PLAIN, sources)).not.toContain('SG.secret');
  });

  it('OU-02: hostile source lines and messages are escaped, the marker stays under its word', () => {
    const source = '\u001b[31m: \u202ebad\n';
    const position = { file: 'a.yaml', line: 1, column: 9, endLine: 1, endColumn: 12 };
    const text = prettyFindings(
      [finding('config.invalid-value', 'x\u0007\n::error::y', { position })],
      PLAIN,
      new Map([['a.yaml', source]]),
    );
    expect(text).toContain('  x\\x07\\n::error::y\n  > 1 | \\x1b[31m: \\u202ebad\n      |                 ^^^\n');
  });

  it('worst first; long lines and unknown files have no frame', () => {
    const far = finding('config.unused', 'unused', { position: at(99, 1, 2) });
    const text = prettyFindings([far, unknownKey], PLAIN, new Map([['plans/q4.sendplan.yaml', `${'x'.repeat(10_000)}`]]));
    expect(text.indexOf('config.unknown-key')).toBeLessThan(text.indexOf('config.unused'));
    expect(text).not.toContain(' | ');
    expect(tally([far, unknownKey, unknownKey])).toBe('2 errors, 1 warning');
  });

  it('in colour the words stay', () => {
    expect(prettyFindings([unknownKey], { ...PLAIN, color: true })).toContain('\u001b[31merror\u001b[39m');
  });

  it('notes are short: one line per kind', () => {
    const assumed = ['a', 'b', 'c'].map((id) =>
      finding('capacity.assumed', `nobody tells status of ${id}`, { subject: { kind: 'account', id } }),
    );
    const legacy = finding('provider.legacy', 'Web API v2 ends soon.', { subject: { kind: 'account', id: 'r' } });
    expect(findingsSection([...assumed, legacy], PLAIN)).toBe(
      'NOTES\n  • A documented default was assumed: a, b, c\n  • Web API v2 ends soon.\n',
    );
  });
});

describe('findings one per line', () => {
  it('file:line:col: severity kind message', () => {
    const everywhere = finding('config.empty', 'The files hold\nnothing');
    expect(concise([unknownKey, everywhere])).toBe(
      'plans/q4.sendplan.yaml:5:5: error config.unknown-key unknown key send_windw. Did you mean window?\n-: error config.empty The files hold\\nnothing\n',
    );
  });
});
