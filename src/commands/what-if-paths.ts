/** `--set path=value` and `--grid path=v1,v2,…`: what people may change without writing a scenario. */

import { amountChange } from '../config/normalize/catalog.ts';
import { didYouMean } from '../config/suggest.ts';
import { UsageError } from '../errors.ts';
import { type LocalDate, parseLocalDate } from '../model/calendar.ts';
import type { Snapshot } from '../model/capacity.ts';
import type { Change } from '../model/catalog.ts';
import type { Workspace } from '../model/workspace.ts';

/** One setting that was asked for. `+0` and the like change nothing. */
export interface Setting {
  readonly path: string;
  readonly value: string;
  readonly changes: readonly Change[];
}

/** Ids a path may name. */
export interface Names {
  readonly accounts: readonly string[];
  readonly campaigns: readonly string[];
  readonly senders: readonly string[];
}

/** Names of a workspace and its capacity: discovered accounts and live senders included. */
export const namesOf = (workspace: Workspace, snapshot: Snapshot): Names => ({
  accounts: snapshot.accounts.map((a) => a.account),
  campaigns: workspace.campaigns.map((c) => c.id),
  senders: snapshot.accounts.flatMap((a) => a.senders.map((s) => s.id)),
});

type Kind = keyof Names;
/** Makes the changes of a value, or throws a text that says what is expected. */
type Setter = (id: string, value: string, segment: string | null) => readonly Change[];

const expected = (text: string): never => {
  throw new UsageError(`expected ${text}`);
};

function amountOf(value: string) {
  if (/^\d{1,12}$/.test(value)) return amountChange(Number(value));
  if (/^[+-]\d{1,12}(\.\d{1,4}(?=%))?%?$/.test(value)) return amountChange(value);
  return expected('a whole number, or a change such as +5000 or -10%');
}

const dateOf = (value: string): LocalDate => (parseLocalDate(value) === null ? expected('a calendar date written YYYY-MM-DD') : value);
const wholeOf = (value: string, what: string): number => (/^[1-9]\d{0,5}$/.test(value) ? Number(value) : expected(what));
const limitOf = (value: string): number | 'unlimited' =>
  value === 'unlimited' ? value : /^\d{1,12}$/.test(value) ? Number(value) : expected('a whole number of sends, or the word unlimited');

/** Value and day of `pro-300k@2026-11-23`. */
function dated(value: string): { readonly value: string; readonly on: LocalDate | null } {
  const match = /^(.*)@(\d{4}-\d{2}-\d{2})$/.exec(value);
  return match === null ? { value, on: null } : { value: match[1] as string, on: dateOf(match[2] as string) };
}

const credits: Setter = (account, text) => {
  const { value, on } = dated(text);
  return [{ kind: 'credits', account, amount: amountOf(value), on }];
};
const none = { dailyLimit: null, weeklyLimit: null, weekdays: null };
const noDays = { start: null, end: null, weekdays: null };

/** What can be set, by kind and path below the id. */
const SETTERS: Readonly<Record<Kind, Readonly<Record<string, Setter>>>> = {
  accounts: {
    tier: (account, text) => {
      const { value, on } = dated(text);
      return [{ kind: 'tier', account, tier: value, on }];
    },
    topUp: (account, text) => {
      const { value, on } = dated(text);
      return value === 'none' ? [] : [{ kind: 'topUp', account, topUp: value, on }];
    },
    'credits.remaining': credits,
    credits,
    senders: (account, value) => {
      const count =
        /^\+(\d{1,5})$/.exec(value)?.[1] ??
        expected('a number of senders to add, such as +10; to take some out, write a scenario with removeSenders');
      return Number(count) === 0 ? [] : [{ kind: 'addSenders', account, count: Number(count), like: null, warmUp: null }];
    },
  },
  campaigns: {
    contacts: (campaign, value, segment) => [{ kind: 'contacts', campaign, segment, amount: amountOf(value) }],
    from: (campaign, value) => {
      if (value === 'own') return [];
      return value === 'any' ? [{ kind: 'move', campaign }] : expected('any (every account), or own (as it is written)');
    },
    priority: (campaign, value) => [{ kind: 'priority', campaign, priority: wholeOf(value, 'a priority from 1') }],
    'window.start': (campaign, value) => [{ kind: 'window', campaign, ...noDays, start: dateOf(value) }],
    'window.end': (campaign, value) => [{ kind: 'window', campaign, ...noDays, end: dateOf(value) }],
  },
  senders: {
    dailyLimit: (sender, value) => [{ kind: 'sender', sender, ...none, dailyLimit: limitOf(value) }],
    weeklyLimit: (sender, value) => [{ kind: 'sender', sender, ...none, weeklyLimit: limitOf(value) }],
  },
};

