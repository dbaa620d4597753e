/** A folder with a file for every outcome of every command, and a line of each command that ends well in it. */

import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { declaredPlan, folderWith, runCli } from './run-cli.ts';

/** The present of these tests. */
export const FOLDER_NOW = ['--now', '2026-11-20T09:30:00Z'];

/** Command → arguments with which it ends with 0. `sandbox` alone runs until it is interrupted. */
export const GOOD_LINES: Readonly<Record<string, string>> = {
  usage: 'ok.sendplan.yaml',
  plan: 'ok.sendplan.yaml',
  check: 'ok.sendplan.yaml',
  validate: 'ok.sendplan.yaml',
  diff: 'plan.json fewer.json',
  simulate: 'ok.sendplan.yaml --set autumn.contacts=+25%',
  recommend: 'ok.sendplan.yaml --target serve=all',
  explain: 'plan.json',
  verify: 'plan.json',
  schema: '',
  sandbox: '--help',
  completion: 'bash',
};

/** One account read live, one sender, one contact: also planned with `--sandbox`. */
const LIVE = `version: 1
horizon: { start: 2026-11-20, end: 2026-11-26 }
accounts:
  - { id: sg, provider: sendgrid, credentials: { apiKeyEnv: SENDGRID_API_KEY }, senders: [{ id: a@brand.example, dailyLimit: 5 }] }
campaigns:
  - { id: autumn, contacts: 1 }
`;

/** Makes the folder; some of its files are written by the program itself. */
export async function commandFolder(): Promise<ReturnType<typeof folderWith>> {
  const folder = folderWith({
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
    'live.sendplan.yaml': LIVE,
    'not-a-plan.json': '{"formatVersion": "2.0"}',
    'not-a-snapshot.json': '{"formatVersion": "1.0"}',
  });
  mkdirSync(join(folder.path, 'nothing-in-it'));
  symlinkSync('ok.sendplan.yaml', join(folder.path, 'link.json'));
  const make = async (line: string, now = FOLDER_NOW): Promise<void> => {
    const { code, stderr } = await runCli([...line.split(' '), ...now], { cwd: folder.path });
    if (code !== 0) throw new Error(`${line}: ${stderr}`);
  };
  await make('plan ok.sendplan.yaml -o plan.json');
  await make('plan few.sendplan.yaml -o fewer.json');
  await make('plan short.sendplan.yaml -o short.json');
  await make('plan live.sendplan.yaml --sandbox -o live.json');
  await make('usage ok.sendplan.yaml --save old.json', ['--now', '2026-11-10T09:30:00Z']);
  const start = '"date": "2026-11-20", "contacts": ';
  const plan = readFileSync(join(folder.path, 'plan.json'), 'utf8');
  writeFileSync(join(folder.path, 'tampered.json'), plan.replace(`${start}40`, `${start}41`));
  return folder;
}
