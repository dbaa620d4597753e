import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parquetReadObjects } from 'hyparquet';
import { describe, expect, it } from 'vitest';
import { main } from '../../src/commands/main.ts';
import { fakeRuntime } from '../helpers/fake-runtime.ts';
import { EXAMPLE_NOW, folderWith, ROOT } from '../helpers/run-cli.ts';

const EXAMPLE = ['plans/example', '--sandbox', '--now', EXAMPLE_NOW];

describe('--sandbox', () => {
  it('needs no key and never asks for a real one, so none is sent', async () => {
    const asked = new Set<string>();
    const runtime = fakeRuntime({
      cwd: ROOT,
      env: (name) => {
        asked.add(name);
        return /API_KEY|BASE_URL/.test(name) ? 'SG.a-real-looking-key' : undefined;
      },
    });
    expect(await main(['usage', ...EXAMPLE, '--json'], runtime)).toBe(0);
    const document = JSON.parse(runtime.out());
    expect(document.outcome).toEqual({ status: 'ok', exitCode: 0 });
    expect(document.accounts.map((account: { account: string }) => account.account)).toContain('sg-main');
    expect([...asked].filter((name) => /API_KEY|BASE_URL/.test(name))).toEqual([]);
  });

  it('usage --save, then usage --snapshot: the same capacity without network', async () => {
    const folder = folderWith({});
    const live = fakeRuntime({ cwd: ROOT });
    const file = join(folder.path, 'snapshot.json');
    expect(await main(['usage', ...EXAMPLE, '--json', '--save', file], live)).toBe(0);
    const saved = fakeRuntime({ cwd: ROOT });
    expect(await main(['usage', 'plans/example', '--now', EXAMPLE_NOW, '--json', '--snapshot', file], saved)).toBe(0);
    expect(JSON.parse(saved.out()).accounts).toEqual(JSON.parse(live.out()).accounts);
    const later = fakeRuntime({ cwd: ROOT });
    expect(await main(['usage', 'plans/example', '--now', '2026-11-20T16:30:00Z', '--json', '--snapshot', file], later)).toBe(3);
    expect(JSON.parse(later.out()).error.code).toBe('snapshot_stale');
    const allowed = fakeRuntime({ cwd: ROOT });
    const argv = ['usage', 'plans/example', '--now', '2026-11-20T16:30:00Z', '--json', '--snapshot', file, '--allow-stale', '6h'];
    expect(await main(argv, allowed)).toBe(0);
    expect(JSON.parse(allowed.out()).stale).toMatchObject({ ageMs: 2 * 3_600_000 });
    folder.remove();
  });
});

