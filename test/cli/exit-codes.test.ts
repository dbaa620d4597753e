/** The exit code of every command under every outcome it can have, through the program itself. */

import type { ChildProcess } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { COMMANDS } from '../../src/commands/program.ts';
import { commandFolder, FOLDER_NOW, GOOD_LINES } from '../helpers/command-folder.ts';
import { hangingProvider } from '../helpers/hanging-provider.ts';
import { runCli } from '../helpers/run-cli.ts';

let folder: Awaited<ReturnType<typeof commandFolder>>;
beforeAll(async () => {
  folder = await commandFolder();
}, 120_000);
afterAll(() => folder.remove());

const CASES: readonly (readonly [argv: string, code: number, why: string])[] = [
  ['--version', 0, 'version'],
  ['--help', 0, 'help'],
  ['help plan', 0, 'help of a command'],
  ['help findings', 0, 'every finding'],
  ['', 2, 'no command'],
  ['plna ok.sendplan.yaml', 2, 'unknown command'],
  ['-C nowhere validate ok.sendplan.yaml', 2, 'working directory that is not there'],
  ...Object.entries(GOOD_LINES).map(([name, line]) => [`${name} ${line}`.trim(), 0, 'done'] as const),

  ['validate unknown-key.sendplan.yaml', 2, 'unknown key'],
  ['validate syntax.sendplan.yaml', 2, 'syntax error'],
  ['validate empty.sendplan.yaml', 2, 'empty file'],
  ['validate missing.sendplan.yaml', 2, 'no such file'],
  ['validate nothing-in-it', 2, 'nothing to check is 2, never 0'],
  ['validate ok.sendplan.yaml --format csv', 2, 'format the command does not have'],
  ['validate warned.sendplan.yaml', 0, 'warnings do not fail'],
  ['validate warned.sendplan.yaml --fail-on warning', 1, 'warnings fail when asked to'],

  ['usage unknown-credits.sendplan.yaml', 0, 'an unknown number is shown, not refused'],
  ['usage live.sendplan.yaml --sandbox', 0, 'the sandbox answers'],
  ['usage unknown-key.sendplan.yaml', 2, 'config error'],
  ['usage ok.sendplan.yaml --snapshot missing.json', 2, 'no such snapshot'],
  ['usage ok.sendplan.yaml --snapshot not-a-snapshot.json', 2, 'malformed snapshot'],
  ['usage ok.sendplan.yaml --snapshot old.json --sandbox', 2, 'contradicting sources'],
  ['usage live.sendplan.yaml', 3, 'key missing'],

  ['plan short.sendplan.yaml', 0, 'a shortfall alone is no failure'],
  ['plan short.sendplan.yaml --exit-code', 0, 'PF-28: warnings alone never change the exit code'],
  ['plan broken-promise.sendplan.yaml', 0, 'serve.atLeast not met, without --exit-code'],
  ['plan broken-promise.sendplan.yaml --exit-code', 1, 'serve.atLeast not met'],
  ['plan', 2, 'argument missing'],
  ['plan ok.sendplan.yaml --bogus', 2, 'unknown flag'],
  ['plan ok.sendplan.yaml --format xml', 2, 'unknown format'],
  ['plan ok.sendplan.yaml --json --format csv', 2, 'contradicting formats'],
  ['plan ok.sendplan.yaml --now yesterday', 2, 'malformed instant'],
  ['plan ok.sendplan.yaml --time-limit 0', 2, 'time limit of nothing'],
  ['plan ok.sendplan.yaml --base-url nobody=https://x.example', 2, 'unknown provider'],
  ['plan ok.sendplan.yaml --previous missing.json', 2, 'no earlier plan'],
  ['plan unknown-key.sendplan.yaml', 2, 'config error'],
  ['plan ok.sendplan.yaml -o link.json', 2, 'PF-06: target is a symbolic link'],
  ['plan ok.sendplan.yaml -o nothing-in-it', 2, 'PF-06: target is a folder'],
  ['plan ok.sendplan.yaml -o no/such/folder.json', 2, 'folder of the target missing'],
  ['plan unknown-credits.sendplan.yaml', 3, 'capacity unknown'],
  ['plan live.sendplan.yaml', 3, 'key missing'],

  ['check short.sendplan.yaml', 0, 'a shortfall is a warning'],
  ['check broken-promise.sendplan.yaml --fail-on never', 0, 'nothing fails'],
  ['check ok.sendplan.yaml --snapshot old.json', 0, 'declared numbers do not age'],
  ['check plan.json', 0, 'saved plan'],
  ['check short.sendplan.yaml --fail-on warning', 1, 'warnings fail when asked to'],
  ['check broken-promise.sendplan.yaml', 1, 'serve.atLeast not met'],
  ['check policy.sendplan.yaml', 1, 'policy broken'],
  ['check policy.sendplan.yaml --baseline plan.json', 1, 'worse than the baseline'],
  ['check tampered.json', 1, 'saved plan that was changed'],
  ['check unknown-key.sendplan.yaml', 2, 'config error'],
  ['check unknown-key.sendplan.yaml --fail-on never', 2, 'config error, whatever fails'],
  ['check accounts.sendplan.yaml', 2, 'nothing to check is 2, never 0'],
  ['check nothing-in-it', 2, 'empty folder'],
  ['check missing.sendplan.yaml', 2, 'no such file'],
  ['check ok.sendplan.yaml --fail-on info', 2, 'no such severity'],
  ['check ok.sendplan.yaml --baseline missing.json', 2, 'no such baseline'],
  ['check ok.sendplan.yaml --report html=x.html', 2, 'no such report'],
  ['check not-a-plan.json', 2, 'another format version'],
  ['check plan.json ok.sendplan.yaml', 2, 'a saved plan is checked alone'],
  ['check unknown-credits.sendplan.yaml', 3, 'capacity unknown'],
  ['check live.sendplan.yaml', 3, 'CI-08: no key: never a silent pass'],
  ['check live.json --live', 3, 'no key'],

  ['diff plan.json plan.json --exit-code', 0, 'nothing moved'],
  ['diff plan.json --live', 0, 'a plan made now is the same'],
  ['diff plan.json fewer.json --exit-code', 1, 'something moved'],
  ['diff plan.json', 2, 'one plan is not enough'],
  ['diff plan.json plan.json --live', 2, 'one plan too many'],
  ['diff plan.json missing.json', 2, 'no such plan'],
  ['diff plan.json not-a-plan.json', 2, 'another format version'],
  ['diff live.json --live', 3, 'no key'],

  ['simulate ok.sendplan.yaml', 2, 'nothing to simulate'],
  ['simulate ok.sendplan.yaml --scenario none', 2, 'no such scenario'],
  ['simulate ok.sendplan.yaml --set relay.tier=pro', 2, 'no price list'],
  ['simulate ok.sendplan.yaml --grid autum.contacts=1,2', 2, 'unknown path'],
  ['simulate unknown-credits.sendplan.yaml --set autumn.contacts=5', 3, 'capacity unknown'],

  ['recommend short.sendplan.yaml --target serve=all', 1, 'out of reach: nothing is offered'],
  ['recommend short.sendplan.yaml --target serve.priority7=1', 2, 'no campaign has that priority'],
  ['recommend short.sendplan.yaml', 1, 'no target is serve=all'],
  ['recommend ok.sendplan.yaml --target serve=most', 2, 'unknown target'],
  ['recommend accounts.sendplan.yaml --target serve=all', 2, 'nothing to recommend for'],
  ['recommend unknown-credits.sendplan.yaml --target serve=all', 3, 'capacity unknown'],

  ['explain plan.json autumn --prices', 0, 'explained with prices'],
  ['explain plan.json winter', 2, 'no such subject'],
  ['explain plan.json --format csv', 2, 'format the command does not have'],
  ['explain tampered.json autumn', 2, 'a plan that does not hold is not explained'],
  ['explain missing.json', 2, 'no such plan'],
  ['explain not-a-plan.json', 2, 'another format version'],

  ['verify tampered.json', 1, 'a limit does not hold'],
  ['verify missing.json', 2, 'no such plan'],
  ['verify not-a-plan.json', 2, 'another format version'],
  ['verify ok.sendplan.yaml', 2, 'not a plan file'],

  ['schema plan-json', 0, 'schema of the plan'],
  ['schema snapshot', 0, 'schema of saved capacity'],
  ['schema nonsense', 2, 'no such schema'],
  ['sandbox --scenario nonsense', 2, 'no such scenario'],
  ['sandbox --port 99999', 2, 'no such port'],
  ['completion tcsh', 2, 'no such shell'],
];

