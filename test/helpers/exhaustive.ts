/**
 * Exhaustive search over small workspaces, written straight from the rules with no code of the planner: every way to
 * start every campaign is tried. Answers the best lexicographic value of the levels shortfall, served and overage.
 */

import { addDays, dayNumber, nthReset, WEEKDAYS } from '../../src/model/calendar.ts';
import type { AccountCapacity, SenderCapacity, Snapshot } from '../../src/model/capacity.ts';
import type { Campaign, SenderSelection, Workspace } from '../../src/model/workspace.ts';

interface Who {
  readonly sender: SenderCapacity;
  readonly account: AccountCapacity;
}

/** One way to run one campaign: what it uses and what it brings. */
interface Way {
  /** Sends in 1/10000 per sender × day. */
  readonly load: readonly number[];
  /** Contact slots in 1/10000 per account. */
  readonly slots: readonly number[];
  readonly served: number;
}

const amount = (o: { value: { kind: string; amount?: number } }) => (o.value.kind === 'limited' ? (o.value.amount as number) : Infinity);
const weekday = (date: string) => WEEKDAYS[(dayNumber(date) + 3) % 7] as string;

function takes(selection: SenderSelection, { sender, account }: Who): boolean {
  if (selection.accounts.length > 0 && !selection.accounts.includes(account.account)) return false;
  if (selection.providers.length > 0 && !selection.providers.includes(account.provider)) return false;
  if (selection.senders.length > 0 && !selection.senders.includes(sender.id)) return false;
  if (!selection.tags.every((t) => sender.tags.includes(t))) return false;
  const { senders, accounts, tags } = selection.except;
  return !(senders.includes(sender.id) || accounts.includes(account.account) || tags.some((t) => sender.tags.includes(t)));
}

const sendsOn = ({ sender, account }: Who, date: string) =>
  sender.status.value === 'active' &&
  date >= account.today &&
  (sender.weekdays as readonly string[]).includes(weekday(date)) &&
  !sender.except.includes(date);

/** Level values of the best plan: `[shortfall by priority…, served by priority…, overage]`, in the order and unit of the planner's levels. */
export function bestByExhaustion(workspace: Workspace, snapshot: Snapshot): Readonly<Record<string, number>> {
  const { start, end } = workspace.horizon as { start: string; end: string };
  const dates: string[] = [];
  for (let d = start; d <= end; d = addDays(d, 1)) dates.push(d);
  const everyone: Who[] = snapshot.accounts.flatMap((account) => account.senders.map((sender) => ({ sender, account })));
  const cell = (s: number, d: number) => s * dates.length + d;
  const limits = new Limits(workspace, snapshot, everyone, dates);

  const ways = workspace.campaigns.map((c) => waysOf(c, everyone, dates, cell, snapshot, workspace));
  const priorities = [...new Set(workspace.campaigns.map((c) => c.priority))].sort((a, b) => a - b);
  const names = [
    ...priorities
      .filter((p) => workspace.campaigns.some((c) => c.priority === p && c.serveAtLeast > 0))
      .map((p) => `shortfall.priority${p}`),
    ...priorities.map((p) => `served.priority${p}`),
    ...(snapshot.accounts.some((a) => limits.hasOverage(a.account)) ? ['overage.USD'] : []),
  ];
  let best: number[] | null = null;
  const load = new Array<number>(everyone.length * dates.length).fill(0);
  const slots = new Array<number>(snapshot.accounts.length).fill(0);
  const served = new Array<number>(workspace.campaigns.length).fill(0);

  const walk = (c: number): void => {
    const overage = limits.cost(load, slots);
    if (overage === null) return;
    if (c === workspace.campaigns.length) {
      const value = names.map((name) => {
        if (name.startsWith('overage')) return overage;
        const p = Number(name.slice(name.indexOf('priority') + 8));
        return workspace.campaigns.reduce((sum, campaign, i) => {
          if (campaign.priority !== p) return sum;
          return name.startsWith('served')
            ? sum - campaign.valueMicro * (served[i] as number)
            : sum + Math.max(0, campaign.serveAtLeast - (served[i] as number));
        }, 0);
      });
      if (best === null || value.some((v, i) => v < (best?.[i] as number) && value.slice(0, i).every((w, j) => w === best?.[j])))
        best = value;
      return;
    }
    for (const way of ways[c] as Way[]) {
      way.load.forEach((v, i) => {
        load[i] = (load[i] as number) + v;
      });
      way.slots.forEach((v, i) => {
        slots[i] = (slots[i] as number) + v;
      });
      served[c] = way.served;
      walk(c + 1);
      way.load.forEach((v, i) => {
        load[i] = (load[i] as number) - v;
      });
      way.slots.forEach((v, i) => {
        slots[i] = (slots[i] as number) - v;
      });
    }
    served[c] = 0;
  };
  walk(0);
  return Object.fromEntries(
    names.map((name, i) => {
      const v = (best as number[] | null)?.[i] as number;
      return [name, name.startsWith('served') ? (0 - v) / 1e6 : name.startsWith('overage') ? v / 1e9 : v];
    }),
  );
}

