/** Policy, as written. */

import * as z from 'zod';
import { date, described, id, money, share, text, word } from './values.ts';

const DURATION = 'expected a duration such as 30m, 6h or 7d';

/** Policy judged by `check`. */
export const PolicySchema = described(
  z.strictObject({
    onUnknownCapacity: word(['fail', 'zero'], {
      description: 'A number nobody knows: make no plan, or count it as 0 and say so.',
      default: 'fail',
    }).optional(),
    overage: described(
      z.union(
        [
          z.enum(['forbid', 'allow']),
          z.strictObject({
            maxCost: money({ description: 'Most overage cost of the plan, in the currency of the accounts.', examples: [100] }),
          }),
        ],
        { error: 'expected forbid, allow or { maxCost: 100 }' },
      ),
      { description: 'Whether a plan may use paid overage.', examples: ['forbid', { maxCost: 100 }], default: 'forbid' },
    ).optional(),
    minHeadroom: share({ description: "Share of every account's credits that must be left at its reset.", examples: [0.05] }).optional(),
    maxUtilisation: share({ description: 'Highest use of any sender on any day, as a share of its limit.', examples: [0.95] }).optional(),
    maxSnapshotAge: described(z.string({ error: DURATION }).regex(/^[1-9]\d{0,5}(s|m|h|d)$/, { error: DURATION }), {
      description: 'Oldest capacity data a plan may rest on: seconds (s), minutes (m), hours (h) or days (d).',
      examples: ['6h'],
    }).optional(),
    serve: described(z.record(z.string(), share({ description: 'Share of contacts that must be served.' })), {
      description: 'Target (all, priority1, priority2, …): share of its contacts that must be served.',
      examples: [{ priority1: 1, all: 0.9 }],
    }).optional(),
    ignore: described(
      z.array(
        described(
          z.strictObject({
            finding: id({ description: 'Kind of finding.', examples: ['headroom.low'] }),
            subject: id({ description: 'Id of what the finding is about. Default: any.', examples: ['sg-main'] }).optional(),
            reason: text({ description: 'Why it is ignored.', examples: ['a top-up is ordered'] }).optional(),
            until: date({ description: 'Last local day on which it is ignored. Default: for good.' }).optional(),
          }),
          { description: 'One accepted finding.' },
        ),
      ),
      {
        description: 'Findings that are accepted: still listed and counted, but they do not fail a check.',
        examples: [[{ finding: 'headroom.low', subject: 'sg-main', reason: 'a top-up is ordered', until: '2026-12-01' }]],
      },
    ).optional(),
  }),
  { description: 'Policy judged by check.', examples: [{ minHeadroom: 0.05, serve: { priority1: 1 } }] },
);

/** Policy as written. */
export type WrittenPolicy = z.output<typeof PolicySchema>;
