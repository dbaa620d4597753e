/** Answers damaged at random: whatever arrives, the client ends in an answer or a coded error, and soon. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ProviderError } from '../../src/errors.ts';
import { answer, startHostileServer } from '../helpers/hostile-server.ts';
import { closing, kit } from '../helpers/http-kit.ts';

const GOOD = answer(200, '{"remain":50,"total":100,"next_reset":"2026-12-01"}', { date: 'Fri, 20 Nov 2026 09:30:00 GMT' });

type Damage = { readonly kind: 'cut' | 'flip' | 'insert' | 'repeat'; readonly at: number; readonly byte: number };

function damaged(bytes: Buffer, { kind, at, byte }: Damage): Buffer {
  const i = at % bytes.length;
  const head = bytes.subarray(0, i);
  const tail = bytes.subarray(i);
  if (kind === 'cut') return head;
  if (kind === 'flip') return Buffer.concat([head, Buffer.from([byte]), tail.subarray(1)]);
  if (kind === 'insert') return Buffer.concat([head, Buffer.from([byte]), tail]);
  return Buffer.concat([head, head, tail]);
}

const damage = fc.record({
  kind: fc.constantFrom('cut', 'flip', 'insert', 'repeat') as fc.Arbitrary<Damage['kind']>,
  at: fc.nat(GOOD.length - 1),
  byte: fc.nat(255),
});

describe('damaged answers', () => {
  it('end in a whole JSON answer or a ProviderError with a code, never in another error', async () => {
    let next: Buffer = GOOD;
    const server = await startHostileServer((socket) => socket.end(next));
    await fc.assert(
      fc.asyncProperty(fc.array(damage, { minLength: 1, maxLength: 3 }), async (damages) => {
        next = damages.reduce(damaged, GOOD);
        const { http, send } = await kit(server.origin, { isRealTime: true, limits: { attempts: 1, callMs: 400, firstByteMs: 200 } });
        try {
          const answered = await send();
          expect(answered.body.kind).toBe('json');
          expect(answered.status).toBeGreaterThanOrEqual(200);
          expect(answered.status).toBeLessThan(500);
        } catch (error) {
          expect(error).toBeInstanceOf(ProviderError);
          expect((error as ProviderError).message).not.toContain('\ufffd');
        } finally {
          await http.close();
        }
      }),
      { numRuns: 200 },
    );
    closing(server);
  });
});