/** Every way to run one campaign that its own rules allow; ways that use and bring the same are kept once. */
function waysOf(
  c: Campaign,
  everyone: readonly Who[],
  dates: readonly string[],
  cell: (s: number, d: number) => number,
  snapshot: Snapshot,
  workspace: Workspace,
): Way[] {
  const last = dates.length - 1;
  const inWindow = (d: string) => (c.window.start === null || d >= c.window.start) && (c.window.end === null || d <= c.window.end);
  const ofCampaign = (d: string) => (c.window.weekdays as readonly string[]).includes(weekday(d));
  const sticky = c.steps.length === 1 ? 'sender' : c.sticky;
  interface Option {
    readonly g: number;
    readonly s: number;
    readonly days: readonly number[];
  }
  const allowed = c.segments.map((g) => everyone.flatMap((w, s) => (takes(c.from, w) && (g.from === null || takes(g.from, w)) ? [s] : [])));
  const group = (g: number, s: number) =>
    sticky === 'sender' ? [s] : (allowed[g] as number[]).filter((o) => sticky === 'none' || everyone[o]?.account === everyone[s]?.account);
  const options: Option[] = [];
  c.segments.forEach((_, g) => {
    for (const s of allowed[g] as number[]) {
      dates.forEach((date, d) => {
        if (!inWindow(date) || !ofCampaign(date) || !sendsOn(everyone[s] as Who, date)) return;
        const days = [d];
        for (let k = 1; k < c.steps.length; k++) {
          const due = d + (c.steps[k]?.day as number);
          let e = Math.max(due, (days[k - 1] as number) + 1);
          const good = (i: number) =>
            ofCampaign(dates[i] as string) && group(g, s).some((o) => sendsOn(everyone[o] as Who, dates[i] as string));
          if (c.onNonSendingDay === 'forbid' && (e !== due || e > last || !good(e))) return;
          while (e <= last && !good(e)) e++;
          if (e > last || (c.followUpsUntil !== null && (dates[e] as string) > c.followUpsUntil)) return;
          days.push(e);
        }
        options.push({ g, s, days });
      });
    }
  });

  const ways = new Map<string, Way>();
  const x = new Array<number>(options.length).fill(0);
  const total = c.segments.reduce((n, s) => n + s.contacts, 0);
  const finish = () => {
    const served = x.reduce((a, b) => a + b, 0);
    if (c.allOrNothing && served !== 0 && served !== total) return;
    if (x.some((v) => v > 0 && v < c.minStarts)) return;
    const byAccount = snapshot.accounts.map((a) =>
      options.reduce((n, o, i) => (everyone[o.s]?.account === a ? n + (x[i] as number) : n), 0),
    );
    if (c.oneAccount && byAccount.filter((n) => n > 0).length > 1) return;
    if (byAccount.some((n) => n * 10_000 > c.maxShare10k * served)) return;
    if (c.perDay.maxStarts !== null) {
      const max = c.perDay.maxStarts;
      if (dates.some((_, d) => options.reduce((n, o, i) => (o.days[0] === d ? n + (x[i] as number) : n), 0) > max)) return;
    }
    const slots = snapshot.accounts.map((a, i) => c.newContacts10k * Math.max(0, (byAccount[i] as number) - (c.resident[a.account] ?? 0)));
    const load = new Array<number>(everyone.length * dates.length).fill(0);
    const due: { readonly senders: readonly number[]; readonly d: number; readonly share: number }[] = [];
    options.forEach((o, i) => {
      o.days.forEach((d, k) => {
        const share = c.steps[k]?.share10k as number;
        if (k === 0 || sticky === 'sender') load[cell(o.s, d)] = (load[cell(o.s, d)] as number) + share * (x[i] as number);
        else {
          const senders = group(o.g, o.s).filter((s) => sendsOn(everyone[s] as Who, dates[d] as string));
          for (let n = 0; n < (x[i] as number); n++) due.push({ senders, d, share });
        }
      });
    });
    const place = (n: number): void => {
      const next = due[n];
      if (next === undefined) {
        if (c.perDay.maxSends !== null) {
          const over = dates.some((date, d) => {
            const promised = workspace.inFlight.reduce(
              (sum, p) =>
                p.campaign === c.id && p.date === date && everyone.some((w) => w.sender.id === p.sender && p.date >= w.account.today)
                  ? sum + p.sends
                  : sum,
              0,
            );
            const own = everyone.reduce((sum, _, s) => sum + (load[cell(s, d)] as number), 0);
            return own > Math.max(0, (c.perDay.maxSends as number) - promised) * 10_000;
          });
          if (over) return;
        }
        ways.set(JSON.stringify([load, slots, served]), { load: [...load], slots, served });
        return;
      }
      for (const s of next.senders) {
        load[cell(s, next.d)] = (load[cell(s, next.d)] as number) + next.share;
        place(n + 1);
        load[cell(s, next.d)] = (load[cell(s, next.d)] as number) - next.share;
      }
    };
    place(0);
  };
  const choose = (i: number): void => {
    const option = options[i];
    if (option === undefined) {
      finish();
      return;
    }
    const used = options.reduce((n, o, j) => (j < i && o.g === option.g ? n + (x[j] as number) : n), 0);
    for (let v = (c.segments[option.g]?.contacts as number) - used; v >= 0; v--) {
      x[i] = v;
      choose(i + 1);
    }
    x[i] = 0;
  };
  choose(0);
  return [...ways.values()];
}

