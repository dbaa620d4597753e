import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadWorkspace } from '../../src/config/load.ts';
import { buildProblem } from '../../src/problem/build.ts';
import { formulate } from '../../src/problem/formulation.ts';
import { mergeSnapshot } from '../../src/snapshot/merge.ts';

interface Options {
  readonly size: 'S' | 'M' | 'L' | 'XL' | 'XXL';
  readonly variant: 'single' | 'sticky';
  readonly load: number;
  readonly seed: number;
  readonly weekly?: boolean;
}

interface Numbers {
  readonly campaigns: number;
  readonly senders: number;
  readonly accounts: number;
  readonly days: number;
  readonly capacity: number;
  readonly demand: number;
  readonly contacts: number;
}

interface Instances {
  readonly NOW: string;
  readonly generate: (options: Options) => { readonly files: ReadonlyMap<string, string>; readonly numbers: Numbers };
  readonly writeInstance: (folder: string, options: Options) => Numbers;
}

interface Account {
  readonly id: string;
  readonly parent?: string;
  readonly senders: readonly { readonly weekdays?: object; readonly warmUp?: object; readonly weeklyLimit?: number }[];
}

interface Instance {
  readonly accounts: readonly Account[];
  readonly campaigns: readonly { readonly from?: { readonly tags?: object; readonly accounts?: object } }[];
  readonly horizon: { readonly first: number; readonly days: number };
}

interface Supply {
  readonly dailyCapacity: (sender: object, horizon: object) => Int32Array;
  readonly creditCycles: (account: object, horizon: object) => { readonly from: number; readonly to: number; readonly capacity: number }[];
}

interface Naive {
  readonly readInstance: (folder: string) => Instance;
  readonly naiveModel: (instance: Instance) => { readonly weights: number[]; readonly rows: number[]; readonly upper: number[] };
}

// The benchmark is plain JavaScript that the type checker does not read, hence the addresses instead of names.
const { NOW, generate, writeInstance } = (await import(new URL('./instances.mjs', import.meta.url).href)) as Instances;
const { naiveModel, readInstance } = (await import(new URL('./naive-model.mjs', import.meta.url).href)) as Naive;
const { creditCycles, dailyCapacity } = (await import(new URL('./naive-capacity.mjs', import.meta.url).href)) as Supply;

const OPTIONS: readonly Options[] = [
  { size: 'S', variant: 'single', load: 0.7, seed: 1 },
  { size: 'S', variant: 'sticky', load: 2, seed: 2, weekly: true },
  { size: 'M', variant: 'sticky', load: 1.2, seed: 1, weekly: true },
  { size: 'L', variant: 'single', load: 1.2, seed: 1 },
];

let root = '';
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'sendplan-instances-'));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const nameOf = ({ size, variant, load, seed, weekly = false }: Options) =>
  `${size} ${variant} ${load} ${seed} ${weekly ? 'weekly' : 'daily'}`;

describe('generated instances', () => {
  for (const options of OPTIONS) {
    it(`${nameOf(options)}: valid plan files of the size asked for`, async () => {
      const folder = join(root, nameOf(options));
      const numbers = writeInstance(folder, options);
      const { workspace, findings } = await loadWorkspace([folder], { cwd: root, now: NOW });

      expect(findings.filter((f) => f.severity === 'error')).toEqual([]);
      expect(workspace.campaigns).toHaveLength(numbers.campaigns);
      expect(workspace.accounts).toHaveLength(numbers.accounts);
      expect(workspace.accounts.flatMap((a) => a.senders)).toHaveLength(numbers.senders);
      expect(workspace.accounts.every((a) => a.connection.provider === 'declared')).toBe(true);
      expect(existsSync(join(folder, 'senders'))).toBe(options.size === 'L');
      const contacts = workspace.campaigns.flatMap((c) => c.segments).reduce((sum, s) => sum + s.contacts, 0);
      expect(contacts).toBe(numbers.contacts);
      expect(numbers.demand / numbers.capacity).toBeCloseTo(options.load, 2);
    });

    it(`${nameOf(options)}: the naive model has the same starts and limits as the program that is solved`, async () => {
      const folder = join(root, nameOf(options));
      writeInstance(folder, options);
      const { workspace } = await loadWorkspace([folder], { cwd: root, now: NOW });
      const snapshot = mergeSnapshot(workspace, [], { observedAt: NOW, excludedProviders: [], stale: null });
      const program = formulate(buildProblem(workspace, snapshot, { keep: [] }));
      const naive = naiveModel(readInstance(folder));

      expect(naive.weights).toHaveLength(program.columnUpper.length);
      expect(naive.rows).toHaveLength(program.rows.reduce((sum, row) => sum + row.terms.columns.length, 0));
      expect([...naive.upper].sort((a, b) => a - b)).toEqual(program.rows.map((row) => row.upper).sort((a, b) => a - b));
    }, 120_000);
  }

  it.each(['S', 'M', 'L', 'XL'] as const)('%s: credits that bind, pools, calendars, ramps and every kind of selection', (size) => {
    const folder = join(root, `families ${size}`);
    writeInstance(folder, { size, variant: 'sticky', load: 1.2, seed: 1, weekly: true });
    const { accounts, campaigns, horizon } = readInstance(folder);
    const senders = accounts.flatMap((a) => a.senders);
    const sendsOf = (account: Account, from: number, to: number) =>
      account.senders.reduce(
        (sum, s) =>
          sum +
          dailyCapacity(s, horizon)
            .slice(from, to + 1)
            .reduce((n, sends) => n + sends, 0),
        0,
      );
    const isTight = (account: Account) =>
      creditCycles(account, horizon).some(({ from, to, capacity }) => capacity < sendsOf(account, from, to));

    expect(accounts.some(isTight)).toBe(true);
    expect(accounts.some((a) => a.parent !== undefined)).toBe(true);
    expect(senders.some((s) => s.weekdays !== undefined)).toBe(true);
    expect(senders.some((s) => s.weekdays === undefined)).toBe(true);
    expect(senders.some((s) => s.warmUp !== undefined)).toBe(true);
    expect(senders.some((s) => s.weeklyLimit !== undefined)).toBe(true);
    expect(campaigns.some((c) => c.from?.tags !== undefined)).toBe(true);
    expect(campaigns.some((c) => c.from?.accounts !== undefined)).toBe(true);
  });

  it('the same options give the same bytes, another seed does not', () => {
    const options: Options = { size: 'M', variant: 'sticky', load: 1.2, seed: 7 };
    const files = generate(options).files;

    expect(generate(options).files).toEqual(files);
    expect(generate({ ...options, seed: 8 }).files).not.toEqual(files);
    expect(generate({ ...options, variant: 'single', load: 2 }).files.get('accounts.sendplan.json')).toBe(
      files.get('accounts.sendplan.json'),
    );
  });

  it('tables of senders hold every sender once', () => {
    const options: Options = { size: 'L', variant: 'single', load: 1, seed: 3 };
    const folder = join(root, 'tables');
    const { senders } = writeInstance(folder, options);
    const tables = readdirSync(join(folder, 'senders')).map((name) => readFileSync(join(folder, 'senders', name), 'utf8'));
    const ids = tables.flatMap((text) => text.trim().split('\n').slice(1)).map((line) => line.split(',')[0]);

    expect(new Set(ids).size).toBe(senders);
    expect(ids).toHaveLength(senders);
  });
});
