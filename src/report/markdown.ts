/** A check as Markdown, for a pull request comment or a job summary: what fails, by how much, what would fix it. */

import type { Finding, Severity } from '../model/finding.ts';
import { type Measurement, measurementOf } from '../model/judgement.ts';
import type { Plan } from '../model/plan.ts';
import { type CheckReport, countsText, fails } from './check-report.ts';
import { cutText, LONGEST_CELL, markdownCell, markdownCode, markdownText } from './escape-markdown.ts';
import { provenWords } from './levels.ts';
import { count, counted, percent, shortDate } from './words.ts';

/** By this line a comment is found again and updated; nothing in a report can make another one. */
export const MARKER = '<!-- sendplan:check -->';
/** Longest text. A comment on GitHub has at most 65,536 characters. */
const MOST_CHARACTERS = 60_000;
const MOST_FINDINGS = 40;
const MOST_CAMPAIGNS = 50;

const MARK: Readonly<Record<Severity, string>> = { error: '❌', warning: '⚠️', info: 'ℹ️' };

/** The report. Long ones are cut with a count, so that they always fit a comment. */
export function markdown(report: CheckReport): string {
  const { findings, failure, plan } = report;
  const verdictWords = failure !== null ? ': no answer' : `${report.exitCode === 0 ? ' passed' : ' failed'}: ${countsText(report)}`;
  const head = `## ${report.exitCode === 0 ? '✅' : '❌'} sendplan ${report.command}${verdictWords}`;
  const grave = findings.filter((f) => f.severity !== 'info');
  return withinComment([
    [MARKER, head],
    failure === null ? [] : [markdownText(cutText(failure.message, 2000))],
    plan === null ? [] : [verdict(plan)],
    grave.length === 0 ? [] : findingsTable(grave, report),
    ...(report.show === 'changes' ? [] : details(report)),
  ]);
}

/** What stands behind the findings that count, each part folded unless everything is to be shown. */
function details({ plan, findings, ignored, known, show }: CheckReport): readonly (readonly string[])[] {
  const notes = findings.filter((f) => f.severity === 'info');
  const accepted = ({ finding, reason, until }: CheckReport['ignored'][number]): string => {
    const why = reason === null ? 'no reason given' : `“${markdownText(cutText(reason, LONGEST_CELL))}”`;
    return `${item(finding)} – ${why}${until === null ? '' : `, until ${until}`}`;
  };
  const before = known ?? [];
  const complete = plan?.campaigns.filter((row) => row.served === row.contacts).length;
  const parts: readonly (readonly [summary: string, lines: readonly string[]])[] = [
    [`Campaigns: ${complete} of ${plan?.campaigns.length} served completely`, plan === null ? [] : campaignTable(plan)],
    [counted(notes.length, 'note'), list(notes, item)],
    [counted(ignored.length, 'ignored finding'), list(ignored, accepted)],
    [counted(before.length, 'finding as in the baseline', 'findings as in the baseline'), list(before, item)],
  ];
  const tag = show === 'all' ? '<details open>' : '<details>';
  return parts
    .filter(([, lines]) => lines.length > 0)
    .map(([summary, lines]) => [`${tag}<summary>${summary}</summary>`, '', ...lines, '', '</details>']);
}

// The kind comes first: a text at the beginning of a list item could be a list itself.
const item = ({ kind, message }: Finding): string => `${markdownCode(kind)} ${markdownText(cutText(message, LONGEST_CELL))}`;

/** Blocks with a blank line between them, as many as fit a comment. */
export function withinComment(blocks: readonly (readonly string[])[]): string {
  let text = '';
  for (const block of blocks) {
    if (block.length === 0) continue;
    const next = `${text === '' ? '' : '\n'}${block.join('\n')}\n`;
    if (text.length + next.length > MOST_CHARACTERS) return `${text}\nThe rest is too long for a comment: see the other reports.\n`;
    text += next;
  }
  return text;
}

