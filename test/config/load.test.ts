import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadWorkspace } from '../../src/config/load.ts';

test('a small plan file becomes a workspace', async () => {
  const cwd = mkdtempSync(join(tmpdir(), 'sendplan-config-'));
  writeFileSync(
    join(cwd, 'a.yaml'),
    'version: 1\naccounts:\n  - { id: a, provider: declared, credits: unlimited, senders: [{ id: s }] }\ncampaigns:\n  - { id: c, contacts: 5, window: { end: 2026-11-30 } }\n',
  );
  const { workspace, findings } = await loadWorkspace(['a.yaml'], { cwd, now: '2026-11-20T09:30:00Z' });
  expect(findings).toEqual([]);
  expect(workspace.accounts[0]?.credits).toEqual({ remaining: 'unlimited', allowance: 'unlimited', resets: null });
  expect(workspace.campaigns[0]?.segments).toEqual([{ id: null, contacts: 5, from: null }]);
  expect(workspace.horizon).toEqual({ start: '2026-11-20', end: null });
});
