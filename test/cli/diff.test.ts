/** `sendplan diff` with plans the program has made: two saved ones, and a saved one against a plan made now. */

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { declaredPlan, folderWith, runCli } from '../helpers/run-cli.ts';

const TIMEOUT = { timeout: 120_000 };
const at = (day: number) => ['--now', `2026-11-${day}T09:30:00Z`];
let folder: ReturnType<typeof folderWith>;
const run = (line: string, day = 20) => runCli([...line.split(' '), ...at(day)], { cwd: folder.path });
/** The plan files as they are from now on. */
const write = (text: string) => writeFileSync(join(folder.path, 'p.sendplan.yaml'), text);
/** The horizon stays open at its start, so that the files can be planned on later days. */
const files = (over: Parameters<typeof declaredPlan>[0]) =>
  declaredPlan(over).replace('start: 2026-11-20, end: 2026-11-26', 'end: 2026-11-26');

beforeAll(async () => {
  folder = folderWith({});
  write(files({ contacts: 150 }));
  expect((await run('plan p.sendplan.yaml -o a.json')).code).toBe(0);
}, 120_000);
afterAll(() => folder.remove());

describe('two saved plans', () => {
  it('says what moved and why, in every form', TIMEOUT, async () => {
    write(files({ contacts: 150, credits: 90 }));
    expect((await run('plan p.sendplan.yaml -o b.json')).code).toBe(0);
    const pretty = await run('diff a.json b.json');
    expect(pretty.stdout).toMatch(/^✗ 60 contacts fewer served: 90 instead of 150\n {2}a\.json → b\.json\n/);
    expect(pretty.stdout).toContain('    • credits of relay: 1,000 → 90\n');
    const { plans, ...diff } = JSON.parse((await run('diff a.json b.json --json --exit-code')).stdout);
    expect(diff).toMatchObject({
      outcome: { status: 'no', exitCode: 1 },
      isSame: false,
      files: ['p.sendplan.yaml'],
      served: { before: 150, after: 90 },
    });
    expect([plans.before.path, plans.after.path]).toEqual(['a.json', 'b.json']);
    expect((await run('diff a.json b.json --format csv')).stdout).toMatch(/^campaign,segment,.*\nautumn,,150,150,150,90,/);
    expect((await run('diff a.json b.json --format markdown')).stdout).toMatch(
      /^<!-- sendplan:diff -->\n## ⚠️ sendplan diff: 60 contacts fewer served/,
    );
  });
});

describe('--live', () => {
  it('nothing moves while nothing has changed, also a day later when what was sent is gone from the credits', TIMEOUT, async () => {
    write(files({ contacts: 150 }));
    expect((await run('diff a.json --live --exit-code')).stdout).toMatch(/^✓ nothing moved\n {2}a\.json → a plan made now\n/);
    write(files({ contacts: 150, credits: 960 }));
    const later = await run('diff a.json --live --exit-code --json', 21);
    const { campaigns, senderDays, firstDay, served } = JSON.parse(later.stdout);
    expect([later.code, campaigns, senderDays, firstDay, served]).toEqual([
      0,
      [],
      { more: 0, fewer: 0, largest: [] },
      '2026-11-21',
      { before: 150, after: 150 },
    ]);
  });

  it('shows what less capacity would move, and writes nothing but the result', TIMEOUT, async () => {
    const before = readFileSync(join(folder.path, 'a.json'), 'utf8');
    write(files({ contacts: 150 }).replace('dailyLimit: 40', 'dailyLimit: 20'));
    const { stdout, code } = await run('diff a.json --live');
    expect(code).toBe(0);
    expect(stdout).toContain('daily limit of sender news@brand.example: 40 → 20');
    expect(readFileSync(join(folder.path, 'a.json'), 'utf8')).toBe(before);
  });

  it('files that cannot be planned any more are told as such', TIMEOUT, async () => {
    write(declaredPlan({ contacts: 150 }));
    const { code, stderr } = await run('diff a.json --live', 25);
    expect([code, stderr.includes('config.date-outside')]).toEqual([2, true]);
  });
});
