import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { COMMANDS } from '../../src/commands/program.ts';
import { declaredPlan, folderWith, ROOT, runCli } from '../helpers/run-cli.ts';

const NOW = ['--now', '2026-11-20T09:30:00Z'];
let folder: ReturnType<typeof folderWith>;

beforeAll(async () => {
  folder = folderWith({
    'ok.sendplan.yaml': declaredPlan(),
    'few.sendplan.yaml': declaredPlan({ contacts: 50 }),
    'short.sendplan.yaml': declaredPlan({ contacts: 1000 }),
    'broken-promise.sendplan.yaml': declaredPlan({ contacts: 1000, extra: ', serve: { atLeast: 0.9 }' }),
    'unknown-credits.sendplan.yaml': declaredPlan({ credits: null }),
    'policy.sendplan.yaml': `${declaredPlan({ contacts: 1000 })}policy: { serve: { all: 1 } }\n`,
    'warned.sendplan.yaml': `${declaredPlan()}policy: { ignore: [{ finding: headroom.low }] }\n`,
    'accounts.sendplan.yaml': declaredPlan().replace(/campaigns:[\s\S]*/, ''),
    'unknown-key.sendplan.yaml': 'version: 1\ncampains: []\n',
    'syntax.sendplan.yaml': 'version: 1\naccounts: [\n',
    'empty.sendplan.yaml': '',
    'live.sendplan.yaml': `version: 1
horizon: { start: 2026-11-20, end: 2026-11-26 }
accounts:
  - { id: sg, provider: sendgrid, credentials: { apiKeyEnv: SENDGRID_API_KEY }, senders: [{ id: a@brand.example, dailyLimit: 5 }] }
campaigns:
  - { id: autumn, contacts: 1 }
`,
    'not-a-plan.json': '{"formatVersion": "2.0"}',
    'not-a-snapshot.json': '{"formatVersion": "1.0"}',
  });
  mkdirSync(join(folder.path, 'nothing-in-it'));
  symlinkSync('ok.sendplan.yaml', join(folder.path, 'link.json'));
  const planned = await runCli(['plan', 'ok.sendplan.yaml', '-o', 'plan.json', ...NOW], { cwd: folder.path });
  expect(planned.stderr).not.toMatch(/error/);
  const plan = readFileSync(join(folder.path, 'plan.json'), 'utf8');
  writeFileSync(
    join(folder.path, 'tampered.json'),
    plan.replace('"date": "2026-11-20", "contacts": 40', '"date": "2026-11-20", "contacts": 41'),
  );
  await runCli(['plan', 'few.sendplan.yaml', '-o', 'fewer.json', ...NOW], { cwd: folder.path });
  await runCli(['usage', 'ok.sendplan.yaml', '--save', 'old.json', '--now', '2026-11-10T09:30:00Z'], { cwd: folder.path });
});
afterAll(() => folder.remove());