/** The shared limits, checked for a whole load at once. */
class Limits {
  private readonly checks: ((load: readonly number[], slots: readonly number[]) => boolean)[] = [];
  private readonly pools: { readonly cells: readonly number[]; readonly credits: number; readonly over: number; readonly price: number }[] =
    [];
  private readonly overageAccounts = new Set<string>();

  constructor(workspace: Workspace, snapshot: Snapshot, everyone: readonly Who[], dates: readonly string[]) {
    const cell = (s: number, d: number) => s * dates.length + d;
    const live = workspace.inFlight.filter((p) => everyone.some((w) => w.sender.id === p.sender && p.date >= w.account.today));
    const promised = (senders: readonly number[], from: string, to: string) =>
      live.reduce(
        (n, p) => (p.date >= from && p.date <= to && senders.some((s) => everyone[s]?.sender.id === p.sender) ? n + p.sends : n),
        0,
      );
    const atMost = (cells: readonly number[], max: number) => {
      this.checks.push((load) => cells.reduce((n, i) => n + (load[i] as number), 0) <= Math.max(0, max) * 10_000);
    };
    everyone.forEach(({ sender, account }, s) => {
      const domain = workspace.domains.find((d) => d.id === sender.domain);
      dates.forEach((date, d) => {
        let cap = Math.min(amount(sender.dailyLimit), domain?.dailyLimit ?? Infinity);
        if (sender.warmUp !== null && sender.warmUp.kind === 'add') {
          let n = 0;
          for (let e = sender.warmUp.start; e < date; e = addDays(e, 1))
            if ((sender.weekdays as readonly string[]).includes(weekday(e)) && !sender.except.includes(e)) n++;
          const ramp = date < sender.warmUp.start ? 0 : Math.min(sender.warmUp.from + sender.warmUp.add * n, sender.warmUp.to ?? Infinity);
          cap = Math.min(cap, ramp);
        }
        if (cap < Infinity) atMost([cell(s, d)], cap - (date === account.today ? sender.sentToday.value : 0) - promised([s], date, date));
      });
      const weekly = amount(sender.weeklyLimit);
      if (weekly < Infinity) {
        for (let from = addDays(dates[0] as string, -6); from <= (dates[dates.length - 1] as string); from = addDays(from, 1)) {
          const to = addDays(from, 6);
          let used = promised([s], from, to);
          if (account.today >= from && account.today <= to) used += sender.sentToday.value;
          sender.sentLast6Days.value.forEach((v, i) => {
            const day = addDays(account.today, i - 6);
            if (day >= from && day <= to) used += v;
          });
          atMost(
            dates.flatMap((date, d) => (date >= from && date <= to ? [cell(s, d)] : [])),
            weekly - used,
          );
        }
      }
    });
    const shared = (limit: number, senders: readonly number[]) => {
      if (limit === Infinity) return;
      dates.forEach((date, d) => {
        const sent = senders.reduce(
          (n, s) => (everyone[s]?.account.today === date ? n + (everyone[s]?.sender.sentToday.value as number) : n),
          0,
        );
        atMost(
          senders.map((s) => cell(s, d)),
          limit - sent - promised(senders, date, date),
        );
      });
    };
    const indices = (test: (w: Who) => boolean) => everyone.flatMap((w, s) => (test(w) ? [s] : []));
    for (const domain of workspace.domains)
      shared(
        domain.dailyLimit,
        indices((w) => w.sender.domain === domain.id),
      );
    snapshot.accounts.forEach((a, i) => {
      shared(
        amount(a.dailyLimit),
        indices((w) => w.account === a),
      );
      if (amount(a.contacts.limit) < Infinity) {
        const free = Math.max(0, amount(a.contacts.limit) - a.contacts.used.value);
        this.checks.push((_, slots) => (slots[i] as number) <= free * 10_000);
      }
      const under = (w: Who) => {
        for (let p: AccountCapacity | undefined = w.account; p !== undefined; p = snapshot.accounts.find((o) => o.account === p?.parent))
          if (p === a) return true;
        return false;
      };
      this.addPools(a, indices(under), dates, cell, promised);
    });
  }

