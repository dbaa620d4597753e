/** Horizon, promised sends, policy, catalog and scenarios that are refused or warned about: every finding with line, column, kind and the beginning of its message. */

import { A, type BadFile, checkBadFiles, S } from './bad-file.ts';

const FILES: readonly BadFile[] = [
  [
    'tier not in the catalog',
    'version: 1\naccounts:\n  - { id: a, provider: declared, tier: por }\ncatalog:\n  p:\n    currency: USD\n    cycle: month\n    change: { up: immediate-full, down: next-cycle }\n    tiers: [{ id: pro, price: 10 }]\n',
    ['3:40 config.unknown-reference account a names the tier por, which is not defined. Did you mean pro?'],
  ],
  [
    'Puffle campaign that is no UUID (HT-28)',
    'version: 1\naccounts:\n  - id: a\n    provider: puffle\n    credentials: { apiKeyEnv: PUFFLE_KEY }\n    campaigns: [../credits]\n',
    ['6:17 config.invalid-value campaigns[0] of account a is "../credits"; expected a campaign UUID.'],
  ],
  [
    'no end at all',
    'version: 1\ncampaigns:\n  - id: c\n    contacts: 5\n',
    ['3:5 config.missing-key campaign c has no window.end, and there is no horizon.end: nobody knows when it ends.'],
  ],
  [
    'horizon start in the past',
    'version: 1\nhorizon: { start: 2026-11-19, end: 2026-12-19 }\naccounts: [{ id: a, provider: declared }]\n',
    ['2:19 config.date-outside horizon.start is 2026-11-19, before today (2026-11-20 in UTC). Move it, or remove it'],
  ],
  [
    'horizon end before start',
    'version: 1\nhorizon: { start: 2026-12-19, end: 2026-12-18 }\naccounts: [{ id: a, provider: declared }]\n',
    ['2:36 config.contradiction horizon.end is 2026-12-18, before its start 2026-12-19. Expected an end on or after'],
  ],
  [
    'horizon of 401 days',
    'version: 1\nhorizon: { start: 2026-11-20, end: 2027-12-25 }\naccounts: [{ id: a, provider: declared }]\n',
    ['2:36 config.date-outside The horizon has 401 days; expected at most 400. Move horizon.end.'],
  ],
  [
    'promised sends of unknown things',
    A + 'inFlight:\n  - { campaign: x, sender: y, date: 2026-11-21, sends: 5 }\n',
    [
      '6:17 config.unknown-reference inFlight names the campaign x, which is not defined. No campaign is defined.',
      '6:28 config.unknown-reference campaign x names the sender y, which is not defined. No sender is defined.',
    ],
  ],
  [
    'promised sends without date',
    A + 'inFlight:\n  - { campaign: x, sender: y, sends: 5 }\n',
    ['6:5 config.missing-key inFlight[0] has no date; expected a calendar date written YYYY-MM-DD.'],
  ],
  [
    'policy word',
    A + 'policy: { onUnknownCapacity: ignore }\n',
    ['5:30 config.invalid-value policy.onUnknownCapacity is "ignore"; expected fail or zero.'],
  ],
  [
    'policy overage',
    A + 'policy: { overage: maybe }\n',
    ['5:20 config.invalid-value policy.overage is "maybe"; expected forbid, allow or { maxCost: 100 }.'],
  ],
  [
    'policy duration',
    A + 'policy: { maxSnapshotAge: 6 hours }\n',
    ['5:27 config.invalid-value policy.maxSnapshotAge is "6 hours"; expected a duration such as 30m, 6h or 7d.'],
  ],
  [
    'policy target',
    A + 'policy: { serve: { prio1: 1 } }\n',
    ['5:20 config.unknown-key policy.serve has an unknown target prio1; expected all, or priority1, priority2 and'],
  ],
  [
    'policy finding',
    A + 'policy: { ignore: [{ finding: demand.shortfal, reason: x }] }\n',
    ['5:31 config.unknown-reference policy.ignore names the finding demand.shortfal, which does not exist. Did you'],
  ],
  [
    'catalog without tiers',
    A + 'catalog:\n  p: { currency: USD, cycle: month, change: { up: immediate-full, down: next-cycle } }\n',
    ['6:6 config.missing-key catalog.p has no tiers; expected a list.'],
  ],
  [
    'catalog price',
    A + 'catalog:\n  p: { currency: USD, cycle: month, change: { up: now, down: next-cycle }, tiers: [{ id: t, price: 1,99 }] }\n',
    [
      '6:51 config.invalid-value catalog.p.change.up is "now"; expected immediate-prorated, immediate-full or',
      '6:102 config.unknown-key catalog.p.tiers[0] has an unknown key 99. Known keys: id, credits, contacts, price.',
    ],
  ],
  [
    'scenario without subject',
    A + 'scenarios:\n  - { id: x, changes: [{ on: 2026-11-23 }] }\n',
    ['6:24 config.contradiction A change of scenario x needs exactly one of account, campaign, sender, addSenders,'],
  ],
  [
    'scenario with two subjects',
    A + 'scenarios:\n  - { id: x, changes: [{ account: a, removeAccount: a }] }\n',
    ['6:38 config.contradiction A change of scenario x needs exactly one of account, campaign, sender, addSenders,'],
  ],
  [
    'scenario with a foreign key',
    A + 'scenarios:\n  - { id: x, changes: [{ account: a, contacts: 5 }] }\n',
    ['6:38 config.contradiction contacts does not go with account in a change of scenario x; expected tier, topUp,'],
  ],
  [
    'scenario that changes nothing',
    A + 'scenarios:\n  - { id: x, changes: [{ account: a, on: 2026-11-23 }] }\n',
    ['6:26 config.missing-key A change of account in scenario x changes nothing; expected tier, topUp, credits.'],
  ],
  [
    'scenario with unknown key',
    A + 'scenarios:\n  - { id: x, changes: [{ account: a, teir: pro }] }\n',
    ['6:38 config.unknown-key changes[0] of scenario x has an unknown key teir. Did you mean tier?'],
  ],
  [
    'scenario with unknown references',
    A + 'scenarios:\n  - { id: x, changes: [{ account: b, tier: t }, { campaign: c, contacts: "+25%" }, { sender: s, dailyLimit: 5 }] }\n',
    [
      '6:35 config.unknown-reference scenario x names the account b, which is not defined. Did you mean a?',
      '6:44 config.unknown-reference scenario x names the tier t, which is not defined. No tier is defined.',
      '6:61 config.unknown-reference scenario x names the campaign c, which is not defined. No campaign is defined.',
      '6:94 config.unknown-reference scenario x names the sender s, which is not defined. No sender is defined.',
    ],
  ],
  [
    'scenario with a wrong change',
    A + 'scenarios:\n  - { id: x, changes: [{ account: a, credits: "50000 more" }] }\n',
    ['6:47 config.invalid-value changes[0].credits of scenario x is "50000 more"; expected a whole number, or a'],
  ],
  [
    'scenario on a day outside',
    A + 'scenarios:\n  - { id: x, changes: [{ account: a, credits: 5, on: 2026-01-01 }] }\n',
    ['warning 6:54 config.date-outside A change of scenario x is on 2026-01-01, outside the horizon (2026-11-20 to its end).'],
  ],
  [
    'policy in two words',
    A + 'policy:\n  overage: { maxCost: lots }\n',
    ['6:23 config.invalid-value policy.overage.maxCost is "lots"; expected an amount such as 1.10, at most 9 digits'],
  ],
  [
    'campaign name of 10 000 characters (IN-21)',
    'version: 1\nhorizon: { end: 2026-12-19 }\ncampaigns: [{ id: ' + 'x '.repeat(5000).trim() + ', contacts: 5 }]\n',
    ['3:19 config.invalid-value campaigns[0].id is "x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x \u2026";'],
  ],
  [
    'domain nobody uses',
    A + 'domains: [{ id: brand.example, dailyLimit: 5 }]\n',
    ['warning 5:17 config.unused No sender names the domain brand.example: its daily limit has no effect. Write'],
  ],
  [
    'ignored finding that ended',
    A + 'policy: { ignore: [{ finding: overage.planned, until: 2026-11-19, reason: x }] }\n',
    ['warning 5:55 ignore.expired policy.ignore of overage.planned ended on 2026-11-19. Remove it, or write a later'],
  ],
  [
    'ignored finding without a reason',
    A + 'policy: { ignore: [{ finding: overage.planned, reason: " " }] }\n',
    ['warning 5:20 ignore.reasonless policy.ignore of overage.planned has no reason. Write why it is accepted.'],
  ],
  [
    'policy target no campaign has',
    A + 'policy: { serve: { priority7: 1 } }\nhorizon: { end: 2026-12-19 }\ncampaigns: [{ id: c, contacts: 1, priority: 8 }]\n',
    ['5:20 config.unknown-reference policy.serve names priority7, but no campaign has priority 7.'],
  ],
  [
    'policy target without campaign',
    A + 'policy: { serve: { priority7: 1 } }\n',
    ['warning 5:20 config.unused policy.serve names priority7, but no campaign has priority 7.'],
  ],
  [
    'in flight in the past',
    S +
      'horizon: { end: 2026-12-19 }\ncampaigns: [{ id: c, contacts: 5 }]\ninFlight: [{ campaign: c, sender: s, date: 2026-11-19, sends: 5 }]\n',
    ['warning 9:44 in-flight.past 5 sends are in flight on 2026-11-19, before today (2026-11-20); they are ignored.'],
  ],
];

checkBadFiles(FILES);
