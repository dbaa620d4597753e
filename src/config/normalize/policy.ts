/** Policy from the written to the resolved form. */

import { compareNullable, compareText } from '../../model/order.ts';
import type { Policy } from '../../model/workspace.ts';
import type { Bag } from '../bag.ts';
import { nfc } from '../characters.ts';
import { agreedKey } from '../rules/frame.ts';
import type { WrittenPolicy } from '../schema/policy.ts';
import type { Written } from '../sections.ts';
import { moneyText } from './account.ts';
import { scaled } from './campaign.ts';

const UNIT_MS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Milliseconds of a duration such as `6h`. */
export const durationMs = (written: string): number => Number(written.slice(0, -1)) * (UNIT_MS[written.slice(-1)] as number);

function overageOf(written: WrittenPolicy['overage'] | null): Policy['overage'] {
  if (written === null || written === undefined) return { kind: 'forbid' };
  return typeof written === 'string' ? { kind: written } : { kind: 'maxCost', maxCost: moneyText(written.maxCost) };
}

/** One policy from those of all files; a key in two files must have the same value. */
export function normalizePolicy(written: readonly Written<WrittenPolicy>[], bag: Bag): Policy {
  const of = <K extends keyof WrittenPolicy & string>(key: K) => agreedKey(written, 'policy', key, bag);
  const share = (value: number | null) => (value === null ? null : scaled(value, 4));
  const age = of('maxSnapshotAge');
  return {
    onUnknownCapacity: of('onUnknownCapacity') ?? 'fail',
    overage: overageOf(of('overage')),
    minHeadroom10k: share(of('minHeadroom')),
    maxUtilisation10k: share(of('maxUtilisation')),
    maxSnapshotAge: age === null ? null : durationMs(age),
    serve: Object.fromEntries(
      Object.entries(of('serve') ?? {})
        .map(([target, value]) => [target, scaled(value, 4)] as const)
        .sort(([a], [b]) => compareText(a, b)),
    ),
    ignore: written
      .flatMap((p) => p.value.ignore ?? [])
      .map((i) => ({
        finding: i.finding,
        subject: i.subject === undefined ? null : nfc(i.subject),
        reason: i.reason ?? null,
        until: i.until ?? null,
      }))
      .sort(
        (a, b) =>
          compareText(a.finding, b.finding) ||
          compareNullable(a.subject, b.subject) ||
          compareNullable(a.until, b.until) ||
          compareNullable(a.reason, b.reason),
      ),
  };
}
