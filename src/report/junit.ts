/** Findings as a JUnit report: a suite per file, a case per campaign and per policy. Schema: the JUnit XSD of Jenkins. */

import type { Finding } from '../model/finding.ts';
import type { JudgedRule } from '../model/judgement.ts';
import { type CheckReport, fails } from './check-report.ts';
import { escapeTerminal } from './escape-terminal.ts';

interface Case {
  readonly name: string;
  readonly file: string;
  readonly failures: readonly Finding[];
  /** What is said without failing: lesser findings, accepted ones. */
  readonly notes: readonly string[];
  readonly isSkipped: boolean;
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };
/** Text of an element or attribute. Controls are visible escapes already; the two noncharacters XML forbids go as well. */
const xml = (text: string): string =>
  escapeTerminal(text)
    .replace(/[\ufffe\uffff]/g, '\ufffd')
    .replace(/[&<>"']/g, (character) => ENTITIES[character] as string);

/** The policy a finding is about, where it is about one. */
const POLICY_OF: Readonly<Partial<Record<Finding['kind'], string>>> = {
  'headroom.low': 'minHeadroom',
  'utilisation.high': 'maxUtilisation',
  'overage.forbidden': 'overage',
  'overage.cost': 'overage',
  'overage.planned': 'overage',
  'snapshot.stale': 'maxSnapshotAge',
};

/** `campaign autumn`, `policy minHeadroom`, or the subject of anything else. */
function caseOf({ kind, subject, file }: Finding): string {
  const policy = POLICY_OF[kind];
  if (policy !== undefined) return `policy ${policy}`;
  if (subject === null) return file === null ? kind : `file ${file}`;
  // Segments are judged as a part of their campaign.
  return subject.kind === 'segment' ? `campaign ${subject.id.split('/')[0]}` : `${subject.kind} ${subject.id}`;
}

/** The report. Without an answer every case is skipped, and one error says why. */
export function junit(report: CheckReport): string {
  const cases = casesOf(report);
  const suites = [...new Set([...report.files, ...cases.map((c) => c.file)])].map((file) =>
    suite(
      file,
      cases.filter((c) => c.file === file),
    ),
  );
  const failure = report.failure === null ? [] : [errorSuite(report.failure)];
  const totals = `tests="${cases.length + failure.length}" failures="${cases.filter((c) => c.failures.length > 0).length}" errors="${failure.length}"`;
  const body = [...failure, ...suites].join('');
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="${xml(`sendplan ${report.command}`)}" ${totals}>\n${body}</testsuites>\n`;
}

function casesOf(report: CheckReport): readonly Case[] {
  const { findings, ignored, known, rules, failOn } = report;
  const home = report.files[0] ?? 'sendplan';
  const of = (rule: JudgedRule) => `${rule.kind} ${rule.id}`;
  const byCase = new Map<string, Finding[]>();
  const others: string[] = [];
  const names = new Set(rules.map(of));
  for (const finding of [...findings, ...ignored.map((i) => i.finding), ...(known ?? [])]) {
    const name = caseOf(finding);
    if (!names.has(name) && !byCase.has(name)) others.push(name);
    byCase.set(name, [...(byCase.get(name) ?? []), finding]);
  }
  const counting = new Set(findings);
  const reasons = new Map(ignored.map((i) => [i.finding, i.reason ?? 'no reason given']));
  const build = (name: string, file: string): Case => {
    const own = byCase.get(name) ?? [];
    const failures = own.filter((f) => counting.has(f) && fails(f, failOn));
    const note = (f: Finding): string => {
      const why = counting.has(f) ? f.severity : reasons.has(f) ? `ignored (${reasons.get(f)})` : 'as in the baseline';
      return `${why}: ${f.kind} ${f.message}`;
    };
    const notes = own.filter((f) => !failures.includes(f)).map(note);
    return { name, file, failures, notes, isSkipped: report.failure !== null && own.length === 0 };
  };
  return [
    ...rules.map((rule) => build(of(rule), rule.position?.file ?? home)),
    ...others.map((name) => build(name, byCase.get(name)?.[0]?.file ?? home)),
  ];
}

function suite(file: string, cases: readonly Case[]): string {
  const failures = cases.filter((c) => c.failures.length > 0).length;
  const skipped = cases.filter((c) => c.isSkipped).length;
  const head = `<testsuite name="${xml(file)}" tests="${cases.length}" failures="${failures}" errors="0" skipped="${skipped}">`;
  return `  ${head}\n${cases.map((c) => caseText(c)).join('')}  </testsuite>\n`;
}

function caseText({ name, file, failures, notes, isSkipped }: Case): string {
  const parts = [
    ...(isSkipped ? ['      <skipped>could not be checked</skipped>\n'] : []),
    ...failures.map((f) => `      <failure type="${f.kind}" message="${xml(f.message)}">${xml(placeAndHelp(f))}</failure>\n`),
    ...notes.map((note) => `      <system-out>${xml(note)}</system-out>\n`),
  ];
  const head = `<testcase classname="${xml(file)}" name="${xml(name)}"`;
  return parts.length === 0 ? `    ${head}/>\n` : `    ${head}>\n${parts.join('')}    </testcase>\n`;
}

const placeAndHelp = ({ file, line, column, help }: Finding): string =>
  [[file, line, column].filter((part) => part !== null).join(':'), help].filter((part) => part !== '').join(' ');

const errorSuite = ({ code, message }: { readonly code: string; readonly message: string }): string =>
  `  <testsuite name="sendplan" tests="1" failures="0" errors="1">\n    <testcase classname="sendplan" name="answer">\n      <error type="${xml(code)}" message="${xml(message)}"/>\n    </testcase>\n  </testsuite>\n`;
