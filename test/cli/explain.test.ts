/** `explain` on the built program: subjects, files that changed, what stands in the documents. */

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Explanation } from '../../src/model/explanation.ts';
import { declaredPlan, folderWith, runCli } from '../helpers/run-cli.ts';

const NOW = ['--now', '2026-11-20T09:30:00Z'];
// 40 sends a day for 5 days, 150 credits: 150 of 300 contacts; the id of the account is a campaign's as well.
const SHORT = `${declaredPlan({ contacts: 300, credits: 150 })}  - { id: relay, contacts: 5, priority: 200, window: { start: 2026-11-25, end: 2026-11-26 } }\n`;

let folder: ReturnType<typeof folderWith>;
const explain = (...argv: readonly string[]) => runCli(['explain', 'plan.json', ...argv], { cwd: folder.path });

async function explained(...argv: readonly string[]): Promise<Explanation> {
  const { code, stdout, stderr } = await explain(...argv, '--json');
  expect([code, stderr]).toEqual([0, '']);
  return JSON.parse(stdout).explanation;
}

beforeAll(async () => {
  folder = folderWith({ 'short.sendplan.yaml': SHORT, 'changed.sendplan.yaml': declaredPlan({ contacts: 300 }) });
  for (const [file, plan] of [
    ['short', 'plan'],
    ['changed', 'changed'],
  ])
    expect((await runCli(['plan', `${file}.sendplan.yaml`, '-o', `${plan}.json`, ...NOW], { cwd: folder.path })).code).toBe(0);
  writeFileSync(join(folder.path, 'changed.sendplan.yaml'), declaredPlan({ contacts: 301 }));
});
afterAll(() => folder.remove());

describe('subjects', () => {
  it('none: what is short and what binds', async () => {
    const { stdout } = await explain();
    expect(stdout).toMatch(/^✗ short by 155 contacts: 150 of 305 contacts served\n/);
    expect(stdout).toContain('credits of relay');
    expect(await explained()).toMatchObject({ subject: { kind: 'plan' }, waterfall: null, prices: null });
  });

  it('a campaign, an account, a sender: the waterfall ends at the plan', async () => {
    const plan = JSON.parse(readFileSync(join(folder.path, 'plan.json'), 'utf8'));
    const all = plan.campaigns.reduce((sum: number, row: { sends: number }) => sum + row.sends, 0);
    for (const [subject, planned] of [
      ['autumn', 150],
      ['campaign:relay', 0],
      ['account:relay', all],
      ['news@brand.example', all],
    ] as const) {
      const { waterfall } = await explained(subject);
      expect([subject, waterfall?.planned]).toEqual([subject, planned]);
      expect(waterfall?.lines.reduce((sum, line) => sum + line.sends, 0)).toBe(planned);
    }
  });

  it.each([
    ['relay', '"relay" is a campaign and an account: write campaign:relay or account:relay.'],
    ['autum', 'the plan has no campaign, account or sender "autum". Did you mean autumn?'],
    ['sender:new@brand.example', 'the plan has no sender "new@brand.example". Did you mean news@brand.example?'],
    ['zzzzzz', 'the plan has no campaign, account or sender "zzzzzz". It has autumn, relay, relay.'],
  ])('%s: %s', async (subject, message) => {
    const { code, stderr, stdout } = await explain(subject);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toBe(`error: ${message}\n`);
  });
});

describe('prices', () => {
  it('of the credits that bind: each serves one more, up to where the daily limit takes over', async () => {
    const { prices } = await explained('autumn', '--prices');
    expect(prices?.find(({ lever }) => lever.kind === 'credits')).toMatchObject({
      ...{ verdict: 'each', objective: 'served.priority100', unit: 'contacts', gain: 1, upTo: 50, next: 0, campaign: 'autumn' },
      text: 'each further credit of relay serves 1 more contact of autumn, up to 50; the next one adds nothing',
    });
    // Credits bind: more senders help nobody, and more days only those after the reset on 1 December.
    expect(prices?.filter(({ verdict }) => verdict === 'each').map(({ lever }) => lever.kind)).toEqual(['credits']);
    expect(prices?.find(({ lever }) => lever.kind === 'window')).toMatchObject({ verdict: 'together', gain: 40, upTo: 7 });
  });

  it('progress goes to standard error, the sentences to standard output', async () => {
    const { stdout, stderr } = await explain('autumn', '--prices');
    expect(stdout).toContain('WHAT MORE WOULD BRING\n  • each further credit of relay');
    expect(stderr).toMatch(/^priced .*, 1 of \d+$/m);
  });
});

describe('plan files that changed', () => {
  const changed = (...argv: readonly string[]) => runCli(['explain', 'changed.json', ...argv], { cwd: folder.path });

  it('the plan alone is explained, and that is said', async () => {
    const { code, stdout } = await changed('autumn');
    expect(code).toBe(0);
    expect(stdout).toMatch(/Only what plan\.json itself says: plan files changed since the plan was\s+made:\s+changed\.sendplan\.yaml/);
    expect(stdout).not.toContain('FROM LIMITS TO SENDS');
    expect(stdout).toContain('autumn needs 300 contacts, gets 200, is 100 short');
  });

  it('prices are refused', async () => {
    const { code, stderr, stdout } = await changed('autumn', '--prices');
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(
      /prices are found by planning again, which needs the plan files as they were: plan files changed since .* Plan again with sendplan plan/,
    );
  });

  it('missing ones as well', async () => {
    const elsewhere = folderWith({ 'plan.json': readFileSync(join(folder.path, 'plan.json'), 'utf8') });
    try {
      const { code, stdout } = await runCli(['explain', 'plan.json'], { cwd: elsewhere.path });
      expect(code).toBe(0);
      expect(stdout).toMatch(/plan files are missing/);
    } finally {
      elsewhere.remove();
    }
  });
});

it('markdown is one document, the same every time', async () => {
  const [first, second] = [await explain('autumn', '--format', 'markdown'), await explain('autumn', '--format', 'markdown')];
  expect(first.stdout).toBe(second.stdout);
  expect(first.stdout).toMatch(/^## ❌ autumn: 150 short, 150 of 300 contacts served\n/);
});
