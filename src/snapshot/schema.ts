/** Shape of a snapshot file, checked with zod: strict for this minor version, tolerant of keys a newer minor version adds. */

import { z } from 'zod';
import { isTimeZone, parseInstant, parseLocalDate } from '../model/calendar.ts';
import type { SnapshotFile } from '../model/capacity.ts';
import { FINDINGS, type FindingKind } from '../model/finding.ts';

type ObjectMaker = <T extends z.core.$ZodLooseShape>(shape: T) => z.ZodObject<T>;

const text = z.string().max(1000);
const instant = z
  .string()
  .refine((t) => parseInstant(t) !== null && t.endsWith('Z'), 'expected an instant in UTC such as 2026-11-20T09:30:00Z')
  .describe('Instant in UTC, ISO 8601 with Z.');
const localDate = z
  .string()
  .refine((t) => parseLocalDate(t) !== null, 'expected a date YYYY-MM-DD')
  .describe('Local date YYYY-MM-DD.');
const zone = text.refine(isTimeZone, 'expected an IANA zone such as America/New_York').describe('IANA zone.');
const count = z.int().min(0).max(1e12).describe('Whole number from 0 to 1e12.');

/** Schema of a snapshot file; `object` decides what happens to unknown keys. */
function fileSchema(object: ObjectMaker) {
  const observed = <T extends z.ZodType>(value: T) =>
    object({
      value,
      observedAt: instant,
      source: z.enum(['api', 'declared', 'derived', 'assumed']).describe('Who says so.'),
      note: text.optional(),
    });
  const limit = z.discriminatedUnion('kind', [
    object({ kind: z.literal('limited'), amount: count }),
    object({ kind: z.literal('unlimited') }),
    object({ kind: z.literal('unknown'), why: text }),
  ]);
  const resets = object({ next: localDate, every: z.enum(['day', 'week', 'month']), anchorDay: z.int().min(1).max(31).optional() });
  const place = z.int().min(1).nullable();
  const finding = object({
    id: text,
    kind: z.enum(Object.keys(FINDINGS) as [FindingKind, ...FindingKind[]]),
    severity: z.enum(['error', 'warning', 'info']),
    title: text,
    message: z.string().max(10_000),
    file: text.nullable(),
    line: place,
    column: place,
    endLine: place,
    endColumn: place,
    subject: object({
      kind: z.enum(['account', 'sender', 'campaign', 'segment', 'domain', 'provider', 'policy', 'scenario', 'file', 'plan', 'snapshot']),
      id: text,
    }).nullable(),
    data: z.record(z.string(), z.unknown()),
    help: text,
  });
  const sender = object({
    id: text.min(1),
    status: observed(text).optional(),
    dailyLimit: observed(limit).optional(),
    sentToday: observed(count).optional(),
    weeklyLimit: observed(limit).optional(),
    sentLast6Days: observed(z.array(count).length(6)).optional(),
  });
  const reading = object({
    account: text.min(1),
    provider: text.min(1),
    parent: text.optional(),
    isDiscovered: z.boolean(),
    observedAt: instant,
    timeZone: observed(zone).optional(),
    credits: object({
      remaining: observed(limit).optional(),
      allowance: observed(limit).optional(),
      used: observed(count).optional(),
      overageUsed: observed(count).optional(),
      resets: observed(resets.nullable()).optional(),
    }).optional(),
    dailyLimit: observed(limit).optional(),
    contacts: object({ limit: observed(limit).optional(), used: observed(count).optional() }).optional(),
    senders: z.array(sender).max(20_000).optional(),
    findings: z.array(finding),
  });
  return object({
    formatVersion: z
      .string()
      .regex(/^1\.(0|[1-9]\d{0,3})$/, 'expected "1.0" or a later 1.x')
      .describe('Format version; 1.x is read.'),
    observedAt: instant,
    readings: z.array(reading).max(20_000).describe('What the providers said, one entry per account.'),
  }).describe('Saved capacity of all accounts at one instant, as written by `sendplan usage --save`.');
}

/** For files of version 1.0: an unknown key is an error. */
export const STRICT = fileSchema((shape) => z.strictObject(shape) as never);
/** For files of a later 1.x: unknown keys are left out. */
export const TOLERANT = fileSchema((shape) => z.object(shape) as never);

/** A parsed value that has the shape of the schema. */
export type ParsedSnapshot = z.infer<typeof STRICT>;

/** What zod checked is a snapshot file: its optional keys are left out, never undefined, because they come from JSON. */
export const asSnapshotFile = (parsed: ParsedSnapshot): SnapshotFile => ({ ...(parsed as unknown as SnapshotFile), formatVersion: '1.0' });