const CASES: readonly (readonly [argv: string, code: number, why: string])[] = [
  ['--version', 0, 'version'],
  ['--help', 0, 'help'],
  ['help plan', 0, 'help of a command'],
  ['', 2, 'no command'],
  ['plna ok.sendplan.yaml', 2, 'unknown command'],
  ['plan ok.sendplan.yaml --bogus', 2, 'unknown flag'],
  ['plan', 2, 'argument missing'],
  ['plan ok.sendplan.yaml --format xml', 2, 'unknown format'],
  ['validate ok.sendplan.yaml --format csv', 2, 'format the command does not have'],
  ['plan ok.sendplan.yaml --json --format csv', 2, 'contradicting formats'],
  ['plan ok.sendplan.yaml --now yesterday', 2, 'malformed instant'],
  ['plan ok.sendplan.yaml --time-limit 0', 2, 'time limit of nothing'],
  ['plan ok.sendplan.yaml --base-url nobody=https://x.example', 2, 'unknown provider'],
  ['-C nowhere validate ok.sendplan.yaml', 2, 'working directory that is not there'],
  ['validate ok.sendplan.yaml', 0, 'valid'],
  ['validate missing.sendplan.yaml', 2, 'no such file'],
  ['validate unknown-key.sendplan.yaml', 2, 'unknown key'],
  ['validate syntax.sendplan.yaml', 2, 'syntax error'],
  ['validate empty.sendplan.yaml', 2, 'empty file'],
  ['validate nothing-in-it', 2, 'nothing to check is 2, never 0'],
  ['usage ok.sendplan.yaml', 0, 'all numbers declared'],
  ['usage unknown-credits.sendplan.yaml', 0, 'an unknown number is shown, not refused'],
  ['usage unknown-key.sendplan.yaml', 2, 'config error'],
  ['usage live.sendplan.yaml', 3, 'key missing'],
  ['usage ok.sendplan.yaml --snapshot missing.json', 2, 'no such snapshot'],
  ['usage ok.sendplan.yaml --snapshot not-a-snapshot.json', 2, 'malformed snapshot'],
  ['usage ok.sendplan.yaml --snapshot old.json --sandbox', 2, 'contradicting sources'],
  ['plan ok.sendplan.yaml', 0, 'plan'],
  ['plan short.sendplan.yaml', 0, 'a shortfall alone is no failure'],
  ['plan broken-promise.sendplan.yaml', 0, 'serve.atLeast not met, without --exit-code'],
  ['plan broken-promise.sendplan.yaml --exit-code', 1, 'serve.atLeast not met'],
  ['plan short.sendplan.yaml --exit-code', 0, 'PF-28: warnings alone never change the exit code'],
  ['plan unknown-credits.sendplan.yaml', 3, 'capacity unknown'],
  ['recommend ok.sendplan.yaml --target serve=all', 0, 'reached without any change'],
  ['recommend short.sendplan.yaml --target serve=all', 1, 'out of reach: nothing is offered'],
  ['recommend short.sendplan.yaml --target serve.priority7=1', 2, 'no campaign has that priority'],
  ['recommend ok.sendplan.yaml', 2, 'no target'],
  ['recommend ok.sendplan.yaml --target serve=most', 2, 'unknown target'],
  ['recommend accounts.sendplan.yaml --target serve=all', 2, 'nothing to recommend for'],
  ['recommend unknown-credits.sendplan.yaml --target serve=all', 3, 'capacity unknown'],
  ['plan unknown-key.sendplan.yaml', 2, 'config error'],
  ['plan live.sendplan.yaml', 3, 'key missing'],
  ['plan ok.sendplan.yaml -o link.json', 2, 'PF-06: target is a symbolic link'],
  ['plan ok.sendplan.yaml -o nothing-in-it', 2, 'PF-06: target is a folder'],
  ['plan ok.sendplan.yaml -o no/such/folder.json', 2, 'folder of the target missing'],
  ['plan ok.sendplan.yaml --previous missing.json', 2, 'no earlier plan'],
  ['simulate ok.sendplan.yaml --set autumn.contacts=+25%', 0, 'a what-if'],
  ['simulate ok.sendplan.yaml', 2, 'nothing to simulate'],
  ['simulate ok.sendplan.yaml --scenario none', 2, 'no such scenario'],
  ['simulate ok.sendplan.yaml --set relay.tier=pro', 2, 'no price list'],
  ['simulate ok.sendplan.yaml --grid autum.contacts=1,2', 2, 'unknown path'],
  ['simulate unknown-credits.sendplan.yaml --set autumn.contacts=5', 3, 'capacity unknown'],
  ['diff plan.json plan.json', 0, 'nothing moved'],
  ['diff plan.json fewer.json', 0, 'something moved'],
  ['diff plan.json fewer.json --exit-code', 1, 'something moved'],
  ['diff plan.json', 2, 'one plan is not enough'],
  ['diff plan.json plan.json --live', 2, 'one plan too many'],
  ['diff plan.json missing.json', 2, 'no such plan'],
  ['diff plan.json --live', 0, 'a plan made now is the same'],
  ['verify plan.json', 0, 'every limit holds'],
  ['verify tampered.json', 1, 'a limit does not hold'],
  ['verify missing.json', 2, 'no such plan'],
  ['verify not-a-plan.json', 2, 'another format version'],
  ['verify ok.sendplan.yaml', 2, 'not a plan file'],
  ['check ok.sendplan.yaml', 0, 'nothing to object to'],
  ['check short.sendplan.yaml', 0, 'a shortfall is a warning'],
  ['check short.sendplan.yaml --fail-on warning', 1, 'warnings fail when asked to'],
  ['check broken-promise.sendplan.yaml', 1, 'serve.atLeast not met'],
  ['check broken-promise.sendplan.yaml --fail-on never', 0, 'nothing fails'],
  ['check policy.sendplan.yaml', 1, 'policy broken'],
  ['check policy.sendplan.yaml --baseline plan.json', 1, 'worse than the baseline'],
  ['check unknown-key.sendplan.yaml', 2, 'config error'],
  ['check unknown-key.sendplan.yaml --fail-on never', 2, 'config error, whatever fails'],
  ['check accounts.sendplan.yaml', 2, 'nothing to check is 2, never 0'],
  ['check nothing-in-it', 2, 'empty folder'],
  ['check missing.sendplan.yaml', 2, 'no such file'],
  ['check ok.sendplan.yaml --fail-on info', 2, 'no such severity'],
  ['check ok.sendplan.yaml --baseline missing.json', 2, 'no such baseline'],
  ['check ok.sendplan.yaml --report html=x.html', 2, 'no such report'],
  ['check unknown-credits.sendplan.yaml', 3, 'capacity unknown'],
  ['check live.sendplan.yaml', 3, 'CI-08: no key: never a silent pass'],
  ['check ok.sendplan.yaml --snapshot old.json', 0, 'declared numbers do not age'],
  ['check plan.json', 0, 'saved plan'],
  ['check tampered.json', 1, 'saved plan that was changed'],
  ['check not-a-plan.json', 2, 'another format version'],
  ['check plan.json ok.sendplan.yaml', 2, 'a saved plan is checked alone'],
  ['explain plan.json', 0, 'explained'],
  ['explain plan.json autumn --prices', 0, 'explained with prices'],
  ['explain plan.json winter', 2, 'no such subject'],
  ['explain plan.json --format csv', 2, 'format the command does not have'],
  ['explain tampered.json autumn', 2, 'a plan that does not hold is not explained'],
  ['explain missing.json', 2, 'no such plan'],
  ['explain not-a-plan.json', 2, 'another format version'],
  ['validate warned.sendplan.yaml', 0, 'warnings do not fail'],
  ['validate warned.sendplan.yaml --fail-on warning', 1, 'warnings fail when asked to'],
  ['help findings', 0, 'every finding'],
  ['schema', 0, 'schema of plan files'],
  ['schema plan-json', 0, 'schema of the plan'],
  ['schema snapshot', 0, 'schema of saved capacity'],
  ['schema nonsense', 2, 'no such schema'],
  ['sandbox --scenario nonsense', 2, 'no such scenario'],
  ['sandbox --port 99999', 2, 'no such port'],
  ['completion bash', 0, 'completion script'],
  ['completion tcsh', 2, 'no such shell'],
];

