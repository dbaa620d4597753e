/** `sendplan simulate` through the real program, on declared numbers: no network, no keys. */

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Simulation } from '../../src/model/simulation.ts';
import { folderWith, runCli } from '../helpers/run-cli.ts';

const PLAN = `version: 1
timeZone: UTC
horizon: { start: 2026-11-20, end: 2026-12-10 }
accounts:
  - id: relay
    provider: declared
    credits: { remaining: 100, allowance: 300, resets: { next: 2026-12-01, every: month } }
    tier: small
    senders:
      - { id: news@brand.example, dailyLimit: 40 }
campaigns:
  - { id: autumn, contacts: 500, window: { start: 2026-11-20, end: 2026-11-29 } }
catalog:
  list:
    currency: USD
    cycle: month
    change: { up: immediate-prorated, down: next-cycle }
    tiers:
      - { id: small, credits: 300, price: 30.00 }
      - { id: large, credits: 3000, price: 90.00 }
    topUps:
      - { id: plus-100, credits: 100, price: 4.00, expires: reset }
scenarios:
  - id: nothing
    changes:
      - { account: relay, credits: "+0" }
      - { campaign: autumn, priority: 100 }
  - id: upgrade
    title: Upgrade on Monday
    changes:
      - { account: relay, tier: large, on: 2026-11-23 }
`;

const SECOND = `  - id: second
    provider: declared
    credits: { remaining: 1000, resets: { next: 2026-12-10, every: month } }
    senders: [{ id: second@brand.example, dailyLimit: 22 }]
`;
const LIFTED = ['autumn: lifted: accounts relay', 'autumn: capacity that nobody knows counts as 0'];

let folder: ReturnType<typeof folderWith>;
beforeAll(() => {
  folder = folderWith({
    'a.sendplan.yaml': PLAN,
    'late.sendplan.yaml': PLAN.replace('on: 2026-11-23', 'on: 2026-12-31'),
    'tied.sendplan.yaml': PLAN.replace('contacts: 500,', 'contacts: 500, from: { accounts: [relay] },')
      .replace('priority: 100 }', 'priority: 100, from: any }')
      .replace('campaigns:', `${SECOND}campaigns:`),
    'today.sendplan.yaml': PLAN.replace('start: 2026-11-20, end: 2026-12-10', 'end: 2026-12-10'),
    'open.sendplan.yaml': PLAN.replace(', end: 2026-12-10 }', ' }'),
    'mixed.sendplan.yaml': PLAN.replace(
      'scenarios:',
      '  other:\n    currency: EUR\n    cycle: month\n    change: { up: next-cycle, down: next-cycle }\n    tiers: [{ id: euro, price: 5 }]\nscenarios:',
    ).replace(
      'campaigns:',
      '  - { id: second, provider: declared, tier: euro, credits: { remaining: 0, allowance: 0, resets: { next: 2026-12-01, every: month } } }\ncampaigns:',
    ),
  });
});
afterAll(() => folder.remove());

const run = (...argv: string[]) => runCli(['simulate', ...argv, '--now', '2026-11-20T09:30:00Z'], { cwd: folder.path });
const json = async (...argv: string[]): Promise<Simulation> => JSON.parse((await run(...argv, '--json')).stdout) as Simulation;

