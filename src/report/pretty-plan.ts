/** The plan for people: does it fit, what is short and why, what binds, when what is sent, what it costs. */

import type { Finding } from '../model/finding.ts';
import type { DailySends, Plan } from '../model/plan.ts';
import type { Rows } from '../model/rows.ts';
import { escapeTerminal } from './escape-terminal.ts';
import { provenWords } from './levels.ts';
import { calendarSection } from './plan-calendar.ts';
import { campaignSection } from './plan-campaigns.ts';
import { capacitySection, worthSection } from './plan-capacity.ts';
import { findingsSection } from './pretty-findings.ts';
import { age } from './pretty-usage.ts';
import { glyphs, paint, type ReportStyle, title } from './style.ts';
import { count, counted } from './words.ts';

/** The whole report. `sends`: day-by-day sends for the calendar; without them it is left out. */
export function prettyPlan(plan: Plan, sends: Rows<DailySends> | null, style: ReportStyle): string {
  const sections = [
    [...verdict(plan, style), ...circumstances(plan, style)],
    campaignSection(plan.campaigns, style),
    capacitySection(plan, style),
    worthSection(plan.capacity, style),
    sends === null ? [] : calendarSection(plan, sends, style),
    costSection(plan, style),
  ].filter((lines) => lines.length > 0);
  const text = sections.map((lines) => `${lines.join('\n')}\n`).join('\n');
  const findings = plan.findings.filter(isNews);
  return findings.length === 0 ? text : `${text}\n${findingsSection(findings, style)}`;
}

/** Findings that other sections do not say already. */
const isNews = (finding: Finding): boolean =>
  !['demand.shortfall', 'demand.no-sender', 'demand.no-day', 'overage.planned', 'solver.gap'].includes(finding.kind);

/** First line: fits, short by how many, or unknown. */
function verdict(plan: Plan, style: ReportStyle): readonly string[] {
  const { yes, no } = glyphs(style);
  const wanted = plan.campaigns.reduce((sum, row) => sum + row.contacts, 0);
  const served = plan.campaigns.reduce((sum, row) => sum + row.served, 0);
  const promises = plan.findings.filter((f) => f.kind === 'demand.serve-at-least').map((f) => f.message);
  const broken = promises.map((message) => paint(style, 'bad', `  ${escapeTerminal(message)}`));
  if (plan.outcome.status === 'noSolution') return [paint(style, 'bad', `? unknown: no plan was found in the time given`)];
  if (wanted === 0) return ['nothing to plan: no campaign has contacts'];
  if (served === wanted) return [paint(style, 'good', `${yes} everything fits: all ${counted(wanted, 'contact')} are served`), ...broken];
  const head = `${no} short by ${counted(wanted - served, 'contact')}: ${count(served)} of ${count(wanted)} served`;
  const unknown = plan.findings.filter((f) => f.kind === 'capacity.assumed-zero').length;
  const doubt = unknown === 0 ? [] : [paint(style, 'warn', `  ${counted(unknown, 'unknown number')} counted as 0: it may fit when known`)];
  return [paint(style, 'bad', head), ...broken, ...doubt];
}

function circumstances(plan: Plan, style: ReportStyle): readonly string[] {
  const { dot } = glyphs(style);
  const { start, end, timeZone } = plan.horizon;
  const { outcome, snapshot } = plan;
  const proven = provenWords(outcome.levels);
  const stale = snapshot.stale === null ? '' : paint(style, 'warn', ` (saved ${age(snapshot.stale.ageMs)} ago)`);
  return [
    `  ${paint(style, proven === 'optimal, proven' ? 'good' : 'warn', proven)} ${dot} checked independently ${dot} ${outcome.solver.name} ${outcome.solver.version}`,
    paint(style, 'faint', `  ${start} to ${end}, ${escapeTerminal(timeZone)} ${dot} capacity as of ${snapshot.observedAt}`) + stale,
  ];
}

function costSection(plan: Plan, style: ReportStyle): readonly string[] {
  const paid = plan.cost.overage.filter((row) => row.sends > 0);
  if (paid.length === 0) return [];
  const lines = paid.map(
    (row) =>
      `  ${escapeTerminal(row.account)}: ${counted(row.sends, 'send')} above the allowance, ${row.amount} ${escapeTerminal(row.currency)}`,
  );
  return [title('paid overage', style), ...lines];
}
