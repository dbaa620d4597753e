/** A check for people at a terminal: verdict, findings with the lines that cause them, what was accepted. */

import type { Finding } from '../model/finding.ts';
import type { Plan } from '../model/plan.ts';
import { type CheckReport, countsText, fails } from './check-report.ts';
import { escapeTerminal } from './escape-terminal.ts';
import { provenWords } from './levels.ts';
import { findingLines, hiddenLines, noteLines, type Sources } from './pretty-findings.ts';
import { glyphs, paint, proseWidth, type ReportStyle, title } from './style.ts';
import { count, counted, paragraph } from './words.ts';

/** Findings of one kind shown in full. */
const MOST_OF_A_KIND = 20;

/** The whole report. `sources`: contents of the files findings point into. */
export function prettyCheck(report: CheckReport, style: ReportStyle, sources: Sources): string {
  const { bullet } = glyphs(style);
  const width = proseWidth(style);
  const sections = [
    [verdict(report, style), ...(report.plan === null ? [] : circumstances(report.plan, style))],
    ...findingBlocks(report.findings, style, sources),
    report.ignored.length === 0
      ? []
      : [
          title('ignored', style),
          ...report.ignored.flatMap(({ finding, reason, until }) =>
            paragraph(
              `  ${bullet} `,
              escapeTerminal(`${finding.message} (${reason ?? 'no reason given'}${until === null ? '' : `, until ${until}`})`),
              width,
            ),
          ),
        ],
    report.known === null || report.known.length === 0 ? [] : [title('as in the baseline', style), ...noteLines(report.known, style)],
  ].filter((lines) => lines.length > 0);
  return `${sections.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function verdict(report: CheckReport, style: ReportStyle): string {
  const { yes, no } = glyphs(style);
  const isRed = report.findings.some((f) => fails(f, report.failOn)) || report.exitCode !== 0;
  const counts = countsText(report);
  const least = report.failOn === 'error' || report.exitCode !== 0 ? '' : ` (fails on ${report.failOn})`;
  return isRed ? paint(style, 'bad', `${no} failed: ${counts}`) : paint(style, 'good', `${yes} passed: ${counts}${least}`);
}

function circumstances({ campaigns, outcome, horizon, snapshot }: Plan, style: ReportStyle): readonly string[] {
  const { dot } = glyphs(style);
  const wanted = campaigns.reduce((sum, row) => sum + row.contacts, 0);
  const served = campaigns.reduce((sum, row) => sum + row.served, 0);
  const fit = served === wanted ? `all ${counted(wanted, 'contact')} served` : `${count(served)} of ${count(wanted)} contacts served`;
  return [
    `  ${fit} ${dot} ${provenWords(outcome.levels)}`,
    paint(
      style,
      'faint',
      `  ${horizon.start} to ${horizon.end}, ${escapeTerminal(horizon.timeZone)} ${dot} capacity as of ${escapeTerminal(snapshot.observedAt)}`,
    ),
  ];
}

/** Warnings and errors in full, notes in short; of very many of a kind the most significant. */
function findingBlocks(findings: readonly Finding[], style: ReportStyle, sources: Sources): readonly (readonly string[])[] {
  const seen = new Map<string, number>();
  const grave = findings.filter((f) => f.severity !== 'info');
  const shown = grave.filter((f) => {
    const n = (seen.get(f.kind) ?? 0) + 1;
    seen.set(f.kind, n);
    return n <= MOST_OF_A_KIND;
  });
  const hidden = [...seen].filter(([, n]) => n > MOST_OF_A_KIND).map(([kind, n]) => `  and ${count(n - MOST_OF_A_KIND)} more ${kind}`);
  const notes = noteLines(
    findings.filter((f) => f.severity === 'info'),
    style,
  );
  return [
    ...shown.map((f) => findingLines(f, style, sources.get(f.file ?? ''), hiddenLines(findings, f.file ?? ''))),
    hidden.length === 0 ? [] : [...hidden, '  --format concise lists them all'],
    notes.length === 0 ? [] : [title('notes', style), ...notes],
  ];
}
