import { existsSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { PROVIDERS } from '../../src/providers/registry.ts';
import { describeProvider } from '../helpers/provider-suite.ts';
import { failureOf, fixture, readScripted } from '../helpers/scripted-provider.ts';
import { CASES } from './conformance-cases.ts';

for (const c of Object.values(CASES)) describeProvider(c);

describe('the registry', () => {
  it('holds every folder of src/providers, under its own id', () => {
    const root = new URL('../../src/providers/', import.meta.url);
    const folders = readdirSync(root, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && existsSync(new URL(`${entry.name}/index.ts`, root)))
      .map((entry) => entry.name);
    expect(Object.keys(PROVIDERS).sort()).toEqual([...folders, 'declared'].sort());
    for (const [id, provider] of Object.entries(PROVIDERS)) expect(provider.id).toBe(id);
  });

  it('every folder of providers is a connector', () => {
    const root = new URL('../../src/providers/', import.meta.url);
    const folders = readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    for (const folder of folders) expect(existsSync(new URL(`${folder.name}/index.ts`, root)), folder.name).toBe(true);
  });
});

describe('declared accounts', () => {
  it('hold until the day they expire', async () => {
    const f = fixture('declared/plain');
    const on = (expires: string) => readScripted(f, { connection: { expires } as never });
    expect((await on('2026-11-20')).readings).toEqual([
      { account: 'acc', provider: 'declared', isDiscovered: false, observedAt: f.now, findings: [] },
    ]);
    const error = await failureOf(on('2026-11-19'));
    expect(error.code).toBe('snapshot_stale');
    expect(error.message).toContain('hold until 2026-11-19, and today is 2026-11-20');
  });
});