describe('plan and verify', () => {
  it('the plan of the example is written, verified from another folder, and refused once changed', async () => {
    const folder = folderWith({});
    mkdirSync(join(folder.path, 'plans/example'), { recursive: true });
    for (const name of ['accounts', 'campaigns', 'scenarios']) {
      const path = `plans/example/${name}.sendplan.yaml`;
      writeFileSync(join(folder.path, path), readFileSync(join(ROOT, path)));
    }
    const runtime = fakeRuntime({ cwd: folder.path });
    expect(await main(['plan', ...EXAMPLE, '-o', 'plan.json', '--csv', 'tables', '--parquet', 'tables'], runtime), runtime.err()).toBe(0);
    expect(runtime.err()).toContain('wrote plan.json\n');
    // The inputs named in the plan are found beside the plan file.
    const elsewhere = fakeRuntime({ cwd: '/' });
    expect(await main(['verify', join(folder.path, 'plan.json'), '--json'], elsewhere), elsewhere.err()).toBe(0);
    expect(JSON.parse(elsewhere.out())).toMatchObject({
      outcome: { status: 'ok', exitCode: 0 },
      verification: { isValid: true, isOptimal: true },
      findings: [],
    });
    const plan = JSON.parse(readFileSync(join(folder.path, 'plan.json'), 'utf8'));
    const starts = readFileSync(join(folder.path, 'tables/starts.csv'), 'utf8').trimEnd().split('\n').slice(1);
    expect(starts).toHaveLength(plan.starts.length);
    const sends = readFileSync(join(folder.path, 'tables/sends.csv'), 'utf8').trimEnd().split('\n').slice(1);
    const total = (rows: readonly string[]) => rows.reduce((sum, row) => sum + Number(row.split(',').at(-1)), 0);
    const planned = plan.campaigns.reduce((sum: number, row: { sends: number }) => sum + row.sends, 0);
    expect(total(sends)).toBeCloseTo(planned, 3);
    const parquet = async (name: string) => {
      const bytes = readFileSync(join(folder.path, 'tables', name));
      return parquetReadObjects({ file: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer });
    };
    expect(await parquet('starts.parquet')).toHaveLength(plan.starts.length);
    expect(await parquet('sends.parquet')).toHaveLength(sends.length);
    plan.starts[0].contacts += 1;
    writeFileSync(join(folder.path, 'plan.json'), JSON.stringify(plan));
    const tampered = fakeRuntime({ cwd: folder.path });
    expect(await main(['verify', 'plan.json', '--json'], tampered)).toBe(1);
    expect(JSON.parse(tampered.out()).outcome.status).toBe('no');
    folder.remove();
  });

  it('continues an earlier plan, and verifies the continuation; tables beside plan files are found again', async () => {
    const folder = folderWith({
      'mailboxes.csv':
        'id,dailyLimit,sentToday,weeklyLimit,status\na@brand.example,40,0,unlimited,active\nb@brand.example,40,0,unlimited,active\n',
      'campaign.sendplan.yaml': `version: 1
timeZone: UTC
horizon: { end: 2026-12-04 }
accounts:
  - id: relay
    provider: declared
    credits: { remaining: 5000, allowance: 5000, resets: { next: 2026-12-15, every: month } }
    contacts: { limit: unlimited, used: 0 }
    dailyLimit: unlimited
    senders: { file: mailboxes.csv }
campaigns:
  - { id: autumn, contacts: 500, steps: [{ day: 0 }, { day: 4, share: 0.5 }] }
`,
    });
    const run = async (argv: readonly string[]) => {
      const runtime = fakeRuntime({ cwd: folder.path });
      const code = await main(argv, runtime);
      return { code, out: runtime.out(), err: runtime.err() };
    };
    expect(await run(['plan', '.', '--now', '2026-11-20T09:30:00Z', '-o', 'first.json'])).toMatchObject({ code: 0 });
    const second = await run([
      'plan',
      '.',
      '--now',
      '2026-11-23T09:30:00Z',
      '--previous',
      join(folder.path, 'first.json'),
      '--json',
      '-o',
      'second.json',
    ]);
    expect(second.code, second.err).toBe(0);
    const plan = JSON.parse(second.out);
    expect(plan.previous.path).toBe('first.json');
    expect(plan.campaigns[0]).toMatchObject({ contacts: 260, alreadyStarted: 240 });
    const verified = await run(['verify', 'second.json', '--json']);
    expect(verified.code, verified.err + verified.out).toBe(0);
    expect((await run(['verify', 'first.json'])).code).toBe(0);
    folder.remove();
  });

  it('a plan whose files are gone is not verified', async () => {
    const folder = folderWith({});
    const plan = fakeRuntime({ cwd: ROOT });
    expect(await main(['plan', ...EXAMPLE, '-o', join(folder.path, 'plan.json')], plan), plan.err()).toBe(0);
    const runtime = fakeRuntime({ cwd: '/' });
    expect(await main(['verify', join(folder.path, 'plan.json')], runtime)).toBe(2);
    expect(runtime.err()).toMatch(/the plan names files that are not here: plans\/example\/accounts\.sendplan\.yaml/);
    folder.remove();
  });
});