describe('exit codes', () => {
  it.each(CASES)('PF-27: %s → %i (%s)', async (line, code) => {
    const argv = line === '' ? [] : line.split(' ');
    const result = await runCli(argv.includes('--now') ? argv : [...argv, ...(argv.length > 1 && argv[0] !== 'help' ? NOW : [])], {
      cwd: folder.path,
    });
    expect(`${result.code} ${result.stderr}`).toMatch(new RegExp(`^${code} `));
    if (code >= 1) expect(result.stdout + result.stderr).not.toBe('');
    expect(result.stderr).not.toMatch(/bug in sendplan/);
  });

  it('every command is in the table', () => {
    const used = new Set(CASES.map(([line]) => line.split(' ')[0]));
    expect(COMMANDS.map((spec) => spec.name).filter((name) => !used.has(name))).toEqual([]);
  });

  it('4: no plan in the time given', async () => {
    const result = await runCli(
      ['plan', 'plans/example', '--sandbox', '--now', '2026-11-20T14:30:00Z', '--time-limit', '0.001', '-o', '-'],
      { cwd: ROOT },
    );
    // Either nothing was found (4), or the machine was fast enough for a first answer, which then says so.
    expect([0, 4]).toContain(result.code);
    if (result.code === 4) expect(result.stdout).toBe('');
    else expect(result.stdout).toContain('solver.time-limit');
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
