/** Accounts that are refused: every finding with line, column, kind and the beginning of its message. */

import { A, type BadFile, checkBadFiles } from './bad-file.ts';

const FILES: readonly BadFile[] = [
  [
    'credits with a wrong word',
    A + '    credits: unlimitd\n',
    [
      '5:14 config.invalid-value credits of account a is "unlimitd"; expected remaining, allowance and resets below it, or the word unlimited. Did you mean unlimited?',
    ],
  ],
  [
    'credits as a number',
    A + '    credits: 41000\n',
    ['5:14 config.invalid-value credits of account a is 41000; expected remaining, allowance and resets below it, or the word unlimited.'],
  ],
  [
    'unknown top key',
    'version: 1\ncampaings: []\n',
    ['2:1 config.unknown-key The file has an unknown key campaings. Did you mean campaigns?'],
  ],
  [
    'unknown key without neighbour',
    A + '    zzzzzz: 1\n',
    ['5:5 config.unknown-key account a has an unknown key zzzzzz. Known keys: id, timeZone, parent, credits,'],
  ],
  ['no version', 'accounts: []\n', ['1:1 config.missing-key The file has no version; expected version: 1 as its first line.']],
  ['version 2', 'version: 2\naccounts:\n  - { id: a, provider: declared }\n', ['1:10 config.invalid-value version is 2; expected 1.']],
  [
    'version as text',
    'version: "1"\naccounts:\n  - { id: a, provider: declared }\n',
    ['1:10 config.invalid-value version is "1"; expected 1.'],
  ],
  [
    'accounts is a map',
    'version: 1\naccounts:\n  a: { provider: declared }\n',
    ['3:3 config.invalid-value accounts is not a list; expected items beginning with "- " below it, or remove the'],
  ],
  [
    'accounts is empty',
    'version: 1\naccounts:\n',
    ['2:1 config.invalid-value accounts is empty; expected items beginning with "- " below it, or remove the key.'],
  ],
  [
    'account is text',
    'version: 1\naccounts:\n  - sg-main\n',
    ['3:5 config.invalid-value accounts[0] is "sg-main"; expected a map of keys.'],
  ],
  [
    'no provider',
    'version: 1\naccounts:\n  - id: a\n',
    ['3:5 config.missing-key account a has no provider; expected sendgrid, sendgrid-reseller, activecampaign,'],
  ],
  [
    'unknown provider',
    'version: 1\naccounts:\n  - { id: a, provider: sendgird }\n',
    ['3:24 config.invalid-value provider of account a is "sendgird"; expected sendgrid, sendgrid-reseller,'],
  ],
  [
    'id missing',
    'version: 1\naccounts:\n  - { provider: declared }\n',
    ['3:5 config.missing-key accounts[0] has no id; expected text of 1 to 200 characters.'],
  ],
  [
    'id is a number',
    'version: 1\naccounts:\n  - { id: 7, provider: declared }\n',
    ['3:11 config.invalid-value accounts[0].id is 7; expected text of 1 to 200 characters.'],
  ],
  [
    'id with leading zero',
    'version: 1\naccounts:\n  - { id: 007, provider: declared }\n',
    ['3:11 config.invalid-value 007 is not a plain decimal number. Write 7, or put it in quotes when it is text.'],
  ],
  [
    'empty id',
    'version: 1\naccounts:\n  - { id: "", provider: declared }\n',
    ['3:11 config.invalid-value accounts[0].id is ""; expected 1 to 200 characters.'],
  ],
  [
    'id with space at end',
    'version: 1\naccounts:\n  - { id: "a ", provider: declared }\n',
    ['3:11 config.invalid-value id of account a  is "a "; expected no space at its start or end.'],
  ],
  [
    'zone abbreviation',
    A + '    timeZone: EST\n',
    ['5:15 config.invalid-value timeZone of account a is "EST"; expected an IANA zone name such as America/New_York'],
  ],
  [
    'zone offset',
    A + '    timeZone: "+02:00"\n',
    ['5:15 config.invalid-value timeZone of account a is "+02:00"; expected an IANA zone name such as'],
  ],
  [
    'negative credits',
    A + '    credits: { remaining: -5 }\n',
    ['5:27 config.invalid-value credits.remaining of account a is -5; expected a whole number from 0 to'],
  ],
  [
    'fraction of a send',
    A + '    dailyLimit: 10.5\n',
    ['5:17 config.invalid-value dailyLimit of account a is 10.5; expected a whole number from 0 to 1000000000000,'],
  ],
  [
    'credits as quoted number',
    A + '    credits: { remaining: "41000" }\n',
    ['5:27 config.invalid-value credits.remaining of account a is "41000"; expected a whole number from 0 to'],
  ],
  [
    'unlimited misspelt',
    A + '    dailyLimit: unlimitted\n',
    ['5:17 config.invalid-value dailyLimit of account a is "unlimitted"; expected a whole number from 0 to'],
  ],
  [
    'amount above 1e12',
    A + '    dailyLimit: 1000000000001\n',
    ['5:17 config.invalid-value dailyLimit of account a is 1000000000001; expected a whole number from 0 to'],
  ],
  [
    '20 digits',
    A + '    dailyLimit: 12345678901234567890\n',
    ['5:17 config.invalid-value dailyLimit of account a is 12345678901234567890; expected a whole number from 0 to'],
  ],
  [
    'resets without every',
    A + '    credits: { resets: { next: 2026-12-01 } }\n',
    ['5:24 config.missing-key credits.resets of account a has no every; expected day, week or month.'],
  ],
  [
    'resets every year',
    A + '    credits: { resets: { next: 2026-12-01, every: year } }\n',
    ['5:51 config.invalid-value credits.resets.every of account a is "year"; expected day, week or month.'],
  ],
  [
    'reset in the past',
    A + '    credits: { remaining: 5, resets: { next: 2026-11-19, every: month } }\n',
    ['5:46 config.date-outside The next reset of account a is 2026-11-19, before today (2026-11-20): the numbers'],
  ],
  [
    'anchorDay that does not fit',
    A + '    credits: { resets: { next: 2026-12-01, every: month, anchorDay: 31 } }\n',
    ['5:69 config.contradiction anchorDay 31 of account a does not fit its next reset 2026-12-01; it is only for'],
  ],
  [
    'overage without price',
    A + '    overage: { max: 500 }\n',
    [
      '5:14 config.missing-key overage of account a has no pricePer1000; expected the price of 1000 sends.',
      '5:14 config.missing-key overage of account a has no currency; expected a code such as USD.',
    ],
  ],
  [
    'overage price with 7 digits',
    A + '    overage: { max: 500, pricePer1000: 0.1234567, currency: USD }\n',
    ['5:40 config.invalid-value overage.pricePer1000 of account a is 0.1234567; expected an amount such as 1.10, at'],
  ],
  [
    'currency in small letters',
    A + '    overage: { max: 500, pricePer1000: 1, currency: usd }\n',
    ['5:53 config.invalid-value overage.currency of account a is "usd"; expected a currency code of three capital'],
  ],
  [
    'parent does not exist',
    A + '    parent: b\n',
    ['5:13 config.unknown-reference account a names the account b, which is not defined. Did you mean a?'],
  ],
  [
    'parent is itself',
    A + '    parent: a\n',
    ['5:13 config.contradiction The parent of account a leads to itself. Parents must end in an account without'],
  ],
  [
    'parents in a circle',
    'version: 1\naccounts:\n  - { id: a, provider: declared, parent: b }\n  - { id: b, provider: declared, parent: a }\n',
    [
      '3:42 config.contradiction The parent of account a leads to b and then itself. Parents must end in an account',
      '4:42 config.contradiction The parent of account b leads to a and then itself. Parents must end in an account',
    ],
  ],
  [
    'account id twice',
    'version: 1\naccounts:\n  - { id: a, provider: declared }\n  - { id: a, provider: declared }\n',
    ['4:11 config.duplicate-id The account id a is used twice; first at p.sendplan.yaml:3:11. Choose another id.'],
  ],
  ['tags as text', A + '    tags: us eu\n', ['5:11 config.invalid-value tags of account a is "us eu"; expected a list.']],
  [
    'credentials of a declared account',
    A + '    credentials: { apiKeyEnv: SENDPLAN_KEY }\n',
    ['5:5 config.unknown-key account a has an unknown key credentials. Known keys: id, timeZone, parent, credits,'],
  ],
  [
    'null where a list is expected',
    A + '    tags:\n',
    ['5:5 config.invalid-value tags of account a is empty; expected a list. Write a value, or remove the key.'],
  ],
  [
    'two errors in one account',
    A + '    dailyLimit: x\n    tags: y\n    parent: z\n',
    [
      '5:17 config.invalid-value dailyLimit of account a is "x"; expected a whole number from 0 to 1000000000000, or',
      '6:11 config.invalid-value tags of account a is "y"; expected a list.',
      '7:13 config.unknown-reference account a names the account z, which is not defined. Did you mean a?',
    ],
  ],
  [
    'declared numbers that expired',
    A + '    expires: 2026-11-19\n',
    ['warning 5:14 snapshot.stale The numbers of account a expired on 2026-11-19. Look them up again and write a'],
  ],
];

checkBadFiles(FILES);
