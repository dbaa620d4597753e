/**
 * Look over the lexer's tokens of a YAML file before it is parsed: counts and nesting are judged here, because the
 * parser needs minutes for what the lexer sees in a tenth of a second (80 000 keys of one map: 82 s).
 */

import { CST, Lexer } from 'yaml';
import { MAX_ANCHORS_AND_ALIASES, MAX_DEPTH, MAX_KEYS_PER_MAP, MAX_NODES } from './limits.ts';
import type { Problem } from './source.ts';

/** Characters YAML does not allow in a file, and the lone carriage return, which other tools read as a line end. */
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u0080-\u0084\u0086-\u009f\ufffe\uffff]|\r(?!\n)/;

/** One open collection of the look-over: block collections are told apart by their indent. */
interface Level {
  readonly indent: number;
  keys: number;
}

const problem = (kind: 'config.syntax' | 'config.limit', message: string, from: number, to: number): Problem => ({
  kind,
  message,
  range: [from, Math.max(to, from + 1)],
  path: null,
});

/** First character a YAML file may not hold. */
export function forbiddenCharacter(text: string): Problem | null {
  const found = FORBIDDEN.exec(text);
  if (!found) return null;
  const name = `U+${found[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
  const what = found[0] === '\r' ? `a carriage return without line feed (${name})` : `the control character ${name}`;
  return problem(
    'config.syntax',
    `The file holds ${what}. Expected plain text with LF or CRLF line ends; remove the character.`,
    found.index,
    found.index + 1,
  );
}

/** What is over a limit or not supported in a YAML text, first only; null when it may be parsed. */
export function scanYaml(text: string): Problem | null {
  const bad = forbiddenCharacter(text);
  if (bad) return bad;
  let offset = 0;
  let lineStart = 0;
  let atLineStart = true;
  let isScalarNext = false;
  /** Right behind a bracket or a comma. */
  let isItemDue = false;
  let nodes = 0;
  let items = 0;
  let marks = 0;
  let inline = 0;
  const flow: Level[] = [];
  const block: Level[] = [];
  const tooDeep = (from: number) =>
    problem(
      'config.limit',
      `Lists and maps are nested more than ${MAX_DEPTH} deep here. Expected at most ${MAX_DEPTH} levels.`,
      from,
      from + 1,
    );

  const tooMany = (from: number) =>
    problem(
      'config.limit',
      `The file holds more than ${MAX_NODES} values. Expected at most ${MAX_NODES}: put thousands of senders into a CSV table (senders: { file }), or write the plan file as JSON.`,
      from,
      from + 1,
    );

  for (const lexeme of new Lexer().lex(text)) {
    const type = isScalarNext ? 'content' : CST.tokenType(lexeme);
    isScalarNext = false;
    if (type === 'doc-mode' || type === 'flow-error-end') continue;
    if (type === 'scalar') {
      isScalarNext = true;
      continue;
    }
    const from = offset;
    offset += lexeme.length;
    if (type === 'newline' || lexeme.endsWith('\n')) {
      lineStart = offset;
      atLineStart = true;
      inline = 0;
      if (type === 'newline') continue;
    }
    if (type === 'space' || type === 'comment') continue;
    if (type === 'comma') {
      // The parser makes an error, with its stack, of each of a million commas.
      if (isItemDue) return problem('config.syntax', 'A comma with nothing before it. Remove it.', from, offset);
      isItemDue = true;
      continue;
    }
    isItemDue = type === 'flow-map-start' || type === 'flow-seq-start';
    if (type === 'directive-line' && !/^%YAML\s+1\.2\s*$/.test(lexeme))
      return problem(
        'config.syntax',
        `The directive ${lexeme.trim().slice(0, 20)} is not supported: plan files are YAML 1.2. Remove the line.`,
        from,
        offset,
      );
    if (type === 'anchor' || type === 'alias') {
      marks++;
      if (marks > MAX_ANCHORS_AND_ALIASES)
        return problem(
          'config.limit',
          `More than ${MAX_ANCHORS_AND_ALIASES} anchors and aliases. Expected at most ${MAX_ANCHORS_AND_ALIASES}; write the values out.`,
          from,
          offset,
        );
    }
    // Block collections are opened by the indent of the first token of a line and closed by a smaller one.
    if (atLineStart && flow.length === 0 && type !== 'doc-start' && type !== 'doc-end') {
      const indent = from - lineStart;
      while (block.length > 0 && block.at(-1)!.indent > indent) block.pop();
      if (block.length === 0 || block.at(-1)!.indent < indent) block.push({ indent, keys: 0 });
      else if (type === 'seq-item-ind') block.at(-1)!.keys = 0;
      if (block.length > MAX_DEPTH) return tooDeep(from);
    }
    if (!lexeme.endsWith('\n')) atLineStart = false;
    if (type === 'seq-item-ind' || type === 'explicit-key-ind') {
      inline++;
      // Items without a value are values as well.
      if (++items > MAX_NODES) return tooMany(from);
      if (inline + block.length > MAX_DEPTH + 1) return tooDeep(from);
    } else if (type === 'flow-map-start' || type === 'flow-seq-start') {
      flow.push({ indent: -1, keys: 0 });
      nodes++;
      if (flow.length + block.length > MAX_DEPTH) return tooDeep(from);
    } else if (type === 'flow-map-end' || type === 'flow-seq-end') {
      if (!flow.pop()) return problem('config.syntax', `A ${lexeme} that closes nothing. Remove it.`, from, offset);
    } else if (type === 'map-value-ind') {
      const level = flow.at(-1) ?? block.at(-1);
      if (level && ++level.keys > MAX_KEYS_PER_MAP)
        return problem(
          'config.limit',
          `A map holds more than ${MAX_KEYS_PER_MAP} keys. Expected at most ${MAX_KEYS_PER_MAP}.`,
          from,
          offset,
        );
    } else if (type === 'content' || type === 'single-quoted-scalar' || type === 'double-quoted-scalar' || type === 'alias') {
      if (++nodes > MAX_NODES) return tooMany(from);
    }
  }
  return null;
}
