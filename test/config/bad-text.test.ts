/** YAML that is refused: syntax, keys, characters, documents: every finding with line, column, kind and the beginning of its message. */

import { A, type BadFile, C, checkBadFiles } from './bad-file.ts';

const FILES: readonly BadFile[] = [
  [
    'tab as indentation (IN-15)',
    'version: 1\naccounts:\n\t- id: a\n',
    ['3:1 config.syntax A tab stands where indentation is expected. Indent with spaces.'],
  ],
  [
    'wrong indentation',
    'version: 1\naccounts:\n  - id: a\n   provider: declared\n',
    ['4:1 config.syntax Sequence item without - indicator. Check this and the line before.'],
  ],
  [
    'open quote',
    'version: 1\naccounts:\n  - { id: "a, provider: declared }\n',
    ['4:1 config.syntax Missing closing "quote. Check this and the line before.'],
  ],
  [
    'open bracket',
    'version: 1\naccounts: [{ id: a, provider: declared }\n',
    ['3:1 config.syntax Flow sequence in block collection must be sufficiently indented and end with a ]. Check'],
  ],
  [
    'two colons',
    'version: 1\naccounts:\n  - id: a: b\n',
    ['3:9 config.syntax A second colon in one line, or a key in the wrong column. Put the text in quotes, or fix'],
  ],
  [
    'alias without anchor',
    'version: 1\naccounts:\n  - *x\n',
    ['3:5 config.syntax The alias *x has no anchor before it. Write the value out.'],
  ],
  ['alias inside itself', 'version: 1\naccounts: &x\n  - *x\n', ['3:5 config.syntax The alias *x contains itself. Write the value out.']],
  [
    'merge key (IN-12)',
    'version: 1\nx-base: &b { provider: declared }\naccounts:\n  - { <<: *b, id: a }\n',
    [
      '4:5 config.missing-key account a has no provider; expected sendgrid, sendgrid-reseller, activecampaign,',
      '4:7 config.unknown-key Merge keys (<<) are not supported. Write the values out.',
    ],
  ],
  [
    'list as a key',
    'version: 1\n? [a, b]\n: 1\n',
    ['2:3 config.syntax A key must be text. Expected a word or quoted text before the colon.'],
  ],
  [
    'secret as a key',
    'version: 1\nSG.aaaaaaaaaaaaaaaaaaaaaa.bbbbbbbbbbbbbbbbbbbbbbb: 1\n',
    ['2:1 config.secret-literal A key here looks like a credential (not shown). Expected the name of an environment'],
  ],
  [
    'tag on a value (IN-13)',
    A + '    tags: !!js/function "x"\n',
    ['5:25 config.syntax Tags (!!js/function) are not supported. Remove the tag.'],
  ],
  ['binary tag (IN-13)', A + '    tier: !!binary aGVsbG8=\n', ['5:20 config.syntax Tags (!!binary) are not supported. Remove the tag.']],
  [
    'duplicate key (IN-10)',
    A + '    tags: [a]\n    tags: [b]\n',
    ['6:5 config.duplicate-key The key tags is written twice in the same map. Keep one of them. First at line 5,'],
  ],
  [
    'number and text key (IN-10)',
    'version: 1\nx-a: { 1: a, "1": b }\naccounts: [{ id: a, provider: declared }]\n',
    ['2:14 config.duplicate-key The key 1 is written twice in the same map. Keep one of them. First at line 2,'],
  ],
  [
    'true and text key (IN-10)',
    'version: 1\nx-a: { true: a, "true": b }\naccounts: [{ id: a, provider: declared }]\n',
    ['2:17 config.duplicate-key The key true is written twice in the same map. Keep one of them. First at line 2,'],
  ],
  [
    'NFC and NFD key (IN-10)',
    'version: 1\nx-a: { "caf\u00e9": a, "cafe\u0301": b }\naccounts: [{ id: a, provider: declared }]\n',
    ['2:19 config.duplicate-key The key cafe\u0301 is written twice in the same map (the same text after Unicode NFC).'],
  ],
  [
    'NFC and NFD id',
    'version: 1\naccounts: [{ id: "caf\u00e9", provider: declared }, { id: "cafe\u0301", provider: declared }]\n',
    ['2:54 config.duplicate-id The account id caf\u00e9 is used twice; first at p.sendplan.yaml:2:18. Choose another id.'],
  ],
  [
    '__proto__ (IN-11)',
    A + '    __proto__: { x: 1 }\n',
    ['5:5 config.unknown-key The key __proto__ is not allowed in plan files. Choose another name.'],
  ],
  [
    'constructor in resident (IN-11)',
    C + '    contacts: 5\n    resident: { constructor: 5 }\n',
    ['6:17 config.unknown-key The key constructor is not allowed in plan files. Choose another name.'],
  ],
  [
    'prototype in a free key (IN-11)',
    'version: 1\nx-a: { prototype: 1 }\naccounts: [{ id: a, provider: declared }]\n',
    ['2:8 config.unknown-key The key prototype is not allowed in plan files. Choose another name.'],
  ],
  [
    'two documents (IN-14)',
    A + '---\nversion: 1\n',
    ['5:1 config.syntax A second document (---) begins here. Expected one document per file; put it into a file of'],
  ],
  ['empty file (IN-14)', '', ['1:1 config.empty The file is empty. Expected version, accounts, campaigns.']],
  ['only comments (IN-14)', '# nothing\n\n', ['1:1 config.empty The file is empty. Expected version, accounts, campaigns.']],
  [
    'scalar root (IN-14)',
    'hello\n',
    ['1:1 config.invalid-value The file is a single value; expected a map with keys such as version, accounts,'],
  ],
  [
    'list root (IN-14)',
    '- version: 1\n',
    ['1:1 config.invalid-value The file is a list; expected a map with keys such as version, accounts, campaigns.'],
  ],
  ['null root', '~\n', ['1:1 config.empty The file is empty. Expected version, accounts, campaigns.']],
  [
    'neither accounts nor campaigns',
    'version: 1\n',
    ['1:1 config.empty The files hold neither accounts nor campaigns. Expected at least one of them.'],
  ],
  [
    'NUL (IN-15)',
    'version: 1\naccounts: [{ id: "a\u0000", provider: declared }]\n',
    ['2:20 config.syntax The file holds the control character U+0000. Expected plain text with LF or CRLF line'],
  ],
  [
    'raw ESC (IN-15)',
    'version: 1\naccounts: [{ id: "a\u001b[2J", provider: declared }]\n',
    ['2:20 config.syntax The file holds the control character U+001B. Expected plain text with LF or CRLF line'],
  ],
  [
    'lone CR (IN-15)',
    'version: 1\raccounts: []\n',
    ['1:11 config.syntax The file holds a carriage return without line feed (U+000D). Expected plain text with LF'],
  ],
  [
    'escaped ESC in an id (IN-15)',
    'version: 1\naccounts: [{ id: "a\\e", provider: declared }]\n',
    ['2:18 config.invalid-value accounts[0].id is "a\u001b"; expected visible characters only, it holds U+001B.'],
  ],
  [
    'bidi override in an id (IN-15)',
    'version: 1\naccounts: [{ id: "a\u202eb", provider: declared }]\n',
    ['2:18 config.invalid-value accounts[0].id is "a\u202eb"; expected visible characters only, it holds U+202E.'],
  ],
  [
    'zero-width space in an id (IN-15)',
    'version: 1\naccounts: [{ id: "a\u200bb", provider: declared }]\n',
    ['2:18 config.invalid-value accounts[0].id is "a\u200bb"; expected visible characters only, it holds U+200B.'],
  ],
  [
    'no-break space in an id',
    'version: 1\naccounts: [{ id: "a\u00a0b", provider: declared }]\n',
    ['2:18 config.invalid-value accounts[0].id is "a\u00a0b"; expected visible characters only, it holds U+00A0.'],
  ],
  [
    'lone surrogate in an id (IN-15)',
    'version: 1\naccounts: [{ id: "a\\ud800", provider: declared }]\n',
    ['2:18 config.invalid-value accounts[0].id is "a\ud800"; expected visible characters only, it holds U+D800.'],
  ],
  [
    'bidi override in a tag',
    A + '    tags: ["\u2066x"]\n',
    ['5:12 config.invalid-value tags[0] of account a is "\u2066x"; expected visible characters only, it holds U+2066.'],
  ],
  [
    'bell in a title',
    A + 'scenarios: [{ id: x, title: "a\\a", changes: [{ removeAccount: a }] }]\n',
    ['5:29 config.invalid-value title of scenario x is "a\u0007"; expected printable text, it holds U+0007.'],
  ],
  [
    'syntax error beside a secret (IN-17)',
    'version: 1\napiKey: hunter2hunter2\naccounts: [{ id: a\n',
    ['4:1 config.syntax Flow map in block collection must be sufficiently indented and end with a }. Check this and'],
  ],
];

checkBadFiles(FILES);