  private addPools(
    a: AccountCapacity,
    senders: readonly number[],
    dates: readonly string[],
    cell: (s: number, d: number) => number,
    promised: (s: readonly number[], from: string, to: string) => number,
  ): void {
    const rule = a.credits.resets.value;
    const cycleOf = (date: string) => {
      if (rule === null) return { n: 0, from: '0000-01-01', to: '9999-12-31' };
      let n = 0;
      while (nthReset(rule.next, rule.every, n) <= dayNumber(date)) n++;
      const day = (m: number) => new Date(nthReset(rule.next, rule.every, m) * 86_400_000).toISOString().slice(0, 10);
      return { n, from: n === 0 ? '0000-01-01' : day(n - 1), to: addDays(day(n), -1) };
    };
    const cycles = new Map(dates.map((date) => [cycleOf(date).n, cycleOf(date)]));
    for (const [n, { from, to }] of cycles) {
      const nominal = n === 0 ? amount(a.credits.remaining) : amount(a.credits.allowance);
      if (nominal === Infinity) continue;
      const lastReserved = rule === null ? (dates[dates.length - 1] as string) : to;
      const days = dayNumber(lastReserved) - dayNumber(n === 0 ? a.today : from) + 1;
      const base = nominal - (n === 0 ? a.reserve.untilReset : 0) - a.reserve.perDay * Math.max(0, days) - promised(senders, from, to);
      const max = a.overage?.max ?? 0;
      const credits = Math.max(0, base);
      const over = Math.max(0, base + max) - credits;
      if (over > 0) this.overageAccounts.add(a.account);
      const cells = dates.flatMap((date, d) => (cycleOf(date).n === n ? senders.map((s) => cell(s, d)) : []));
      this.pools.push({ cells, credits, over, price: Math.round(Number(a.overage?.pricePer1000 ?? 0) * 1e6) });
    }
  }

  hasOverage(account: string): boolean {
    return this.overageAccounts.has(account);
  }

  /** Overage cost in 1e-9 of the currency, or null when a limit breaks. */
  cost(load: readonly number[], slots: readonly number[]): number | null {
    if (!this.checks.every((check) => check(load, slots))) return null;
    let cost = 0;
    for (const { cells, credits, over, price } of this.pools) {
      const used = cells.reduce((n, i) => n + (load[i] as number), 0);
      const bought = Math.max(0, Math.ceil((used - credits * 10_000) / 10_000));
      if (bought > over) return null;
      cost += bought * price;
    }
    return cost;
  }
}