describe('simulate', () => {
  it('a scenario that changes nothing has the very same outcome; an upgrade brings what can be sent from its day on', async () => {
    const { baseline, scenarios, currency } = await json('a.sendplan.yaml');
    const [nothing, upgrade] = scenarios as [Simulation['scenarios'][number], Simulation['scenarios'][number]];
    expect(nothing.outcome).toEqual(baseline);
    expect(nothing.comparison).toMatchObject({ served: 0, campaigns: [], worse: [] });
    expect(currency).toBe('USD');
    expect(baseline.served).toBe(100);
    // 100 before 23 November, then 40 on each of the 7 days to the 29th: less than 100 + 2700 × 8/30.
    expect(upgrade.outcome.served).toBe(380);
    // 60.00 × 8/30 = 16.00 now, 90.00 instead of 30.00 on 1 December.
    expect(upgrade.comparison.total).toEqual({ currency: 'USD', amount: '76.00' });
    expect(upgrade.effects).toEqual([
      'relay changes from small to large on 23 Nov: 16.00 USD for 8 of 30 days of the running cycle, 720 more credits at once; 3,000 credits for 90.00 USD a month from 1 Dec',
    ]);
  });

  it('--set and --grid: settings together, combinations the best first', async () => {
    const { scenarios, grid } = await json(
      'a.sendplan.yaml',
      '--set',
      'autumn.contacts=-50%',
      '--grid',
      'relay.topUp=none,plus-100',
      '--grid',
      'relay.senders=+0,+1',
    );
    expect(scenarios.map((s) => [s.id, s.outcome.contacts, s.outcome.served])).toEqual([['--set', 250, 100]]);
    expect(grid.map((s) => [s.settings.map((x) => x.value).join(' '), s.outcome.served, s.comparison.total?.amount])).toEqual([
      ['plus-100 +0', 200, '4.00'],
      ['plus-100 +1', 200, '4.00'],
      ['none +0', 100, '0.00'],
      ['none +1', 100, '0.00'],
    ]);
  });

  it('--scenario chooses; progress goes to standard error', async () => {
    const { stdout, stderr, code } = await run('a.sendplan.yaml', '--scenario', 'upgrade');
    expect(code).toBe(0);
    expect(stdout).toContain('upgrade: Upgrade on Monday');
    expect(stdout).not.toContain('nothing:');
    expect(stderr).toMatch(/^planned 2 of 2, /m);
  });

  it('--prices: each with its range, beside the scenarios that buy of it', async () => {
    const { prices, scenarios } = await json('a.sendplan.yaml', '--prices', '--set', 'relay.credits=+250', '--scenario', 'upgrade');
    const credits = prices?.find(({ lever }) => lever.kind === 'credits');
    // 100 credits, 40 sends on each of 10 days.
    expect(credits).toMatchObject({ verdict: 'each', objective: 'served.priority100', gain: 1, upTo: 300, next: 0, campaign: 'autumn' });
    expect(scenarios.map(({ id, prices: own }) => [id, own?.map(({ lever, verdict }) => `${lever.kind} ${verdict}`)])).toEqual([
      ['upgrade', ['credits each', 'allowance nothing']],
      ['--set', ['credits each']],
    ]);
    // The price is the difference of two plans at the end of its range, and nothing beyond it.
    const plans = await json('a.sendplan.yaml', '--grid', 'relay.credits=+0,+1,+299,+300,+301');
    const more = new Map(plans.grid.map(({ settings, comparison }) => [settings[0]?.value, comparison.served]));
    expect(['+1', '+299', '+300', '+301'].map((value) => more.get(value))).toEqual([1, 299, 300, 300]);
    expect([plans.prices, plans.grid[0]?.prices]).toEqual([null, null]);
  });

  it('--prices are those of explain', async () => {
    const at = ['--now', '2026-11-20T09:30:00Z'];
    expect((await runCli(['plan', 'a.sendplan.yaml', '-o', 'plan.json', ...at], { cwd: folder.path })).code).toBe(0);
    const { explanation } = JSON.parse((await runCli(['explain', 'plan.json', '--prices', '--json'], { cwd: folder.path })).stdout);
    const { prices } = await json('a.sendplan.yaml', '--scenario', 'nothing', '--prices');
    expect(prices?.length).toBeGreaterThan(3);
    expect(prices).toEqual(explanation.prices);
  });

  it('--prices on a terminal and as Markdown; progress goes to standard error', async () => {
    const sentence = 'each further credit of relay serves 1 more contact of autumn, up to 300; the next one adds nothing';
    const flat = (text: string) => text.replace(/\s+/g, ' ');
    const { stdout, stderr, code } = await run('a.sendplan.yaml', '--scenario', 'upgrade', '--prices');
    expect(code).toBe(0);
    expect(flat(stdout)).toContain(`WHAT MORE WOULD BRING THE PLAN AS IT IS • ${sentence}`);
    expect(flat(stdout)).toContain(`• as it is, ${sentence}`);
    expect(stdout).not.toContain('WHAT ONE MORE WOULD BRING');
    expect(stderr).toMatch(/^priced credits of relay, \d of \d$/m);
    const markdown = await run('a.sendplan.yaml', '--scenario', 'upgrade', '--prices', '--format', 'markdown');
    expect(markdown.stdout).toContain(`- ${sentence}\n`);
    expect(markdown.stdout).toContain(`- as it is, ${sentence}\n`);
  });

  it('--prices continue an earlier plan as the plans beside them do', async () => {
    const early = ['plan', 'today.sendplan.yaml', '--now', '2026-11-20T09:30:00Z', '-o', 'early.json'];
    expect((await runCli(early, { cwd: folder.path })).code).toBe(0);
    const next = ['simulate', 'today.sendplan.yaml', '--previous', 'early.json', '--now', '2026-11-22T09:30:00Z'];
    const { stdout, code } = await runCli([...next, '--scenario', 'upgrade', '--prices', '--json'], { cwd: folder.path });
    expect(code).toBe(0);
    const { baseline, prices } = JSON.parse(stdout) as Simulation;
    expect([baseline.contacts, baseline.served]).toEqual([420, 100]);
    // 420 contacts are left, and 8 days of 40 sends.
    expect(prices?.find(({ lever }) => lever.kind === 'credits')).toMatchObject({ verdict: 'each', gain: 1, upTo: 220 });
  });

  it('a change that does not fit is an error at the place of its scenario', async () => {
    const { code, stderr, stdout } = await run('late.sendplan.yaml');
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain('late.sendplan.yaml:31:9');
    expect(stderr.replace(/\s+/g, ' ')).toContain(
      'scenario upgrade: A change of account relay is on 2026-12-31; expected a day from 2026-11-20 to 2026-12-10.',
    );
  });

  it('a scenario that makes the horizon longer is billed over the same days as the plan as it is', async () => {
    const { baseline, scenarios } = await json('open.sendplan.yaml', '--set', 'autumn.window.end=2026-12-05');
    expect([baseline.horizon.end, scenarios[0]?.outcome.horizon.end]).toEqual(['2026-11-29', '2026-12-05']);
    expect(baseline.subscription).toEqual([{ currency: 'USD', amount: '30.00' }]);
    expect(scenarios[0]?.comparison).toMatchObject({ served: 200, total: { amount: '0.00' } });
  });

  it('a campaign may be let leave from every account, in a scenario and on the command line', async () => {
    const { scenarios } = await json('tied.sendplan.yaml', '--scenario', 'nothing', '--set', 'autumn.from=any');
    expect(scenarios.map(({ id, outcome, effects }) => [id, outcome.served, effects])).toEqual([
      ['nothing', 320, ['relay: credits +0', 'autumn: priority 100', 'autumn: may leave from every account', ...LIFTED]],
      ['--set', 320, ['autumn: may leave from every account', ...LIFTED]],
    ]);
  });

  it('costs in two currencies are not added up, and it is said', async () => {
    const { scenarios, currency, findings } = await json('mixed.sendplan.yaml', '--scenario', 'upgrade');
    expect(currency).toBeNull();
    expect(findings.map((f) => f.kind)).toContain('cost.no-rate');
    expect(scenarios[0]?.comparison).toMatchObject({
      total: null,
      perContact: null,
      cost: [
        { currency: 'EUR', amount: '0.00' },
        { currency: 'USD', amount: '76.00' },
      ],
    });
  });
});
