import { describe, expect, it } from 'vitest';
import { main } from '../../src/commands/main.ts';
import { FINDINGS, type FindingInfo, type FindingKind, findingAnchor } from '../../src/model/finding-kinds.ts';
import { findingsHelp } from '../../src/report/findings-list.ts';
import { fakeRuntime } from '../helpers/fake-runtime.ts';

const kinds = Object.keys(FINDINGS) as FindingKind[];

describe('the table of findings', () => {
  it('is printed by `help findings`, every kind once', async () => {
    const runtime = fakeRuntime();
    expect(await main(['help', 'findings'], runtime)).toBe(0);
    expect(runtime.out()).toBe(findingsHelp({ width: null, color: false, unicode: true }));
    for (const kind of kinds)
      expect(
        runtime
          .out()
          .split('\n')
          .filter((line) => line.trim().startsWith(`${kind} `)).length,
        kind,
      ).toBe(1);
    for (const line of runtime.out().split('\n')) expect(line.length).toBeLessThanOrEqual(100);
  });

  it('gives every kind a title, help in whole sentences, and an anchor of its own', () => {
    expect(new Set(kinds.map(findingAnchor)).size).toBe(kinds.length);
    for (const kind of kinds) {
      const { title, help }: FindingInfo = FINDINGS[kind];
      expect(kind).toMatch(/^[a-z-]+\.[a-z-]+$/);
      expect(title, kind).toMatch(/^\S.*[^.]$/);
      expect(help, kind).toMatch(/^\S.*\.$/);
    }
  });
});
