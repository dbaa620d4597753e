/** Look-ups the formulation sums over: which columns load which sender, campaign or account on which day. */

import { formatLocalDate } from '../model/calendar.ts';
import type { RowKey, Start } from '../model/plan.ts';
import { addTerm, type TermMap } from './linear.ts';
import type { Problem, ProblemCampaign, ProblemSender, StartOption } from './problem.ts';

/** Day → columns with their load in sends, days rising. */
export type DailyTerms = ReadonlyMap<number, TermMap>;

/** Sums over the columns of a Problem. Every call returns fresh maps that may be changed. */
export interface ProblemIndex {
  readonly startsOfDemand: (demand: number) => TermMap;
  /** Starts of a campaign (through one account, when given), coefficient 1. */
  readonly startsOfCampaign: (campaign: number, account?: number) => TermMap;
  readonly campaignStarts: (campaign: number) => DailyTerms;
  readonly campaignLoad: (campaign: number) => DailyTerms;
  readonly senderLoad: (sender: number) => DailyTerms;
  readonly mergeLoads: (senders: readonly number[]) => DailyTerms;
  /** Σ of the days from..to. */
  readonly sum: (load: DailyTerms, from: number, to: number) => TermMap;
  readonly followUpBalances: () => readonly { readonly key: RowKey; readonly terms: TermMap }[];
  /** Column of a start of an earlier plan, or undefined when it is no longer allowed. */
  readonly startColumn: (start: Start, day: number) => number | undefined;
  /** Local date of a day index, also outside the horizon. */
  readonly dateOf: (day: number) => string;
}

interface Load {
  readonly column: number;
  readonly day: number;
  readonly sends: number;
}

function toDaily(loads: readonly Load[]): DailyTerms {
  const days = new Map<number, TermMap>();
  for (const { column, day, sends } of loads) {
    const terms = days.get(day) ?? new Map();
    addTerm(terms, column, sends);
    days.set(day, terms);
  }
  return new Map([...days].sort((a, b) => a[0] - b[0]));
}

/** Builds the look-ups. `starts` are the first columns; the Problem's follow-up options come next. */
export function indexProblem(problem: Problem, starts: readonly StartOption[]): ProblemIndex {
  const firstFollowUp = starts.length;
  const campaignOf = (demand: number) => problem.campaigns[problem.demands[demand]?.campaign ?? -1] as ProblemCampaign;
  const accountOf = (sender: number) => (problem.senders[sender] as ProblemSender).account;
  const bySender: Load[][] = problem.senders.map(() => []);
  const byCampaign: Load[][] = problem.campaigns.map(() => []);
  const startsByDemand: number[][] = problem.demands.map(() => []);
  const startByKey = new Map<string, number>();

  const load = (demand: number, sender: number, entry: Load) => {
    bySender[sender]?.push(entry);
    byCampaign[problem.demands[demand]?.campaign ?? -1]?.push(entry);
  };
  starts.forEach((start, column) => {
    const campaign = campaignOf(start.demand);
    startsByDemand[start.demand]?.push(column);
    startByKey.set(`${start.demand}/${start.sender}/${start.stepDays[0]}`, column);
    const steps = campaign.sticky === 'sender' ? start.stepDays.length : 1;
    for (let k = 0; k < steps; k++) {
      load(start.demand, start.sender, { column, day: start.stepDays[k] as number, sends: (campaign.shares10k[k] as number) / 10_000 });
    }
  });
  problem.followUps.forEach((followUp, i) => {
    const sends = (campaignOf(followUp.demand).shares10k[followUp.step] as number) / 10_000;
    load(followUp.demand, followUp.sender, { column: firstFollowUp + i, day: followUp.day, sends });
  });

  const startsOfCampaign = (campaign: number, account?: number): TermMap => {
    const terms: TermMap = new Map();
    for (const demand of problem.campaigns[campaign]?.demands ?? []) {
      for (const column of startsByDemand[demand] ?? []) {
        if (account === undefined || accountOf(starts[column]?.sender ?? -1) === account) terms.set(column, 1);
      }
    }
    return terms;
  };

  return {
    startsOfDemand: (demand) => new Map((startsByDemand[demand] ?? []).map((column) => [column, 1])),
    startsOfCampaign,
    campaignStarts: (campaign) =>
      toDaily([...startsOfCampaign(campaign).keys()].map((column) => ({ column, day: starts[column]?.stepDays[0] ?? 0, sends: 1 }))),
    campaignLoad: (campaign) => toDaily(byCampaign[campaign] ?? []),
    senderLoad: (sender) => toDaily(bySender[sender] ?? []),
    mergeLoads: (senders) => toDaily(senders.flatMap((s) => bySender[s] ?? [])),
    sum: (daily, from, to) => {
      const terms: TermMap = new Map();
      for (const [day, sends] of daily) if (day >= from && day <= to) for (const [column, value] of sends) addTerm(terms, column, value);
      return terms;
    },
    followUpBalances: () => followUpBalances(problem, starts),
    startColumn: (start, day) => {
      const demand = problem.demands.findIndex((d) => problem.campaigns[d.campaign]?.id === start.campaign && d.segment === start.segment);
      const sender = problem.senders.findIndex((s) => s.id === start.sender);
      return startByKey.get(`${demand}/${sender}/${day}`);
    },
    dateOf: (day) => formatLocalDate(problem.firstDay + day),
  };
}

function followUpBalances(problem: Problem, starts: readonly StartOption[]): readonly { readonly key: RowKey; readonly terms: TermMap }[] {
  const balances = new Map<string, { readonly key: RowKey; readonly terms: TermMap }>();
  const at = (demand: number, step: number, sender: number, day: number): TermMap => {
    const d = problem.demands[demand];
    const campaign = problem.campaigns[d?.campaign ?? -1];
    const account = campaign?.sticky === 'account' ? problem.accounts[problem.senders[sender]?.account ?? -1]?.id : undefined;
    const id = `${demand}/${step}/${account ?? ''}/${day}`;
    let balance = balances.get(id);
    if (balance === undefined) {
      const key: RowKey = {
        family: 'follow_up_balance',
        campaign: campaign?.id ?? '',
        segment: d?.segment ?? null,
        step,
        ...(account === undefined ? {} : { account }),
        date: problem.dates[day] ?? '',
      };
      balance = { key, terms: new Map() };
      balances.set(id, balance);
    }
    return balance.terms;
  };
  starts.forEach((start, column) => {
    if (problem.campaigns[problem.demands[start.demand]?.campaign ?? -1]?.sticky === 'sender') return;
    start.stepDays.forEach((day, k) => {
      if (k > 0) addTerm(at(start.demand, k, start.sender, day), column, -1);
    });
  });
  problem.followUps.forEach((followUp, i) => {
    addTerm(at(followUp.demand, followUp.step, followUp.sender, followUp.day), starts.length + i, 1);
  });
  return [...balances.values()];
}
