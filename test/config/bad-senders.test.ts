/** Senders that are refused: every finding with line, column, kind and the beginning of its message. */

import { A, type BadFile, checkBadFiles, S } from './bad-file.ts';

const FILES: readonly BadFile[] = [
  [
    'sender id twice over accounts',
    'version: 1\naccounts:\n  - { id: a, provider: declared, senders: [{ id: s }] }\n  - { id: b, provider: declared, senders: [{ id: s }] }\n',
    ['4:50 config.duplicate-id The sender id s is used twice; first at p.sendplan.yaml:3:50. Choose another id.'],
  ],
  [
    'senders as text',
    A + '    senders: mailboxes.csv\n',
    ['5:14 config.invalid-value senders of account a is "mailboxes.csv"; expected a list of senders, or { file:'],
  ],
  [
    'senders with unknown key beside file',
    A + '    senders: { file: m.csv, sheet: 1 }\n',
    [
      '5:22 config.file Table of account a cannot be used: it does not exist.',
      '5:29 config.unknown-key senders of account a has an unknown key sheet. Known keys: file.',
    ],
  ],
  [
    'sender without id',
    A + '    senders:\n      - dailyLimit: 5\n',
    ['6:9 config.missing-key senders[0] of account a has no id; expected text of 1 to 200 characters.'],
  ],
  [
    'sentLast6Days with 5 numbers',
    S + '        sentLast6Days: [1, 2, 3, 4, 5]\n',
    ['7:24 config.invalid-value senders[0].sentLast6Days of account a is a list; expected 6 numbers: the sends of'],
  ],
  [
    'unknown weekday',
    S + '        weekdays: [mon, tus]\n',
    ['7:25 config.invalid-value senders[0].weekdays[1] of account a is "tus"; expected mon, tue, wed, thu, fri, sat'],
  ],
  [
    'no weekday',
    S + '        weekdays: []\n',
    ['7:19 config.invalid-value senders[0].weekdays of account a is an empty list; expected at least one weekday.'],
  ],
  [
    'except with a wrong date',
    S + '        except: [2026-11-31]\n',
    ['7:18 config.invalid-value senders[0].except[0] of account a is "2026-11-31"; expected a calendar date written'],
  ],
  [
    'domain not defined',
    S + '        domain: brand.example\n',
    ['7:17 config.unknown-reference sender s names the domain brand.example, which is not defined. No domain is'],
  ],
  [
    'warmUp with two kinds',
    S + '        warmUp: { start: 2026-11-01, from: 5, add: 2, factor: 1.4 }\n',
    ['7:9 config.contradiction warmUp of sender s needs exactly one of factor, add and schedule; it has factor and'],
  ],
  [
    'warmUp without kind',
    S + '        warmUp: { start: 2026-11-01, from: 5 }\n',
    ['7:9 config.missing-key warmUp of sender s needs exactly one of factor, add and schedule.'],
  ],
  [
    'warmUp add without from',
    S + '        warmUp: { start: 2026-11-01, add: 5 }\n',
    ['7:17 config.missing-key warmUp of sender s has no from; expected the daily limit on the first sending day.'],
  ],
  [
    'warmUp schedule with from',
    S + '        warmUp: { start: 2026-11-01, from: 5, schedule: [1, 2] }\n',
    ['7:38 config.contradiction warmUp of sender s has a schedule and from; the schedule already says the first'],
  ],
  [
    'warmUp factor below 1',
    S + '        warmUp: { start: 2026-11-01, from: 5, factor: 0.9 }\n',
    ['7:55 config.invalid-value senders[0].warmUp.factor of account a is 0.9; expected a number from 1 to 10 with'],
  ],
  [
    'weekday in full',
    S + '        weekdays: [monday]\n',
    ['7:20 config.invalid-value senders[0].weekdays[0] of account a is "monday"; expected mon, tue, wed, thu, fri,'],
  ],
  [
    'senders file outside',
    A + '    senders: { file: ../x.csv }\n',
    ['5:22 config.file Table of account a cannot be used: it leads out of the folder with ..; expected a file'],
  ],
];

checkBadFiles(FILES);
