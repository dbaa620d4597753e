/** Campaigns that are refused or warned about: every finding with line, column, kind and the beginning of its message. */

import { A, type BadFile, C, checkBadFiles } from './bad-file.ts';

const FILES: readonly BadFile[] = [
  ['no audience', C + '    priority: 1\n', ['4:5 config.missing-key campaign c has no contacts; expected contacts, segments or audience.']],
  [
    'contacts and segments',
    C + '    contacts: 5\n    segments: [{ id: x, contacts: 5 }]\n',
    ['6:5 config.contradiction campaign c has both contacts and segments; expected one of contacts, segments and'],
  ],
  [
    'segment id twice',
    C + '    segments: [{ id: x, contacts: 5 }, { id: x, contacts: 6 }]\n',
    ['5:46 config.duplicate-id The segment id x is used twice in campaign c. Choose another id.'],
  ],
  [
    'contacts as 12k',
    C + '    contacts: 12k\n',
    ['5:15 config.invalid-value contacts of campaign c is "12k"; expected a whole number from 0 to 1000000000000.'],
  ],
  [
    'priority 0',
    C + '    contacts: 5\n    priority: 0\n',
    ['6:15 config.invalid-value priority of campaign c is 0; expected a whole number from 1 to 1000000.'],
  ],
  [
    'share with 5 digits',
    C + '    contacts: 5\n    newContacts: 0.12345\n',
    ['6:18 config.invalid-value newContacts of campaign c is 0.12345; expected a number from 0 to 1 with at most 4'],
  ],
  [
    'share above 1',
    C + '    contacts: 5\n    perAccount: { maxShare: 60 }\n',
    ['6:29 config.invalid-value perAccount.maxShare of campaign c is 60; expected a number from 0 to 1 with at most'],
  ],
  [
    'value below 0',
    C + '    contacts: 5\n    value: -1\n',
    ['6:12 config.invalid-value value of campaign c is -1; expected a number from 0 to 1000000 with at most 6'],
  ],
  [
    'window ends before it starts',
    C + '    contacts: 5\n    window: { start: 2026-11-28, end: 2026-11-24 }\n',
    ['6:39 config.contradiction window.end of campaign c is 2026-11-24, before its start 2026-11-28. Expected an'],
  ],
  [
    'window before the horizon',
    C + '    contacts: 5\n    window: { start: 2026-10-01, end: 2026-10-31 }\n',
    ['6:39 config.date-outside window.end of campaign c is 2026-10-31, before the horizon starts (2026-11-20). Move'],
  ],
  [
    'window after the horizon',
    C + '    contacts: 5\n    window: { start: 2027-01-01, end: 2027-01-31 }\n',
    ['6:22 config.date-outside window.start of campaign c is 2027-01-01, after the horizon ends (2026-12-19). Move'],
  ],
  [
    'first step not on day 0',
    C + '    contacts: 5\n    steps: [{ day: 1 }]\n',
    ['6:20 config.contradiction The first step of campaign c is on day 1; expected day 0, the day of the start.'],
  ],
  [
    'steps that do not rise',
    C + '    contacts: 5\n    steps: [{ day: 0 }, { day: 3 }, { day: 3 }]\n',
    ['6:44 config.contradiction Step 3 of campaign c is on day 3, the step before on day 3; days must rise.'],
  ],
  [
    'share of the first step',
    C + '    contacts: 5\n    steps: [{ day: 0, share: 0.5 }]\n',
    ['6:30 config.contradiction The share of the first step of campaign c is 0.5; expected 1, everybody started'],
  ],
  [
    'follow-ups before the window',
    C + '    contacts: 5\n    steps: [{ day: 0 }, { day: 1 }]\n    window: { start: 2026-12-01 }\n    followUps: { until: 2026-11-25 }\n',
    ['8:25 config.contradiction followUps.until of campaign c is 2026-11-25, before its first possible start'],
  ],
  [
    'atLeast above the audience',
    C + '    contacts: 5\n    serve: { atLeast: 6 }\n',
    ['6:23 config.contradiction serve.atLeast of campaign c is 6, but it has 5 contacts. Lower it, or write a share'],
  ],
  [
    'atLeast 1.5',
    C + '    contacts: 5\n    serve: { atLeast: 1.5 }\n',
    ['6:23 config.invalid-value serve.atLeast of campaign c is 1.5; expected a share up to 1, or a whole number of'],
  ],
  [
    'unknown tag',
    A + '    tags: [us]\nhorizon: { end: 2026-12-19 }\ncampaigns:\n  - { id: c, contacts: 5, from: { tags: [su] } }\n',
    ['8:42 config.unknown-reference campaign c names the tag su, which is not defined. Did you mean us?'],
  ],
  [
    'unknown account in except',
    C + '    contacts: 5\n    from: { except: { accounts: [x] } }\n',
    ['6:34 config.unknown-reference campaign c names the account x, which is not defined. No account is defined.'],
  ],
  [
    'unknown sender',
    A +
      '    senders: [{ id: sdr1@brand.example }]\nhorizon: { end: 2026-12-19 }\ncampaigns:\n  - { id: c, contacts: 5, from: { senders: [sdr2@brand.example] } }\n',
    ['8:45 config.unknown-reference campaign c names the sender sdr2@brand.example, which is not defined. Did you'],
  ],
  [
    'unknown provider in from',
    C + '    contacts: 5\n    from: { providers: [mailchimp] }\n',
    ['6:25 config.invalid-value from.providers[0] of campaign c is "mailchimp"; expected sendgrid,'],
  ],
  [
    'resident of an unknown account',
    C + '    contacts: 5\n    resident: { sg: 4 }\n',
    ['6:21 config.unknown-reference campaign c names the account sg, which is not defined. No account is defined.'],
  ],
  [
    'oneAccount with maxShare',
    C + '    contacts: 5\n    oneAccount: true\n    perAccount: { maxShare: 0.5 }\n',
    ['7:29 config.contradiction campaign c has oneAccount: true and perAccount.maxShare 0.5; no contact could be'],
  ],
  [
    'misspelt required key',
    C + '    contcts: 5\n',
    ['5:5 config.unknown-key campaign c has an unknown key contcts. Did you mean contacts?'],
  ],
  [
    'volume above 1e12 (IN-21)',
    C + '    contacts: 1000000000001\n',
    ['5:15 config.invalid-value contacts of campaign c is 1000000000001; expected a whole number from 0 to'],
  ],
  [
    'negative volume (IN-21)',
    C + '    contacts: -1\n',
    ['5:15 config.invalid-value contacts of campaign c is -1; expected a whole number from 0 to 1000000000000.'],
  ],
  ['volume 0 (IN-21)', C + '    contacts: 0\n', ['warning 5:15 config.unused campaign c has 0 contacts: nothing is planned for it.']],
  [
    'followUps without follow-up',
    C + '    contacts: 5\n    followUps: { until: 2026-12-01 }\n',
    ['warning 6:25 config.unused campaign c has one step only: followUps.until has no effect.'],
  ],
  [
    'provider nobody has',
    A + 'horizon: { end: 2026-12-19 }\ncampaigns: [{ id: c, contacts: 5, from: { providers: [puffle] } }]\n',
    ['warning 6:55 config.unused campaign c may use the provider puffle, but no account has it.'],
  ],
];

checkBadFiles(FILES);
