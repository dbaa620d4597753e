/** The example, through the whole line: plan files, sandbox, snapshot, plan. */

import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { planLine } from '../../src/commands/plan-line.ts';
import { loadWorkspace } from '../../src/config/load.ts';
import type { Snapshot } from '../../src/model/capacity.ts';
import type { Workspace } from '../../src/model/workspace.ts';
import { createHttp } from '../../src/providers/http.ts';
import { PROVIDERS } from '../../src/providers/registry.ts';
import type { SandboxProvider } from '../../src/sandbox/server.ts';
import { mergeSnapshot } from '../../src/snapshot/merge.ts';
import { takeReadings } from '../../src/snapshot/take.ts';
import { AT, sandbox } from './sandbox.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

async function example(): Promise<{ readonly workspace: Workspace; readonly snapshot: Snapshot }> {
  const { workspace, findings } = await loadWorkspace(['plans/example'], { cwd: ROOT, now: AT });
  expect(findings).toEqual([]);
  const running = await sandbox();
  const http = await createHttp({
    now: () => Date.parse(AT),
    clock: () => performance.now(),
    sleep: async () => undefined,
    random: () => 0.5,
    signal: new AbortController().signal,
    baseUrls: running.baseUrls,
  });
  onTestFinished(() => http.close());
  const readings = await takeReadings(workspace, {
    providers: PROVIDERS,
    http,
    now: AT,
    clock: () => performance.now(),
    credential: (provider) => running.credentials[provider as SandboxProvider],
    trustZeros: false,
    strict: true,
    excludeProviders: [],
  });
  return { workspace, snapshot: mergeSnapshot(workspace, readings, { observedAt: AT, excludedProviders: [], stale: null }) };
}

describe('the example', () => {
  it('PV-23 is read without errors or warnings, and what ActiveCampaign does not tell is declared', async () => {
    const { workspace, snapshot } = await example();
    expect(workspace.accounts).toHaveLength(8);
    expect(workspace.campaigns).toHaveLength(8);
    expect(workspace.scenarios).toHaveLength(4);
    expect(snapshot.findings.filter((f) => f.severity !== 'info')).toEqual([]);
    expect(snapshot.findings.filter((f) => f.kind !== 'capacity.assumed').map((f) => [f.kind, f.subject?.id])).toEqual([
      ['provider.legacy', 'reseller-outlet'],
      ['capacity.sender-inactive', 'hugo@northwind-partners.example'],
    ]);
    const credits = (id: string) => snapshot.accounts.find((a) => a.account === id)?.credits;
    expect(credits('ac-loyalty')?.remaining).toMatchObject({ value: { kind: 'limited', amount: 61_000 }, source: 'declared' });
    expect(credits('ac-loyalty')?.allowance).toMatchObject({ value: { kind: 'limited', amount: 250_000 }, source: 'derived' });
    expect(credits('sg-main')?.remaining).toMatchObject({ value: { kind: 'limited', amount: 78_400 }, source: 'api' });
    expect(credits('sg-wholesale')?.remaining.value).toEqual({ kind: 'unlimited' });
  });

  it('has a peak that does not fit, for two reasons, and a proven plan for everything else', async () => {
    const { plan, verification } = await planLine({
      ...(await example()),
      previous: null,
      solver: 'auto',
      timeLimitMs: null,
      signal: new AbortController().signal,
      clock: () => performance.now(),
      onProgress: () => undefined,
      onFallback: (message) => expect.unreachable(message),
    });
    expect(verification.isValid).toBe(true);
    expect(plan.outcome.status).toBe('optimal');
    const short = plan.campaigns.filter((row) => row.shortfall !== null);
    expect(short.map((row) => [row.campaign, row.segment, row.shortfall?.contacts])).toEqual([
      ['black-friday', 'eu', 1_000],
      ['black-friday', 'us', 6_000],
    ]);
    expect(short.map((row) => row.shortfall?.reasons.map((r) => [r.resource, r.account, r.sender, r.from, r.to, r.missing]))).toEqual([
      [['sender_daily_limit', 'sg-eu', 'news@northwind-eu.example', '2026-11-24', '2026-11-28', 1_000]],
      [['credit_balance', 'sg-main', null, '2026-11-20', '2026-11-30', 6_000]],
    ]);
    const served = plan.campaigns.filter((row) => row.shortfall === null).map((row) => [row.campaign, row.segment, row.served]);
    expect(served).toEqual([
      ['cyber-monday', 'eu', 15_000],
      ['cyber-monday', 'us', 32_000],
      ['loyalty-holiday', null, 17_500],
      ['outlet-clearance', null, 24_000],
      ['partner-outreach', null, 1_800],
      ['press-outreach', null, 500],
      ['wholesale-catalog', null, 9_000],
      ['win-back', null, 20_000],
    ]);
  });
});
