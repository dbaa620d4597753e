import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const ROOM = new URL('../../src/verify/', import.meta.url);

describe('the checker', () => {
  it('shares no code with what made the plan: it imports the model, itself and node:crypto alone (SV-02)', () => {
    const texts = readdirSync(ROOM).map((file) => readFileSync(new URL(file, ROOM), 'utf8'));
    const imports = texts.flatMap((text) => {
      return [...text.matchAll(/^(?:import|export|\}).* from '([^']+)';$/gm)].map((match) => match[1] as string);
    });
    expect(texts.filter((text) => /\bimport\s*\(|\brequire\b/.test(text))).toEqual([]);
    expect(imports.length).toBeGreaterThan(50);
    expect(imports.filter((name) => !/^(\.\/[a-z]+\.ts|\.\.\/model\/[a-z]+\.ts|node:crypto)$/.test(name))).toEqual([]);
  });
});
