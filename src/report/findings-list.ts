/** Every kind of finding there is: for `help findings` and for the README. */

import { FINDINGS, type FindingInfo, type FindingKind, findingAnchor } from '../model/finding-kinds.ts';
import { escapeTerminal } from './escape-terminal.ts';
import { paint, proseWidth, type ReportStyle, type Tone } from './style.ts';
import { paragraph } from './words.ts';

const TONE: Readonly<Record<FindingInfo['severity'], Tone>> = { error: 'bad', warning: 'warn', info: 'accent' };
const kinds = Object.keys(FINDINGS) as FindingKind[];

/** The table as text: kind, default severity, title, help. */
export function findingsHelp(style: ReportStyle): string {
  const width = proseWidth(style);
  const widest = Math.max(...kinds.map((kind) => kind.length));
  const blocks = kinds.map((kind) => {
    const { severity, title, help } = FINDINGS[kind];
    const word = paint(style, TONE[severity], severity.padEnd(7));
    return [`  ${kind.padEnd(widest)}  ${word}  ${title}`, ...paragraph(' '.repeat(widest + 4), escapeTerminal(help), width)].join('\n');
  });
  const intro = paragraph(
    '',
    'Every kind of finding, with its usual severity. A check fails from the severity of --fail-on on; policy.ignore names findings by these words.',
    width,
  );
  return `${[intro.join('\n'), ...blocks].join('\n\n')}\n`;
}

/** The table in Markdown, each row with the anchor that reports point at. */
export function findingsMarkdown(): string {
  const rows = kinds.map((kind) => {
    const { severity, title, help } = FINDINGS[kind];
    return `| <a id="${findingAnchor(kind)}"></a>\`${kind}\` | ${severity} | ${title}. ${help} |`;
  });
  return ['| finding | usually | what it means, what to do |', '| --- | --- | --- |', ...rows].join('\n');
}
