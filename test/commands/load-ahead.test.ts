/** What is loaded ahead is never waited for, and its failure is left to the import that needs it. */

import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { loadAhead } from '../../src/commands/load-ahead.ts';

it('begins every load at once and waits for none', () => {
  const begun: string[] = [];
  const never = (name: string) => () => {
    begun.push(name);
    return new Promise(() => undefined);
  };
  loadAhead([never('a'), never('b')]);
  expect(begun).toEqual(['a', 'b']);
});

it('a load that fails ends nothing, and who asks again is told', async () => {
  const unhandled: unknown[] = [];
  const note = (reason: unknown) => unhandled.push(reason);
  process.on('unhandledRejection', note);
  try {
    const load = () => Promise.reject(new Error('no such module'));
    loadAhead([load]);
    await nextTurn();
    await nextTurn();
    expect(unhandled).toEqual([]);
    await expect(load()).rejects.toThrow('no such module');
  } finally {
    process.off('unhandledRejection', note);
  }
});
