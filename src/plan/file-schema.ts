/** Shape of plan.json as a zod schema, in the documented order of keys. */

import { z } from 'zod';
import { FINDINGS } from '../model/finding.ts';
import { FAMILIES, type Plan } from '../model/plan.ts';
import { type Column, LONGEST_ID, TABLES, type TableName } from './file-columns.ts';

type ObjectOf = typeof z.looseObject;

const date = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'expected a date YYYY-MM-DD');
const instant = z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/, 'expected an instant in UTC, e.g. 2026-11-20T09:30:00Z');
const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'expected 64 hexadecimal digits');
const amount = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
const sends = z.number().min(0).max(Number.MAX_SAFE_INTEGER);
const id = z.string().max(LONGEST_ID);
const weekday = z.enum(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']);
const source = z.enum(['api', 'declared', 'derived', 'assumed']);

/** Most entries of a list that is no long table. */
const MOST_ENTRIES = 5_000_000;
const rows = <T extends z.ZodType>(row: T) => z.array(row).max(MOST_ENTRIES);

/** Most rows of a long table: ten times the largest plan, and few enough for a sort of their indices. */
export const MOST_ROWS = 100_000_000;

function cellShape({ kind, isNullable, isOptional }: Column): z.ZodType {
  const shapes = { id, text: z.string(), date, amount, sends, integer: z.number().int(), number: z.number(), flag: z.boolean() };
  const shape: z.ZodType = typeof kind === 'string' ? shapes[kind] : z.enum(kind as [string, ...string[]]);
  const nullable = isNullable ? shape.nullable() : shape;
  return isOptional ? nullable.optional() : nullable;
}

const rowShape = (object: ObjectOf, table: TableName): z.ZodType =>
  object(Object.fromEntries(TABLES[table].map((column) => [column.name, cellShape(column)])));
const tableShape = (object: ObjectOf, table: TableName) => z.array(rowShape(object, table)).max(MOST_ROWS);

/** Schema of one row of a long table; unknown keys pass. */
export const rowSchema = (table: TableName): z.ZodType => rowShape(z.looseObject, table);

/** Parts of the snapshot. `object` decides whether unknown keys are refused or kept. */
function accountShape(object: ObjectOf) {
  const limit = z.discriminatedUnion('kind', [
    object({ kind: z.literal('limited'), amount }),
    object({ kind: z.literal('unlimited') }),
    object({ kind: z.literal('unknown'), why: z.string() }),
  ]);
  const observed = <T extends z.ZodType>(value: T) => object({ value, observedAt: instant, source, note: z.string().optional() });
  const resets = object({ next: date, every: z.enum(['day', 'week', 'month']), anchorDay: z.number().int().min(1).max(31).optional() });
  const to = amount.nullable();
  const warmUp = z.discriminatedUnion('kind', [
    object({ kind: z.literal('factor'), start: date, from: amount, factor: z.number().min(0), to }),
    object({ kind: z.literal('add'), start: date, from: amount, add: amount, to }),
    object({ kind: z.literal('schedule'), start: date, schedule: z.array(amount).max(10_000), to }),
  ]);
  const sender = object({
    id,
    status: observed(z.string()),
    dailyLimit: observed(limit),
    sentToday: observed(amount),
    weeklyLimit: observed(limit),
    sentLast6Days: observed(z.array(amount).length(6)),
    warmUp: warmUp.nullable(),
    weekdays: z.array(weekday),
    except: z.array(date),
    domain: id.nullable(),
    tags: z.array(id),
  });
  return object({
    account: id,
    provider: z.string(),
    isDiscovered: z.boolean(),
    timeZone: observed(z.string()),
    today: date,
    parent: id.nullable(),
    tier: id.nullable(),
    tags: z.array(id),
    credits: object({
      remaining: observed(limit),
      allowance: observed(limit),
      resets: observed(resets.nullable()),
      used: observed(amount).nullable(),
      overageUsed: observed(amount).nullable(),
    }),
    overage: object({ max: amount, pricePer1000: z.string(), currency: z.string() }).nullable(),
    reserve: object({ perDay: amount, untilReset: amount }),
    dailyLimit: observed(limit),
    contacts: object({ limit: observed(limit), used: observed(amount) }),
    senders: rows(sender),
  });
}

/** Outcome and proof. */
function outcomeShape(object: ObjectOf) {
  const level = object({
    objective: z.string(),
    sense: z.enum(['max', 'min']),
    value: z.number(),
    bound: z.number().nullable(),
    gap: z.number().min(0).nullable(),
    unit: z.string(),
  });
  const group = object({ id, account: id, senders: z.array(id).max(10_000_000) });
  const proof = object({ objective: z.string(), kept: z.record(z.string(), amount), duals: tableShape(object, 'duals') });
  return object({
    status: z.enum(['optimal', 'feasible', 'infeasible', 'noSolution']),
    isComplete: z.boolean(),
    levels: z.array(level).max(10_000),
    solver: object({ name: z.string(), version: z.string() }),
    certificate: object({ scale: z.number().int().min(1), groups: rows(group).optional(), levels: z.array(proof).max(10_000) }).nullable(),
  });
}

/** Result rows. */
function resultShapes(object: ObjectOf) {
  const place = { campaign: id, segment: id.nullable() };
  const reason = object({
    resource: z.enum([...FAMILIES, 'window', 'eligibility']),
    account: id.nullable(),
    sender: id.nullable(),
    domain: id.nullable(),
    from: date.nullable(),
    to: date.nullable(),
    missing: amount,
    text: z.string(),
  });
  const campaign = object({
    ...place,
    priority: amount,
    contacts: amount,
    alreadyStarted: amount,
    served: amount,
    sends,
    firstDay: date.nullable(),
    lastDay: date.nullable(),
    shortfall: object({ contacts: amount, reasons: rows(reason) }).nullable(),
  });
  return {
    campaigns: rows(campaign),
    starts: tableShape(object, 'starts'),
    followUps: tableShape(object, 'followUps'),
    capacity: tableShape(object, 'capacity'),
  };
}

function findingShape(object: ObjectOf) {
  const kinds = Object.keys(FINDINGS) as [keyof typeof FINDINGS, ...(keyof typeof FINDINGS)[]];
  const subjects = [
    'account',
    'sender',
    'campaign',
    'segment',
    'domain',
    'provider',
    'policy',
    'scenario',
    'file',
    'plan',
    'snapshot',
  ] as const;
  const at = amount.nullable();
  return object({
    id: z.string(),
    kind: z.enum(kinds),
    severity: z.enum(['error', 'warning', 'info']),
    title: z.string(),
    message: z.string(),
    file: z.string().nullable(),
    line: at,
    column: at,
    endLine: at,
    endColumn: at,
    subject: object({ kind: z.enum(subjects), id: z.string() }).nullable(),
    data: z.record(z.string(), z.unknown()),
    help: z.string(),
  });
}

type UnknownKeys = 'refuse' | 'keep';

// Made once: making one takes longer than reading a small plan with it.
const made = new Map<UnknownKeys, z.ZodType<Plan>>();

/**
 * Schema of plan.json, version 1. Keys come out in the order written here. `unknownKeys`: refused in files of our own
 * version, kept in files of a later minor version.
 */
export function planSchema(unknownKeys: UnknownKeys): z.ZodType<Plan> {
  const schema = made.get(unknownKeys) ?? planShape((unknownKeys === 'keep' ? z.looseObject : z.strictObject) as ObjectOf);
  made.set(unknownKeys, schema);
  return schema;
}

function planShape(object: ObjectOf): z.ZodType<Plan> {
  const input = object({ path: z.string(), sha256 });
  const overage = object({ account: id, sends, amount: z.string(), currency: z.string() });
  return object({
    formatVersion: z.string(),
    tool: object({ name: z.string(), version: z.string() }),
    inputs: z.array(input).max(10_000),
    previous: input.nullable(),
    snapshot: object({
      observedAt: instant,
      sha256,
      excludedProviders: z.array(z.string()),
      stale: object({ ageMs: amount, source: z.string() }).nullable(),
      accounts: rows(accountShape(object)),
    }),
    horizon: object({ start: date, end: date, timeZone: z.string() }),
    outcome: outcomeShape(object),
    ...resultShapes(object),
    cost: object({ overage: rows(overage) }),
    findings: rows(findingShape(object)),
  }) as unknown as z.ZodType<Plan>;
}
