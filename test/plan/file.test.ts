import { Ajv } from 'ajv';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ConfigError } from '../../src/errors.ts';
import type { Plan } from '../../src/model/plan.ts';
import { parsePlan, planJsonSchema, serializePlan } from '../../src/plan/file.ts';
import { campaignRow, handMadePlan } from '../helpers/hand-made-plan.ts';
import { listed } from '../helpers/listed-plan.ts';

const text = serializePlan(handMadePlan());

/** Findings of a refusal. */
function refused(broken: string): readonly { readonly kind: string; readonly message: string }[] {
  try {
    parsePlan(broken, 'plan.json');
  } catch (error) {
    if (error instanceof ConfigError) return error.findings;
    throw error;
  }
  throw new Error('it was accepted');
}

describe('writing', () => {
  it('keys in the documented order, one row per line', async () => {
    await expect(text).toMatchFileSnapshot('../fixtures/golden/plan.json.txt');
  });

  it('the order of keys in memory does not matter', () => {
    const reversed = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(reversed);
      if (typeof value !== 'object' || value === null) return value;
      return Object.fromEntries(
        Object.entries(value)
          .reverse()
          .map(([key, part]) => [key, reversed(part)]),
      );
    };
    expect(serializePlan(reversed(handMadePlan()) as Plan)).toBe(text);
  });

  it('PF-30: a change of one campaign changes its lines only', () => {
    const starts = handMadePlan().starts.map((row, i) => (i === 2 ? { ...row, contacts: 7999 } : row));
    const changed = serializePlan(handMadePlan({ starts })).split('\n');
    const before = text.split('\n');
    expect(changed).toHaveLength(before.length);
    expect(before.filter((line, i) => line !== changed[i])).toEqual([
      '    { "campaign": "black-friday", "segment": "eu", "account": "sg-main", "sender": "news@brand.example", "date": "2026-11-26", "contacts": 8000 },',
    ]);
  });

  it('PF-23: LF only, no byte order mark, final newline, no -0, integers without exponent', () => {
    const { outcome } = handMadePlan();
    const levels = [
      { objective: 'served.priority1', sense: 'max' as const, value: -0, bound: 9_007_199_254_740_991, gap: 0, unit: 'contacts' },
    ];
    const written = serializePlan(handMadePlan({ outcome: { ...outcome, levels } }));
    expect(written).toContain('"value": 0, "bound": 9007199254740991,');
    expect(written).not.toMatch(/\r|^\ufeff/);
    expect(written.endsWith('}\n')).toBe(true);
  });

  it('OU-04: hostile names are written so that no terminal and no build log obeys them, and come back', () => {
    const name = '\u001b[31m\u009b\u202e ##[set-output name=a]b \u2028 é日';
    const plan = handMadePlan({ campaigns: [campaignRow(name, 5)] });
    const written = serializePlan(plan);
    expect(written).not.toContain('##[');
    expect(written).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e\u2028]/u);
    expect(parsePlan(written, 'plan.json').campaigns[0]?.campaign).toBe(name);
  });
});

