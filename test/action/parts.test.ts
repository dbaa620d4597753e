/** The parts of the action that are functions of values. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isSafeHost } from '../../src/action/code-host.ts';
import { inputVariable, readInputs } from '../../src/action/inputs.ts';
import { outputLines } from '../../src/action/outputs.ts';
import { maskedForms, secretsIn } from '../../src/action/secrets.ts';
import { commandData } from '../../src/report/github.ts';
import { outputsIn } from '../helpers/run-action.ts';
import { runnerCommands } from '../helpers/runner-commands.ts';

const lines = fc
  .array(fc.constantFrom('a', '', 'exit-code<<x', 'x', 'sendplan_', '::error::x', '<<', 'é'), { maxLength: 6 })
  .map((all) => all.join('\n'));

describe('outputs', () => {
  it('OU-06: every value comes back as it was, whatever it is, and sets no other output', () => {
    fc.assert(
      fc.property(lines, lines, (first, second) => {
        expect(outputsIn(outputLines('first', first) + outputLines('second', second))).toEqual({ first, second });
      }),
    );
  });

  it('a value that holds the delimiter of another one does not end itself', () => {
    const inner = outputLines('inner', 'x');
    expect(outputsIn(outputLines('outer', inner))).toEqual({ outer: inner });
    expect(outputLines('same', 'x')).toBe(outputLines('same', 'x'));
  });
});

describe('inputs', () => {
  const env = (inputs: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(inputs).map(([name, value]) => [inputVariable(name), value]));

  it('hyphens stay in the names of variables', () => {
    expect(['fail-on', 'working-directory', 'files'].map(inputVariable)).toEqual([
      'INPUT_FAIL-ON',
      'INPUT_WORKING-DIRECTORY',
      'INPUT_FILES',
    ]);
  });

  it('one file and one argument a line, spaces and all', () => {
    const inputs = readInputs(env({ files: ' plans/a b \r\n\n plans/c\n', args: '--now\n  2026-11-20T09:30:00Z' }));
    expect(inputs.files).toEqual(['plans/a b', 'plans/c']);
    expect(inputs.args).toEqual(['--now', '2026-11-20T09:30:00Z']);
    expect(inputs).toMatchObject({ command: 'check', failOn: null, comment: 'off', snapshot: null, workingDirectory: '.', token: '' });
  });

  it('what does not belong together is refused', () => {
    for (const wrong of [
      { command: 'plan', 'fail-on': 'error' },
      { command: 'plan', comment: 'always' },
      { command: 'validate', snapshot: 'capacity.json' },
    ])
      expect(() => readInputs(env({ files: 'plans', ...wrong }))).toThrow(/belongs? to/);
  });
});

describe('secrets', () => {
  it('CI-17: keys a plan file can name and the token; no redirection, nothing short, nothing else', () => {
    const env = {
      SENDGRID_API_KEY: 'SG.one',
      PUFFLE_KEY_2: 'pk_two22',
      SENDPLAN_OTHER: 'three33',
      SENDPLAN_BASE_URL_SENDGRID: 'https://host.example',
      ACTIVECAMPAIGN_KEY: 'tiny',
      MY_SENDGRID_KEY: 'not-ours',
      INSTANTLY_KEY: undefined,
    };
    expect(secretsIn(env, 'ghs_token')).toEqual(['ghs_token', 'SG.one', 'pk_two22', 'three33']);
    expect(secretsIn({}, '')).toEqual([]);
  });

  it('CI-13: what the runner masks is the secret itself, byte for byte', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 6, unit: 'binary' }), (secret) => {
        const commands = runnerCommands(
          maskedForms([secret])
            .map((form) => `::add-mask::${commandData(form)}\n`)
            .join(''),
        );
        expect(commands.map((c) => c.message)).toContain(secret);
      }),
    );
  });
});

describe('the code host', () => {
  it('gets the token over https, or on this machine', () => {
    for (const good of [
      'https://api.github.com',
      'https://code.example/api/v3',
      'http://127.0.0.1:8080',
      'http://localhost:1',
      'http://[::1]:1',
    ])
      expect([good, isSafeHost(good)]).toEqual([good, true]);
    for (const bad of [
      'http://code.example',
      'http://127.0.0.1.evil.example',
      'ftp://code.example',
      'file:///etc/passwd',
      'api.github.com',
      '',
    ])
      expect([bad, isSafeHost(bad)]).toEqual([bad, false]);
  });
});
