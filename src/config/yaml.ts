/** Hardened reading of one YAML text: YAML 1.2 core schema, one document, no tags, no merge keys, limits before parsing. */

import { Composer, type CST, type Document, Parser, type YAMLError } from 'yaml';
import { toPlain } from './convert.ts';
import { literalInDocument, rangeInDocument } from './positions.ts';
import { scanYaml } from './scan.ts';
import { withoutSecrets } from './secrets.ts';
import type { Problem, Reading } from './source.ts';

const OPTIONS = {
  // A %YAML 1.1 line in the file would win over `version`; only `schema` pins the rules.
  schema: 'core',
  version: '1.2',
  merge: false,
  resolveKnownTags: false,
  stringKeys: true,
  strict: true,
  // The library compares every pair of keys: 80 000 keys take 82 s. We check with a set.
  uniqueKeys: false,
  logLevel: 'silent',
} as const;

/** What the library says of several mistakes under one code, and what we say. */
const BY_MESSAGE: readonly (readonly [RegExp, string])[] = [
  [
    /^Sequence item without - indicator/,
    'This line is indented less than the keys of the list item above it. Indent it like them, or begin an item with "- ".',
  ],
  [/^Missing closing ["']/, 'A quote was opened and is not closed before this place. Close it.'],
  [/ must be sufficiently indented and end with a \]/, 'A list in brackets is not closed before this place. Add the ].'],
  [/ must be sufficiently indented and end with a \}/, 'A map in braces is not closed before this place. Add the }.'],
  [/^All .* items must start at the same column/, 'This line is indented otherwise than its neighbours. Indent it like them.'],
  [
    /^Implicit map keys need to be followed by map values/,
    'A key without a colon. Write a colon and a value behind it, or put the text in quotes.',
  ],
  [
    /^Implicit keys need to be on a single line/,
    'A key without a colon, or one of several lines. Write a colon and a space behind the key.',
  ],
  [/^Missing , /, 'A comma is missing before this place.'],
  [/^Missing newline after/, 'An anchor or a tag stands in the wrong place. Write the value out.'],
  [/^Comments must be separated/, 'Write a space before the # of a comment, or put the text in quotes.'],
];

/** For these the library's words hold pieces of the file, which could be secrets, or say less than ours. */
const OWN_WORDS: Partial<Record<YAMLError['code'], string>> = {
  UNEXPECTED_TOKEN: 'Something stands here that YAML does not expect. Check quotes, colons and indentation of this and the line before.',
  TAB_AS_INDENT: 'A tab stands where indentation is expected. Indent with spaces.',
  BAD_ALIAS: 'This anchor or alias is not allowed here. Write the value out.',
  BAD_SCALAR_START: 'Text cannot begin with this character. Put it in quotes.',
  BLOCK_IN_FLOW: 'A comma, a closing bracket or a closing brace is missing here or before.',
  BAD_PROP_ORDER: 'An anchor or a tag stands in the wrong place. Write the value out.',
  BAD_DIRECTIVE: 'Directives (lines beginning with %) are not supported. Remove the line.',
  NON_STRING_KEY: 'A key must be text. Expected a word or quoted text before the colon.',
  BLOCK_AS_IMPLICIT_KEY: 'A second colon in one line, or a key in the wrong column. Put the text in quotes, or fix the indentation.',
  MULTIPLE_ANCHORS: 'Two anchors stand here. Remove them.',
  BAD_DQ_ESCAPE: 'This backslash escape does not exist. Use single quotes for text with backslashes.',
  TAG_RESOLVE_FAILED: 'Tags are not supported. Remove the tag.',
};

const syntax = (message: string, range: readonly [number, number] | null): Problem => ({
  kind: 'config.syntax',
  message,
  range,
  path: null,
});

function ofLibrary(error: YAMLError): Problem {
  const known = OWN_WORDS[error.code] ?? BY_MESSAGE.find(([pattern]) => pattern.test(error.message))?.[1];
  const words = known ?? `${withoutSecrets(error.message.trim())}. Check this and the line before.`;
  const [from, to] = error.pos;
  return syntax(words, [from, Math.max(to, from + 1)]);
}

const nothing: Pick<Reading, 'range' | 'literal'> = { range: () => null, literal: () => null };

/** Errors after which a text is not read on: each costs the library an object with a stack, and nobody reads them. */
const MOST_ERRORS = 1_000;
const ENOUGH = new Error('more syntax errors than anybody reads');

/** The first two documents of a text; without documents, the errors that were too many. */
function compose(text: string): { readonly documents: readonly Document[]; readonly errors: readonly YAMLError[] } {
  const composer = new Composer(OPTIONS);
  // Not public, but the only place where errors come by one after the other.
  const collector = composer as unknown as { onError: (...error: readonly unknown[]) => void };
  const collect = collector.onError;
  let left = MOST_ERRORS;
  collector.onError = (...error) => {
    // Thrown again and again: the library takes what is thrown for one more error.
    if (left-- <= 0) throw ENOUGH;
    collect(...error);
  };
  function* few(): Generator<CST.Token> {
    let broken = 0;
    for (const token of new Parser().parse(text)) {
      if (token.type === 'error' && ++broken > MOST_ERRORS) return;
      yield token;
    }
  }
  const documents: Document[] = [];
  try {
    for (const document of composer.compose(few(), true, text.length)) {
      documents.push(document as Document);
      if (documents.length > 1) break;
    }
  } catch (error) {
    if (error !== ENOUGH) throw error;
    return { documents: [], errors: composer.streamInfo().errors };
  }
  return { documents, errors: documents[0]?.errors ?? [] };
}

/** Errors in our words, one for each line: what follows an error in the same line is its consequence. */
function syntaxProblems(errors: readonly YAMLError[], text: string): Problem[] {
  const lines = new Set<number>();
  return errors.map(ofLibrary).filter(({ range }) => {
    const line = text.lastIndexOf('\n', (range?.[0] ?? 0) - 1);
    if (lines.has(line)) return false;
    lines.add(line);
    return true;
  });
}

/** Reads one YAML text. Never throws for what stands in the text. */
export function readYaml(text: string): Reading {
  const refused = scanYaml(text);
  if (refused) return { ...nothing, value: undefined, problems: [refused] };
  const composed = compose(text);
  const errors = syntaxProblems(composed.errors, text);
  const [document, second] = composed.documents;
  if (document === undefined) return { ...nothing, value: undefined, problems: errors };
  const places: Pick<Reading, 'range' | 'literal'> = {
    range: (path, spot) => rangeInDocument(document, path, spot),
    literal: (path) => literalInDocument(document, path),
  };
  if (second) {
    const at = second.range?.[0] ?? 0;
    errors.push(
      syntax('A second document (---) begins here. Expected one document per file; put it into a file of its own.', [at, at + 3]),
    );
  }
  if (errors.length > 0) return { ...places, value: undefined, problems: errors };
  if (document.contents === null || (document.contents as { readonly value?: unknown }).value === null)
    return {
      ...places,
      value: undefined,
      problems: [{ kind: 'config.empty', message: 'The file is empty. Expected version, accounts, campaigns.', range: null, path: null }],
    };
  // Warnings of the library are all about tags; toPlain refuses every tag with its own message.
  const { value, problems } = toPlain(document);
  return { ...places, value: problems.some((p) => p.kind === 'config.limit') ? undefined : value, problems };
}
