import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { SHELLS } from '../../src/commands/completion.spec.ts';
import { COMMANDS } from '../../src/commands/program.ts';
import { CLI, runCli } from '../helpers/run-cli.ts';

/** Values the program offers for a line; the last word is being typed. */
async function offered(...words: string[]): Promise<readonly string[]> {
  const { stdout, code, stderr } = await runCli(['complete', '--', ...words]);
  expect(stderr).toBe('');
  expect(code).toBe(0);
  const lines = stdout.trimEnd().split('\n');
  // 0: the shell may complete file names when nothing else fits.
  expect(lines.at(-1)).toBe(':0');
  return lines.slice(0, -1).map((line) => line.split('\t')[0] as string);
}

describe('completion', () => {
  it('knows the commands, their flags and the values of flags and arguments', async () => {
    expect(await offered('')).toEqual([...COMMANDS.map((spec) => spec.name), 'help']);
    expect(await offered('pl')).toEqual(['plan']);
    expect(await offered('plan', '--sol')).toEqual(['--solver']);
    expect(await offered('plan', '--solver', '')).toEqual(['auto', 'highs', 'jslp']);
    expect(await offered('usage', '--exclude-provider', 'pu')).toEqual(['puffle']);
    expect(await offered('schema', 'plan')).toEqual(['plan', 'plan-json']);
    expect(await offered('validate', '--sol')).toEqual([]);
    expect(await offered('plan', 'plans/ex')).toEqual([]);
  });

  it('describes a command in one line', async () => {
    const { stdout } = await runCli(['complete', '--', 'val']);
    expect(stdout).toBe('validate\tcheck plan files: syntax, keys, references, dates\n:0\n');
  });

  it.each(SHELLS)('prints a script for %s that asks this program', async (shell) => {
    const { stdout, code } = await runCli(['completion', shell]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/sendplan complete '?--'?/);
  });

  it('the bash script completes in a bash', async () => {
    const { stdout: script } = await runCli(['completion', 'bash']);
    const harness = `
_get_comp_words_by_ref() { cur=\${COMP_WORDS[COMP_CWORD]}; words=("\${COMP_WORDS[@]}"); }
sendplan() { "$NODE" "$CLI" "$@"; }
${script}
COMP_WORDS=(sendplan plan --sandb) COMP_CWORD=2
__sendplan_complete
echo "\${COMPREPLY[@]}"`;
    const env = { PATH: process.env['PATH'] ?? '', NODE: process.execPath, CLI };
    expect(execFileSync('bash', ['--norc', '-c', harness], { env, encoding: 'utf8' })).toBe('--sandbox\n');
  });
});