const run = (line: string, options: Parameters<typeof runCli>[1] = {}) => {
  const argv = line === '' ? [] : line.split(' ');
  const isTimed = argv.length > 1 && argv[0] !== 'help' && !argv.includes('--now');
  return runCli([...argv, ...(isTimed ? FOLDER_NOW : [])], { cwd: folder.path, ...options });
};
const PRELOAD = (name: string): string => `--import=${new URL(`../helpers/preload/${name}.mjs`, import.meta.url).href}`;

describe('0, 1, 2, 3', () => {
  it.each(CASES)('PF-27: %s → %i (%s)', async (line, code) => {
    const result = await run(line);
    expect(`${result.code} ${result.stderr}`).toMatch(new RegExp(`^${code} `));
    if (code >= 1) expect(result.stdout + result.stderr).not.toBe('');
    expect(result.stderr).not.toMatch(/bug in sendplan/);
  });

  it('every command is there with 0 and 2, and with 3 when it reads capacity', () => {
    const has = (name: string, code: number) => CASES.some(([line, expected]) => line.split(' ')[0] === name && expected === code);
    const missing = COMMANDS.flatMap(({ name, uses }) =>
      [0, 2, ...(uses.includes('capacity') ? [3] : [])].filter((code) => !has(name, code)).map((code) => `${name} → ${code}`),
    );
    expect(missing).toEqual([]);
  });

  it('unknown commands and flags come with a suggestion', async () => {
    expect((await runCli(['plna'])).stderr).toBe("error: unknown command 'plna'\n(Did you mean plan?)\n");
    expect((await runCli(['plan', 'x', '--sandbx'])).stderr).toBe("error: unknown option '--sandbx'\n(Did you mean --sandbox?)\n");
  });

  it('CI-18: a key on the command line is refused and not repeated', async () => {
    const result = await runCli(['plan', 'x', '--api-key=SG.super-secret-value']);
    expect(result.code).toBe(2);
    expect(result.stderr).toMatch(/No flag takes a secret/);
    expect(result.stdout + result.stderr).not.toContain('super-secret');
  });
});