function verdict({ campaigns, outcome, horizon, snapshot }: Plan): string {
  const wanted = campaigns.reduce((sum, row) => sum + row.contacts, 0);
  const served = campaigns.reduce((sum, row) => sum + row.served, 0);
  const fit =
    served === wanted
      ? `All ${counted(wanted, 'contact')} are served.`
      : `${count(served)} of ${count(wanted)} contacts are served, ${count(wanted - served)} are short.`;
  const range = `${shortDate(horizon.start)} to ${shortDate(horizon.end)} ${horizon.end.slice(0, 4)}`;
  return `**${fit}** The plan is ${provenWords(outcome.levels)}, ${range}, capacity as of ${markdownText(snapshot.observedAt.replace('T', ' ').replace('Z', ' UTC'))}.`;
}

function findingsTable(findings: readonly Finding[], { failOn }: CheckReport): readonly string[] {
  const shown = findings.slice(0, MOST_FINDINGS);
  const rows = shown.map((finding) => {
    const cells = cellsOf(finding);
    const word = finding.severity === 'error' && !fails(finding, failOn) ? 'error, fails nothing' : finding.severity;
    return `| ${MARK[finding.severity]} ${word} | ${cells.join(' | ')} |`;
  });
  const hidden = findings.length - shown.length;
  return [
    '| | what and where | measured | asked for | what would do |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
    ...(hidden > 0 ? ['', `and ${count(hidden)} more, all less significant; the other reports list them.`] : []),
  ];
}

function cellsOf(finding: Finding): readonly string[] {
  const { title, subject, kind, file, line } = finding;
  const where = file === null ? '' : `<br>${markdownCode(line === null ? file : `${file}:${line}`)}`;
  const name = subject === null ? '' : `: ${markdownCode(cutText(subject.id, LONGEST_CELL))}`;
  const what = `${markdownText(title)}${name}<br>${markdownCode(kind)}${where}`;
  const measurement = measurementOf(finding) ?? shortfallOf(finding);
  if (measurement === null) return [what, markdownCell(finding.message), '', markdownCell(finding.help)];
  return [what, markdownCell(measurement.measured), markdownCell(measurement.required), markdownCell(measurement.remedy)];
}

/** A shortfall in the columns of a measurement: its message ends with what holds the contacts back. */
function shortfallOf({ kind, message, data: { contacts, served } }: Finding): Measurement | null {
  if (kind !== 'demand.shortfall' || typeof contacts !== 'number' || typeof served !== 'number') return null;
  const [, why] = /cannot be served: (.+)$/.exec(message) ?? [];
  if (why === undefined) return null;
  const excess = contacts - served;
  return {
    measured: `${count(excess)} of ${count(contacts)} contacts short`,
    required: 'all',
    remedy: `more room in what is used up: ${why}`,
    excess,
  };
}

function campaignTable({ campaigns }: Plan): readonly string[] {
  // Short ones first: they are what a reader looks for.
  const ordered = [...campaigns].sort((a, b) => Number(b.served < b.contacts) - Number(a.served < a.contacts) || a.priority - b.priority);
  const rows = ordered.slice(0, MOST_CAMPAIGNS).map((row) => {
    const name = markdownCode(cutText(row.segment === null ? row.campaign : `${row.campaign}/${row.segment}`, LONGEST_CELL));
    const short = row.contacts - row.served;
    const days = row.firstDay === null || row.lastDay === null ? '' : `${shortDate(row.firstDay)} – ${shortDate(row.lastDay)}`;
    const numbers = [count(row.contacts), count(row.served), short === 0 ? '–' : `**${count(short)}**`, percent(row.served, row.contacts)];
    return `| ${row.priority} | ${name} | ${numbers.join(' | ')} | ${days} |`;
  });
  const hidden = campaigns.length - rows.length;
  return [
    '| priority | campaign | contacts | served | short | share | days |',
    '| ---: | --- | ---: | ---: | ---: | ---: | --- |',
    ...rows,
    ...(hidden > 0 ? ['', `and ${count(hidden)} more`] : []),
  ];
}

function list<T>(items: readonly T[], text: (item: T) => string): readonly string[] {
  const hidden = items.length - MOST_FINDINGS;
  return [...items.slice(0, MOST_FINDINGS).map((entry) => `- ${text(entry)}`), ...(hidden > 0 ? [`- and ${count(hidden)} more`] : [])];
}
