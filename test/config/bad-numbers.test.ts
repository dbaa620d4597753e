/** Numbers, dates and booleans that are refused: every finding with line, column, kind and the beginning of its message. */

import { type BadFile, C, checkBadFiles } from './bad-file.ts';

const FILES: readonly BadFile[] = [
  [
    'boolean yes (IN-07)',
    C + '    contacts: 5\n    oneAccount: yes\n    allOrNothing: NO\n',
    [
      '6:17 config.invalid-value oneAccount of campaign c is "yes"; expected true or false. Write true.',
      '7:19 config.invalid-value allOrNothing of campaign c is "NO"; expected true or false. Write false.',
    ],
  ],
  [
    'date with one digit (IN-09)',
    C + '    contacts: 5\n    window: { start: 2026-12-1 }\n',
    ['6:22 config.invalid-value window.start of campaign c is "2026-12-1"; expected a calendar date written'],
  ],
  [
    'German date (IN-09)',
    C + '    contacts: 5\n    window: { start: 01.12.2026 }\n',
    ['6:22 config.invalid-value window.start of campaign c is "01.12.2026"; expected a calendar date written'],
  ],
  [
    '30 February (IN-09)',
    C + '    contacts: 5\n    window: { end: 2026-02-30 }\n',
    ['6:20 config.invalid-value window.end of campaign c is "2026-02-30"; expected a calendar date written'],
  ],
  [
    'timestamp tag (IN-09)',
    C + '    contacts: 5\n    window: { start: !!timestamp 2026-12-01 }\n',
    ['6:34 config.syntax Tags (!!timestamp) are not supported. Remove the tag.'],
  ],
  [
    'date with time (IN-09)',
    C + '    contacts: 5\n    window: { start: 2026-12-01T00:00:00Z }\n',
    ['6:22 config.invalid-value window.start of campaign c is "2026-12-01T00:00:00Z"; expected a calendar date'],
  ],
  [
    'octal (IN-08)',
    C + '    contacts: 012\n',
    ['5:15 config.invalid-value 012 is not a plain decimal number. Write 12, or put it in quotes when it is text.'],
  ],
  [
    '0o octal (IN-08)',
    C + '    contacts: 0o14\n',
    ['5:15 config.invalid-value 0o14 is not a plain decimal number. Write 12, or put it in quotes when it is text.'],
  ],
  [
    'hexadecimal (IN-08)',
    C + '    contacts: 0x1F\n',
    ['5:15 config.invalid-value 0x1F is not a plain decimal number. Write 31, or put it in quotes when it is text.'],
  ],
  [
    'underscore (IN-08)',
    C + '    contacts: 12_000\n',
    ['5:15 config.invalid-value contacts of campaign c is "12_000"; expected a whole number from 0 to'],
  ],
  [
    'thousands comma (IN-08)',
    C + '    contacts: 12,000\n',
    ['5:15 config.invalid-value contacts of campaign c is "12,000"; expected a whole number from 0 to'],
  ],
  [
    'exponent (IN-08)',
    C + '    contacts: 1e3\n',
    ['5:15 config.invalid-value 1e3 is not a plain decimal number. Write 1000, or put it in quotes when it is text.'],
  ],
  [
    'huge exponent (IN-08)',
    C + '    contacts: 1e400\n',
    ['5:15 config.invalid-value 1e400 is not a plain decimal number. Write the digits out, or put it in quotes when'],
  ],
  [
    'sexagesimal (IN-08)',
    C + '    contacts: 1:30\n',
    ['5:15 config.invalid-value contacts of campaign c is "1:30"; expected a whole number from 0 to 1000000000000.'],
  ],
  [
    'infinity (IN-08)',
    C + '    contacts: .inf\n',
    ['5:15 config.invalid-value .inf is not a plain decimal number. Write the digits out, or put it in quotes when'],
  ],
  [
    'not a number (IN-08)',
    C + '    contacts: .nan\n',
    ['5:15 config.invalid-value .nan is not a plain decimal number. Write the digits out, or put it in quotes when'],
  ],
  [
    'plus sign (IN-08)',
    C + '    contacts: +5\n',
    ['5:15 config.invalid-value +5 is not a plain decimal number. Write 5, or put it in quotes when it is text.'],
  ],
  [
    'minus zero (IN-08)',
    C + '    contacts: -0\n',
    ['5:15 config.invalid-value -0 is not a plain decimal number. Write 0, or put it in quotes when it is text.'],
  ],
  [
    'no digit before the point (IN-08)',
    C + '    contacts: 5\n    value: .5\n',
    ['6:12 config.invalid-value .5 is not a plain decimal number. Write 0.5, or put it in quotes when it is text.'],
  ],
  [
    'decimal comma',
    C + '    contacts: 5\n    value: 0,5\n',
    ['6:12 config.invalid-value value of campaign c is "0,5"; expected a number from 0 to 1000000 with at most 6'],
  ],
  [
    'percent sign',
    C + '    contacts: 5\n    newContacts: 80%\n',
    ['6:18 config.invalid-value newContacts of campaign c is "80%"; expected a number from 0 to 1 with at most 4'],
  ],
  [
    'YAML 1.1 (IN-07)',
    '%YAML 1.1\n---\nversion: 1\n',
    ['1:1 config.syntax The directive %YAML 1.1 is not supported: plan files are YAML 1.2. Remove the line.'],
  ],
];

checkBadFiles(FILES);