/** A line of every command that plans. */
const PLANNING: Readonly<Record<string, string>> = {
  plan: 'ok.sendplan.yaml',
  check: 'ok.sendplan.yaml',
  diff: 'plan.json --live',
  simulate: 'ok.sendplan.yaml --set autumn.contacts=50',
  recommend: 'ok.sendplan.yaml --target serve=all',
  explain: 'short.json autumn --prices',
};

describe('4: no answer from the solver', () => {
  it('every command that solves is there', () => {
    expect(COMMANDS.filter(({ name, uses }) => uses.includes('solver') && !(name in PLANNING)).map(({ name }) => name)).toEqual([]);
  });

  it.each(Object.entries(PLANNING))('%s %s, when every engine dies', async (name, line) => {
    const before = readdirSync(folder.path);
    const result = await run(`${name} ${line}`, { env: { NODE_OPTIONS: PRELOAD('lost-worker') } });
    expect([result.code, result.stdout]).toEqual([4, name === 'check' ? result.stdout : '']);
    expect(result.stderr).toMatch(/^error: \w+: worker ended with code 9$/m);
    expect(readdirSync(folder.path)).toEqual(before);
  });
});

describe('70: a mistake of ours', () => {
  it.each(COMMANDS.map(({ name }) => name))('%s asks for a report', async (name) => {
    const env = { NODE_OPTIONS: PRELOAD('broken-command'), SENDPLAN_TEST_BREAK: name };
    const line = name === 'sandbox' ? 'sandbox --port 0' : `${name} ${GOOD_LINES[name]}`.trim();
    const result = await run(line, { env });
    expect(result.code).toBe(70);
    expect(result.stderr).toMatch(
      /^error: sendplan failed in a way it should not: TypeError: broken on purpose\nThis is a bug in sendplan \d/,
    );
    expect(result.stderr).toMatch(/Leave out keys and addresses/);
    expect(result.stderr).not.toContain(fileURLToPath(new URL('../..', import.meta.url)));
  });

  it('as a document, and with the stack when asked for it', async () => {
    const env = { NODE_OPTIONS: PRELOAD('broken-command'), SENDPLAN_TEST_BREAK: 'validate' };
    const json = await run('validate ok.sendplan.yaml --json', { env });
    expect(JSON.parse(json.stdout)).toMatchObject({ outcome: { status: 'error', exitCode: 70 }, error: { code: 'internal' } });
    expect((await run('validate ok.sendplan.yaml -v', { env })).stderr).toMatch(/\n +at /);
  });
});

/** A line of every command that asks a provider: it hangs. */
const ASKING: Readonly<Record<string, string>> = {
  usage: 'live.sendplan.yaml --save kept.json',
  plan: 'live.sendplan.yaml -o new.json',
  check: 'live.sendplan.yaml --report sarif=out.sarif',
  diff: 'live.json --live -o new.txt',
  simulate: 'live.sendplan.yaml --set autumn.contacts=2 -o new.txt',
  recommend: 'live.sendplan.yaml --target serve=all -o new.txt',
};

describe('130: interrupted', () => {
  it('every command that asks a provider is there', () => {
    expect(COMMANDS.filter(({ name, uses }) => uses.includes('capacity') && !(name in ASKING)).map(({ name }) => name)).toEqual([]);
  });

  it.each(Object.entries(ASKING))('%s %s, while the provider does not answer', async (name, line) => {
    const before = readdirSync(folder.path);
    const provider = await hangingProvider();
    const onStart = (child: ChildProcess) => {
      void provider.whenAsked.then(() => child.kill('SIGINT'));
    };
    const env = { SENDGRID_API_KEY: 'SG.not-a-real-key', SENDPLAN_BASE_URL_SENDGRID: `http://127.0.0.1:${provider.port}` };
    const result = await run(`${name} ${line} --json`, { env, onStart });
    provider.close();
    expect(result.code).toBe(130);
    expect(JSON.parse(result.stdout).error.code).toBe('interrupted');
    expect(result.stderr).toMatch(/error: interrupted, nothing half-written\n$/);
    expect(readdirSync(folder.path)).toEqual(before);
  });

  it('sandbox, which runs until then', async () => {
    const onStart = (child: ChildProcess) => {
      child.stdout?.on('data', () => child.kill('SIGINT'));
    };
    expect((await run('sandbox --port 0', { onStart })).code).toBe(130);
  });
});
