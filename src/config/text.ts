/** From the bytes of a plan file to a source: decoding, reader by format, places by line and column, secrets. */

import type { Position } from '../model/finding.ts';
import type { Bag } from './bag.ts';
import { dotted } from './issues.ts';
import { readJson } from './json.ts';
import { MAX_YAML_BYTES } from './limits.ts';
import { type Reading, type Source, startOf } from './source.ts';
import { sweep } from './sweep.ts';
import { readYaml } from './yaml.ts';

/** Turns offsets into lines and columns (UTF-16 units, from 1), for one text. */
function placer(text: string, file: string): (range: readonly [number, number]) => Position {
  let starts: number[] | null = null;
  const at = (offset: number): readonly [number, number] => {
    if (!starts) {
      starts = [0];
      for (let i = text.indexOf('\n'); i !== -1; i = text.indexOf('\n', i + 1)) starts.push(i + 1);
    }
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return [low + 1, offset - starts[low]! + 1];
  };
  return ([from, to]) => {
    const [line, column] = at(Math.min(from, text.length));
    const [endLine, endColumn] = at(Math.min(Math.max(to, from), text.length));
    return { file, line, column, endLine, endColumn: endLine === line ? Math.max(endColumn, column + 1) : endColumn };
  };
}

function read(text: string, file: string): Reading {
  const isNamedJson = file.endsWith('.json');
  const json = isNamedJson || /^\s*\{/.test(text) ? readJson(text, isNamedJson) : null;
  return json ?? readYaml(text);
}

/** Reads one plan file. What is wrong with its text is reported; null when it is not even text. */
export function readText(bytes: Buffer, file: string, folder: string, bag: Bag): Source | null {
  let text: string;
  try {
    // The decoder takes a byte order mark away, so that line 1 begins at column 1.
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    bag.place(startOf(file), 'config.syntax', `${file} is not UTF-8 text. Save it as UTF-8.`, {
      subject: { kind: 'file', id: file },
      hideSource: true,
    });
    return null;
  }
  const reading = read(text, file);
  const place = placer(text, file);
  const swept = reading.value === undefined ? { value: undefined, secrets: [] } : sweep(reading.value);
  const source: Source = {
    file,
    folder,
    text,
    value: swept.value,
    problems: reading.problems,
    isLarge: bytes.length > MAX_YAML_BYTES,
    locate: (path, spot) => {
      const range = reading.range(path, spot);
      return range ? place(range) : startOf(file);
    },
    literal: reading.literal,
  };
  for (const problem of reading.problems) {
    const first = problem.first ? place(problem.first) : null;
    const message = first ? `${problem.message} First at line ${first.line}, column ${first.column}.` : problem.message;
    bag.place(
      problem.range ? place(problem.range) : startOf(file),
      problem.kind,
      message,
      { subject: { kind: 'file', id: file }, isFinal: true },
      source,
    );
  }
  for (const { path, spot } of swept.secrets) {
    const what = spot === 'key' ? 'A key here' : dotted(path);
    const message = `${what} looks like a credential (not shown). Put the secret into an environment variable, name that variable where a credential is expected, and replace the secret: it has been written down.`;
    bag.at(source, path, 'config.secret-literal', message, { hideSource: true, spot });
  }
  return source;
}
