import { existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { main } from '../../src/commands/main.ts';
import { createRedactor } from '../../src/providers/redact.ts';
import { fakeRuntime } from '../helpers/fake-runtime.ts';
import { declaredPlan, folderWith } from '../helpers/run-cli.ts';

const POLICY = `policy:
  minHeadroom: 0.5
  serve: { all: 0.9 }
  ignore:
    - { finding: headroom.low, subject: relay, reason: a top-up is ordered }
`;
let folder: ReturnType<typeof folderWith>;

/** Runs a command line in the folder at the plan's own present, or another one. */
async function run(line: string, over: { now?: string; variables?: Record<string, string> } = {}) {
  const { now = '2026-11-20T09:30:00Z', variables = {} } = over;
  const runtime = fakeRuntime({ cwd: folder.path, now: () => Date.parse(now), variables });
  const code = await main(line.split(' '), runtime);
  return { code, out: runtime.out(), err: runtime.err() };
}

beforeAll(async () => {
  folder = folderWith({
    'good.sendplan.yaml': declaredPlan(),
    'short.sendplan.yaml': declaredPlan({ contacts: 300 }) + POLICY,
    'shorter.sendplan.yaml': declaredPlan({ contacts: 400 }) + POLICY,
    'promise.sendplan.yaml': declaredPlan({ contacts: 300, extra: ', serve: { atLeast: 0.9 }' }),
    'warned.sendplan.yaml': declaredPlan({ contacts: 300 }),
    'headroom.sendplan.yaml': declaredPlan({ contacts: 150, credits: 160 }) + POLICY,
    'unknown-subject.sendplan.yaml': declaredPlan() + POLICY.replace('subject: relay', 'subject: nobody'),
    'accounts.sendplan.yaml': declaredPlan().replace(/campaigns:[\s\S]*/, ''),
    'broken.sendplan.yaml': 'version: 1\ncampains: []\n',
    'summary.md': '',
  });
  for (const name of ['good', 'short', 'shorter']) expect((await run(`plan ${name}.sendplan.yaml -o ${name}.json -q`)).code).toBe(0);
  const text = readFileSync(join(folder.path, 'good.json'), 'utf8');
  writeFileSync(
    join(folder.path, 'tampered.json'),
    text.replace('"date": "2026-11-20", "contacts": 40', '"date": "2026-11-20", "contacts": 41'),
  );
  const promise = { ...JSON.parse(readFileSync(join(folder.path, 'short.json'), 'utf8')), findings: [] };
  writeFileSync(join(folder.path, 'silent.json'), JSON.stringify(promise));
  writeFileSync(join(folder.path, 'moved.sendplan.yaml'), declaredPlan({ contacts: 90 }));
  expect((await run('plan moved.sendplan.yaml -o moved.json -q')).code).toBe(0);
  writeFileSync(join(folder.path, 'moved.sendplan.yaml'), declaredPlan({ contacts: 91 }));
}, 60_000);
afterAll(() => folder.remove());

const kinds = (out: string) => [...out.matchAll(/: (error|warning|info|ignored) ([a-z.-]+)/g)].map((m) => `${m[1]} ${m[2]}`);
const concise = async (line: string, over?: Parameters<typeof run>[1]) => {
  const { code, out } = await run(`${line} --format concise`, over);
  return [code, ...kinds(out)];
};

describe('check of plan files', () => {
  it('0 when the policy holds, counts printed', async () => {
    const { code, out } = await run('check good.sendplan.yaml');
    expect(code).toBe(0);
    expect(out).toMatch(/^✓ passed: no findings\n {2}all 100 contacts served/);
  });

  it('1 for a broken policy; a shortfall alone is a warning', async () => {
    expect(await concise('check short.sendplan.yaml')).toEqual([1, 'error serve.low', 'warning demand.shortfall', 'warning ignore.unused']);
    expect(await concise('check warned.sendplan.yaml')).toEqual([0, 'warning demand.shortfall']);
    expect(await concise('check promise.sendplan.yaml')).toEqual([1, 'error demand.serve-at-least', 'warning demand.shortfall']);
  });

  it('a headroom finding points at its policy line, a shortfall at its campaign', async () => {
    const { out } = await run('check short.sendplan.yaml --format concise');
    expect(out).toMatch(/^short\.sendplan\.yaml:16:12: error serve\.low/m);
    expect(out).toMatch(/^short\.sendplan\.yaml:13:5: warning demand\.shortfall/m);
    const low = await run('check headroom.sendplan.yaml --no-ignore --format concise');
    expect(low.code).toBe(1);
    expect(low.out).toMatch(/^headroom\.sendplan\.yaml:15:3: error headroom\.low account relay: 10 of 160 credits left/m);
  });

  it('accepted findings are listed and counted; --no-ignore counts them', async () => {
    const { code, out } = await run('check headroom.sendplan.yaml');
    expect(code).toBe(0);
    expect(out).toMatch(/^✓ passed: 1 ignored\n/);
    expect(out).toMatch(/IGNORED\n {2}• account relay: 10 of 160 credits left[\s\S]*\(a top-up is ordered\)\n/);
    expect(await concise('check headroom.sendplan.yaml --no-ignore')).toEqual([1, 'error headroom.low']);
  });

  it('--fail-on warning, never', async () => {
    expect((await concise('check warned.sendplan.yaml --fail-on warning'))[0]).toBe(1);
    expect((await concise('check short.sendplan.yaml --fail-on never'))[0]).toBe(0);
    expect((await concise('check broken.sendplan.yaml --fail-on never'))[0]).toBe(2);
  });

  it('2 for files that cannot be used, nothing to check, and a policy that names nothing', async () => {
    expect(await concise('check broken.sendplan.yaml')).toEqual([2, 'error config.unknown-key']);
    expect(await concise('check accounts.sendplan.yaml')).toEqual([2, 'error config.empty']);
    expect(await concise('check unknown-subject.sendplan.yaml')).toEqual([2, 'error config.unknown-reference']);
    expect((await run('check good.json short.sendplan.yaml')).code).toBe(2);
    expect((await run('check missing.sendplan.yaml')).code).toBe(2);
  });

  it('--baseline: only what got worse counts', async () => {
    expect(await concise('check short.sendplan.yaml --baseline short.json --fail-on warning')).toEqual([1, 'warning ignore.unused']);
    const worse = await run('check shorter.sendplan.yaml --baseline short.json --format json');
    expect(worse.code).toBe(1);
    const { findings, baseline, counts } = JSON.parse(worse.out);
    expect(findings.map((f: { kind: string }) => f.kind)).toEqual(['serve.low', 'demand.shortfall', 'ignore.unused']);
    expect([baseline, counts]).toEqual([[], { error: 1, warning: 2, info: 0, ignored: 0, baseline: 0 }]);
    const better = JSON.parse((await run('check short.sendplan.yaml --baseline shorter.json --format json')).out);
    expect([better.outcome.exitCode, better.counts.baseline]).toEqual([0, 2]);
  });
});

describe('check of a saved plan', () => {
  it('0 for one that holds, 1 for one that was changed', async () => {
    expect(await concise('check good.json')).toEqual([0]);
    const [code, ...found] = await concise('check tampered.json');
    expect(code).toBe(1);
    expect(found).toContain('error plan.limit-exceeded');
  });

  it('is judged from its rows: findings that were taken out of the file come back', async () => {
    expect(await concise('check short.json')).toEqual([1, 'error serve.low', 'warning demand.shortfall', 'warning ignore.unused']);
    expect(await concise('check silent.json')).toEqual([1, 'error serve.low', 'warning ignore.unused']);
  });

  it('1 when its inputs changed: said at the input, without what follows from it', async () => {
    const { code, out } = await run('check moved.json --format concise');
    expect([code, ...kinds(out)]).toEqual([1, 'error plan.stale']);
    expect(out).toMatch(/^moved\.sendplan\.yaml:1:1: error plan\.stale/);
  });

  it('a reset that has passed is a warning; declared numbers have no age', async () => {
    expect(await concise('check good.json', { now: '2026-11-30T09:30:00Z' })).toEqual([0]);
    expect(await concise('check good.json', { now: '2026-12-01T09:30:00Z' })).toEqual([0, 'warning snapshot.reset-passed']);
  });

  it('IN-16: never reads a file outside of its folder', async () => {
    const text = readFileSync(join(folder.path, 'good.json'), 'utf8');
    const outside = folderWith({ 'secret.sendplan.yaml': 'canary: [' });
    symlinkSync(join(outside.path, 'secret.sendplan.yaml'), join(folder.path, 'linked.sendplan.yaml'));
    const elsewhere = relative(folder.path, join(outside.path, 'secret.sendplan.yaml'));
    for (const [i, path] of [elsewhere, join(outside.path, 'secret.sendplan.yaml'), 'linked.sendplan.yaml'].entries()) {
      writeFileSync(join(folder.path, `outside${i}.json`), text.replace('"good.sendplan.yaml"', JSON.stringify(path)));
      const { code, out, err } = await run(`check outside${i}.json`);
      expect([code, out, err]).toEqual([2, '', expect.stringContaining('which is outside of')]);
      expect(err).not.toContain('canary');
    }
    outside.remove();
  });

  it('--live compares with the capacity there is', async () => {
    expect(await concise('check good.json --live')).toEqual([0, 'info plan.drift']);
  });
});

describe('reports beside the result', () => {
  it('--report, several; each is what --format prints', async () => {
    const { code, out } = await run(
      'check short.sendplan.yaml --format github --report sarif=a.sarif --report junit=a.xml --report markdown=a.md',
    );
    expect(code).toBe(1);
    expect(out).toMatch(/^::error file=short\.sendplan\.yaml,line=16,/);
    for (const [format, file] of [
      ['sarif', 'a.sarif'],
      ['junit', 'a.xml'],
      ['markdown', 'a.md'],
    ] as const)
      expect(readFileSync(join(folder.path, file), 'utf8')).toBe((await run(`check short.sendplan.yaml --format ${format}`)).out);
  });

  it('also when there is nothing to judge, so that no green report of an earlier run stays', async () => {
    expect((await run('check broken.sendplan.yaml --report junit=b.xml')).code).toBe(2);
    expect(readFileSync(join(folder.path, 'b.xml'), 'utf8')).toContain('<failure type="config.unknown-key"');
    writeFileSync(join(folder.path, 'unknown.sendplan.yaml'), declaredPlan({ credits: null }));
    const unknown = await run('check unknown.sendplan.yaml --format junit --report sarif=b.sarif');
    expect([unknown.code, unknown.err]).toEqual([3, expect.stringContaining('error')]);
    expect(unknown.out).toContain('<error type="capacity_unknown"');
    expect(JSON.parse(readFileSync(join(folder.path, 'b.sarif'), 'utf8')).runs[0].invocations[0]).toMatchObject({
      executionSuccessful: false,
      exitCode: 3,
    });
    const json = await run('check unknown.sendplan.yaml --json');
    expect(JSON.parse(json.out).error.code).toBe('capacity_unknown');
  });

  it('CI-11: a known secret stands in no report, however it came into a finding', async () => {
    const redactor = createRedactor(['autumn']);
    const file = join(folder.path, 'secret-summary.md');
    writeFileSync(file, '');
    const env = (name: string) => (name === 'GITHUB_STEP_SUMMARY' ? file : undefined);
    const runtime = fakeRuntime({ cwd: folder.path, redactor, env });
    expect(await main('check short.sendplan.yaml --report sarif=c.sarif --report junit=c.xml'.split(' '), runtime)).toBe(1);
    for (const name of ['c.sarif', 'c.xml', 'secret-summary.md']) {
      const text = readFileSync(join(folder.path, name), 'utf8');
      expect(text, name).toContain('[redacted]');
      expect(text, name).not.toContain('autumn');
    }
  });

  it('job summary: Markdown appended to the file the runner names', async () => {
    const file = join(folder.path, 'summary.md');
    const variables = { GITHUB_STEP_SUMMARY: file };
    await run('check short.sendplan.yaml -q', { variables });
    await run('validate broken.sendplan.yaml -q', { variables });
    const text = readFileSync(file, 'utf8');
    expect(text).toContain('## ❌ sendplan check failed: 1 error, 2 warnings');
    expect(text).toContain('## ❌ sendplan validate failed: 1 error');
    const missing = await run('check good.sendplan.yaml', { variables: { GITHUB_STEP_SUMMARY: join(folder.path, 'no/such.md') } });
    expect([missing.code, missing.err]).toEqual([0, expect.stringContaining('could not write the job summary')]);
  });

  it('wrong use: a kind that does not exist, standard output, one file twice, another command', async () => {
    for (const line of [
      'check good.sendplan.yaml --report html=x',
      'check good.sendplan.yaml --report sarif',
      'check good.sendplan.yaml --report sarif=-',
      'check good.sendplan.yaml --report sarif=x --report junit=x',
      'plan good.sendplan.yaml --report sarif=x',
    ])
      expect([line, (await run(line)).code]).toEqual([line, 2]);
    expect(existsSync(join(folder.path, 'x'))).toBe(false);
  });

  it('validate has them as well', async () => {
    expect((await run('validate good.sendplan.yaml --format junit')).out).toContain('name="file good.sendplan.yaml"/>');
    expect((await run('validate broken.sendplan.yaml --format gitlab')).out).toContain('"check_name": "config.unknown-key"');
    expect((await run('validate good.sendplan.yaml')).out).toMatch(/^valid: /);
  });
});