interface Target {
  readonly kind: Kind;
  readonly id: string;
  readonly rest: string;
}

const KINDS: readonly Kind[] = ['accounts', 'campaigns', 'senders'];

/** Longest id a path begins with: ids may hold points themselves. */
function targetIn(kind: Kind, path: string, names: Names): Target | null {
  const fitting = names[kind].filter((id) => path === id || path.startsWith(`${id}.`)).sort((a, b) => b.length - a.length);
  return fitting[0] === undefined ? null : { kind, id: fitting[0], rest: path.slice(fitting[0].length + 1) };
}

function targetOf(path: string, names: Names): Target {
  const written = KINDS.find((kind) => path.startsWith(`${kind}.`));
  const kinds = written === undefined ? KINDS : [written];
  const below = written === undefined ? path : path.slice(written.length + 1);
  const found = kinds.flatMap((kind) => targetIn(kind, below, names) ?? []);
  const fitting = found.filter(({ kind, rest }) => setterOf(kind, rest) !== null);
  if (fitting.length === 1) return fitting[0] as Target;
  if (fitting.length > 1) throw new UsageError(`it may be ${fitting.map(({ kind }) => `${kind}.${path}`).join(' or ')}; write which`);
  if (found[0] !== undefined) {
    const { kind, id, rest } = found[0];
    const keys = Object.keys(SETTERS[kind]);
    throw new UsageError(
      `${kind}.${id} has no setting ${rest === '' ? '(none is named)' : rest}.${didYouMean(rest, keys) || ` It has ${keys.join(', ')}.`}`,
    );
  }
  const [first = ''] = below.split('.');
  const known = kinds.flatMap((kind) => names[kind]);
  const what = written === undefined ? 'account, campaign or sender' : written.slice(0, -1);
  const hint = didYouMean(first, known) || (known.length > 0 && known.length <= 12 ? ` Known: ${known.join(', ')}.` : '');
  throw new UsageError(`there is no ${what} ${first}.${hint}`);
}

/** Setter of a path below an id; `segments.eu.contacts` is of a segment. */
function setterOf(kind: Kind, rest: string): { readonly setter: Setter; readonly segment: string | null } | null {
  const segment = kind === 'campaigns' ? /^segments\.(.+)\.contacts$/.exec(rest)?.[1] : undefined;
  const setter = Object.hasOwn(SETTERS[kind], segment === undefined ? rest : 'contacts')
    ? SETTERS[kind][segment === undefined ? rest : 'contacts']
    : undefined;
  return setter === undefined ? null : { setter, segment: segment ?? null };
}

/** The changes of one setting. Throws: UsageError with a suggestion. */
export function parseSetting(option: string, path: string, value: string, names: Names): Setting {
  try {
    const { kind, id, rest } = targetOf(path, names);
    const { setter, segment } = setterOf(kind, rest) as NonNullable<ReturnType<typeof setterOf>>;
    return { path, value, changes: setter(id, value, segment) };
  } catch (error) {
    if (error instanceof UsageError) throw new UsageError(`${option} ${path}=${value}: ${error.message}`);
    throw error;
  }
}

/** Path and value of `path=value`. Throws: UsageError. */
export function splitSetting(option: string, text: string): readonly [path: string, value: string] {
  const at = text.indexOf('=');
  if (at < 1 || at === text.length - 1)
    throw new UsageError(`${option} ${text}: expected path=value, such as accounts.sg-main.credits.remaining=+50000`);
  return [text.slice(0, at).trim(), text.slice(at + 1).trim()];
}

/** Most cells of a grid. */
const MOST_CELLS = 1_000;

/** Every combination of the values of the paths, the last path changing fastest. Throws: UsageError. */
export function parseGrid(options: readonly string[], names: Names): readonly (readonly Setting[])[] {
  if (options.length === 0) return [];
  const axes = options.map((text) => {
    const [path, values] = splitSetting('--grid', text);
    return values.split(',').map((value) => parseSetting('--grid', path, value.trim(), names));
  });
  const cells = axes.reduce((n, axis) => n * axis.length, 1);
  if (cells > MOST_CELLS) throw new UsageError(`--grid: ${cells} combinations are more than ${MOST_CELLS}; give fewer values`);
  return axes.reduce<readonly (readonly Setting[])[]>(
    (made, axis) => made.flatMap((cell) => axis.map((setting) => [...cell, setting])),
    [[]],
  );
}