describe('reading', () => {
  it('gives back what was written', () => {
    expect(listed(parsePlan(text, 'plan.json'))).toEqual(handMadePlan());
    expect(serializePlan(parsePlan(text, 'plan.json'))).toBe(text);
  });

  it('any plan of the type survives', () => {
    const row = fc.record({
      campaign: fc.string({ unit: 'binary', minLength: 1, maxLength: 50 }),
      segment: fc.option(fc.string({ minLength: 1, maxLength: 20 }), { nil: null }),
      account: fc.string({ minLength: 1, maxLength: 20 }),
      sender: fc.string({ minLength: 1, maxLength: 20 }),
      date: fc.constantFrom('2026-11-20', '2026-12-31'),
      contacts: fc.maxSafeNat(),
    });
    fc.assert(
      fc.property(fc.array(row, { maxLength: 5 }), (starts) => {
        const plan = handMadePlan({ starts });
        expect(listed(parsePlan(serializePlan(plan), 'plan.json'))).toEqual(plan);
      }),
      { numRuns: 50 },
    );
  });

  it('PF-19: a later minor version may have more keys, and they stay', () => {
    const later = text
      .replace('"formatVersion": "1.0"', '"formatVersion": "1.7",\n  "weather": { "sunny": true }')
      .replace('"campaign": "outreach",', '"campaign": "outreach", "color": "red",');
    const plan = parsePlan(later, 'plan.json');
    expect(plan).toMatchObject({ weather: { sunny: true } });
    expect(serializePlan(plan)).toContain('"color": "red"');
    expect(serializePlan(plan)).toContain('"weather": { "sunny": true }');
  });

  it.each([
    ['2.0', 'format version 2.0; this sendplan reads version 1'],
    ['10.0', 'format version 10.0; this sendplan reads version 1'],
    ['one', 'no formatVersion'],
    ['', 'no formatVersion'],
  ])('PF-19: version %j is refused', (version, expected) => {
    expect(refused(text.replace('"formatVersion": "1.0"', `"formatVersion": ${JSON.stringify(version)}`))[0]?.message).toContain(expected);
  });

  it('PF-19: a version that is no text is refused', () => {
    expect(refused(text.replace('"formatVersion": "1.0"', '"formatVersion": 1.0'))[0]?.message).toContain('no formatVersion');
    expect(refused(text.replace('  "formatVersion": "1.0",\n', ''))[0]?.message).toContain('no formatVersion');
  });

  it.each([
    ['PF-24: empty', '', 'config.empty'],
    ['PF-24: blank', ' \n', 'config.empty'],
    ['PF-24: truncated', text.slice(0, 500), 'config.syntax'],
    ['PF-24: not JSON', 'version: 1\n', 'config.syntax'],
    ['PF-24: a list', '[]', 'config.missing-key'],
    ['PF-24: null', 'null', 'config.missing-key'],
    ['PF-24: too deep', `${'['.repeat(100)}${']'.repeat(100)}`, 'config.limit'],
    ['PF-25: a key twice', text.replace('"previous": null', '"previous": null, "previous": null'), 'config.duplicate-key'],
    ['PF-25: __proto__', text.replace('"previous": null', '"previous": null, "__proto__": { "isComplete": true }'), 'config.unknown-key'],
    ['PF-25: __proto__ inside data', text.replace('"data": {}', '"data": { "__proto__": 1 }'), 'config.unknown-key'],
    ['unknown key in our own version', text.replace('"previous": null', '"previous": null, "extra": 1'), 'config.unknown-key'],
    ['missing key', text.replace('  "previous": null,\n', ''), 'config.invalid-value'],
    ['negative contacts', text.replace('"contacts": 8000 }', '"contacts": -1 }'), 'config.invalid-value'],
    ['fractional contacts', text.replace('"contacts": 8000 }', '"contacts": 0.5 }'), 'config.invalid-value'],
    ['contacts beyond exact integers', text.replace('"contacts": 8000 }', '"contacts": 9007199254740993 }'), 'config.invalid-value'],
    ['contacts as text', text.replace('"contacts": 8000 }', '"contacts": "8000" }'), 'config.invalid-value'],
    ['no date', text.replace('"date": "2026-11-24"', '"date": "24.11.2026"'), 'config.invalid-value'],
    ['unknown status', text.replace('"status": "optimal"', '"status": "great"'), 'config.invalid-value'],
  ])('%s is refused', (_, broken, kind) => {
    expect(broken).not.toBe(text);
    expect(refused(broken)[0]?.kind).toBe(kind);
  });

  it('says where, for the first twenty problems', () => {
    const findings = refused(text.replaceAll('"date": "2026-11-2', '"date": "2026-1-2'));
    expect(findings[0]?.message).toBe('plan.json: outcome.certificate.levels[0].duals[0].date: expected a date YYYY-MM-DD');
    expect(findings.length).toBeLessThanOrEqual(20);
  });

  it('PF-17: no single changed character crashes it', () => {
    fc.assert(
      fc.property(fc.nat(text.length - 1), fc.constantFrom('0', '"', '{', ' ', 'x', '\u0000', ']'), (at, character) => {
        const changed = text.slice(0, at) + character + text.slice(at + 1);
        try {
          parsePlan(changed, 'plan.json');
        } catch (error) {
          expect(error).toBeInstanceOf(ConfigError);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('JSON Schema', () => {
  const ajv = new Ajv({ strict: false, allErrors: true });
  const validate = ajv.compile(planJsonSchema());

  it('OU-14: is draft-07 and accepts what is written, hostile names included', () => {
    expect(planJsonSchema()).toMatchObject({ $schema: 'http://json-schema.org/draft-07/schema#', type: 'object' });
    expect(validate(JSON.parse(text)), JSON.stringify(validate.errors)).toBe(true);
    const hostile = handMadePlan({ campaigns: [campaignRow('</script>\u0000\ud83d', 5)] });
    expect(validate(JSON.parse(serializePlan(hostile))), JSON.stringify(validate.errors)).toBe(true);
  });

  it('refuses what the reader refuses', () => {
    expect(validate(JSON.parse(text.replace('"contacts": 8000 }', '"contacts": -1 }')))).toBe(false);
    expect(validate(JSON.parse(text.replace('"previous": null', '"previous": null, "extra": 1')))).toBe(false);
  });
});
