/** Hardened reading of one YAML text: YAML 1.2 core schema, one document, no tags, no merge keys, limits before parsing. */

import { Composer, type Document, Parser, type YAMLError } from 'yaml';
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

/** Reads one YAML text. Never throws for what stands in the text. */
export function readYaml(text: string): Reading {
  const refused = scanYaml(text);
  if (refused) return { ...nothing, value: undefined, problems: [refused] };
  const documents: Document[] = [];
  for (const document of new Composer(OPTIONS).compose(new Parser().parse(text), true, text.length)) {
    documents.push(document as Document);
    if (documents.length > 1) break;
  }
  const document = documents[0] as Document;
  const places: Pick<Reading, 'range' | 'literal'> = {
    range: (path, spot) => rangeInDocument(document, path, spot),
    literal: (path) => literalInDocument(document, path),
  };
  // What follows an error in the same line is its consequence.
  const lineOf = ({ range }: Problem): number => text.lastIndexOf('\n', (range?.[0] ?? 0) - 1);
  const errors = document.errors.map(ofLibrary).filter((e, i, all) => all.findIndex((o) => lineOf(o) === lineOf(e)) === i);
  const second = documents[1];
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
