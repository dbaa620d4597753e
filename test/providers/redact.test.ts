import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRedactor, encodings, excerpt } from '../../src/providers/redact.ts';

const SECRET = 'SG.k+y/with=odd"chars %and\nnewline$1.*';

describe('redaction', () => {
  it('CI-13 blots out every form of a secret', () => {
    const { redact } = createRedactor([SECRET]);
    const bytes = Buffer.from(SECRET);
    const forms = [
      SECRET,
      JSON.stringify(SECRET).slice(1, -1),
      encodeURIComponent(SECRET),
      encodeURIComponent(SECRET).toLowerCase().replaceAll('sg', 'SG'),
      new URLSearchParams({ k: SECRET }).toString().slice(2),
      bytes.toString('hex'),
      bytes.toString('hex').toUpperCase(),
      bytes.toString('base64'),
      bytes.toString('base64url'),
    ];
    for (const form of forms) expect(redact(`before ${form} after`)).toBe('before [redacted] after');
  });
  it('finds a secret inside other base64, at every offset', () => {
    const { redact } = createRedactor([SECRET]);
    for (const user of ['a:', 'ab:', 'abc:', 'apikey:']) {
      const text = Buffer.from(`${user}${SECRET}`).toString('base64');
      expect(redact(text)).toContain('[redacted]');
      expect(redact(text).length).toBeLessThan(30);
    }
  });
  it('leaves texts without secrets alone, and ignores secrets too short to be one', () => {
    expect(createRedactor([SECRET]).redact('remain 5000')).toBe('remain 5000');
    expect(createRedactor(['', 'abc']).redact('abc abc')).toBe('abc abc');
  });
  it('learns secrets later, and a secret that contains another', () => {
    const redactor = createRedactor(['abcdef']);
    redactor.add('abcdefghij');
    redactor.add('abcdefghij');
    expect(redactor.redact('x abcdefghij y abcdef')).toBe('x [redacted] y [redacted]');
  });
  it('leaves no form of any secret in any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-ascii', minLength: 8, maxLength: 40 }), fc.string(), (secret, noise) => {
        fc.pre(!'[redacted]'.includes(secret) && new Set(secret).size > 3);
        const text = encodings(secret).join(noise.slice(0, 3).concat('|'));
        expect(createRedactor([secret]).redact(text)).not.toContain(secret);
      }),
    );
  });
});

describe('excerpts', () => {
  const keep = (text: string) => text;
  it('are one line of visible characters', () => {
    expect(excerpt('a\r\n\tb\u0000c\u001b[31md\u202ee\u2028f', keep)).toBe('a b c [31md e f');
    expect(excerpt('  \n ', keep)).toBe('');
  });
  it('are at most 200 characters, counted by code points', () => {
    const cut = excerpt('😀'.repeat(500), keep);
    expect([...cut]).toHaveLength(200);
    expect(cut.endsWith('😀…')).toBe(true);
    expect(excerpt('x'.repeat(200), keep)).toBe('x'.repeat(200));
  });
  it('show no part of a secret that the cut would halve', () => {
    const { redact } = createRedactor(['super-secret-key']);
    expect(excerpt(`${'x'.repeat(195)}super-secret-key`, redact)).toBe(`${'x'.repeat(195)}[red…`);
  });
});
