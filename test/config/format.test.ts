/** What is accepted: line ends, byte order marks, anchors, free keys, several files. */

import { describe, expect, test } from 'vitest';
import { inFolder, line, load, loadText, loadTexts, workspaceOf } from './plan-text.ts';

const SMALL = 'version: 1\naccounts:\n  - id: a\n    provider: declared\n    dailyLimit: 5\n';

describe('line ends and marks', () => {
  test('IN-15 CRLF is accepted and places stay right', async () => {
    expect((await workspaceOf(SMALL.replaceAll('\n', '\r\n'))).accounts).toEqual((await workspaceOf(SMALL)).accounts);
    const { findings } = await loadText(`${SMALL.replaceAll('\n', '\r\n')}    dailyLimi: 6\r\n`);
    expect(findings.map(line)).toEqual([
      expect.stringMatching(/^6:5 config.unknown-key account a has an unknown key dailyLimi\. Did you mean dailyLimit\?/),
    ]);
  });

  test('IN-15 a byte order mark is accepted and is no column', async () => {
    expect((await workspaceOf(`\ufeff${SMALL}`)).accounts.length).toBe(1);
    const { findings } = await loadText('\ufeffverson: 1\n');
    expect(findings.map(line)[0]).toMatch(/^1:1 config\.(missing-key|unknown-key)/);
  });

  test('a marked document of YAML 1.2 is accepted', async () => {
    expect((await workspaceOf(`%YAML 1.2\n---\n${SMALL}...\n`)).accounts.length).toBe(1);
  });

  test('columns count UTF-16 units, as editors do', async () => {
    const { findings } = await loadText('version: 1\naccounts: [{ id: "😀", provider: declared, x: 1 }]\n');
    expect(findings.map((f) => [f.line, f.column, f.endColumn])).toEqual([[2, 44, 45]]);
  });

  test('a place over several lines', async () => {
    const { findings } = await loadText('version: 1\nhorizon: { end: 2026-12-19 }\ncampaigns:\n  - id: c\n    contacts: "a\n      b"\n');
    expect(findings.map((f) => [f.line, f.column, f.endLine, f.endColumn])).toEqual([[5, 15, 6, 9]]);
  });
});

describe('free text stays text', () => {
  test('IN-19 nothing is replaced', async () => {
    const texts = ['$' + '{HOME}', '$(id)', '{{x}}', '<%= 1 %>', '`id`', '%PATH%'];
    const scenarios = texts.map((t, i) => `  - { id: s${i}, title: '${t}', changes: [{ removeAccount: a }] }\n`).join('');
    const { scenarios: read } = await workspaceOf(`${SMALL}scenarios:\n${scenarios}`);
    expect(read.map((s) => s.title)).toEqual(texts);
  });

  test('IN-07 yes, no, on and NO stay texts where texts are expected', async () => {
    const { accounts } = await workspaceOf(`${SMALL}    tags: [yes, no, on, NO, 12:30, ~x]\n`);
    expect(accounts[0]?.tags).toEqual(['12:30', 'NO', 'no', 'on', 'yes', '~x'].sort());
  });

  test('keys beginning with x- are free everywhere, with any content', async () => {
    const { workspace, findings } = await loadText(
      `${SMALL}    x-note: { anything: [0x1F, 1_000, .inf] }\nx-owner: 012\nhorizon: { x-why: 5 }\n`,
    );
    expect(findings).toEqual([]);
    expect(workspace?.accounts[0]?.dailyLimit).toBe(5);
  });

  test('x- is an id like any other where ids are keys', async () => {
    const text =
      'version: 1\nhorizon: { end: 2026-12-19 }\naccounts: [{ id: x-a, provider: declared }]\ncampaigns: [{ id: c, contacts: 5, resident: { x-a: 4 } }]\ncatalog:\n  x-list: { currency: USD, cycle: month, change: { up: next-cycle, down: next-cycle }, tiers: [{ id: t, price: 1 }] }\n';
    const { campaigns, catalog } = await workspaceOf(text);
    expect(campaigns[0]?.resident).toEqual({ 'x-a': 4 });
    expect(catalog[0]?.id).toBe('x-list');
  });

  test('a few anchors and aliases are followed', async () => {
    const { accounts } = await workspaceOf(
      'version: 1\nx-tags: &t [us, eu]\naccounts:\n  - { id: a, provider: declared, tags: *t }\n  - { id: b, provider: declared, tags: *t }\n',
    );
    expect(accounts.map((a) => a.tags)).toEqual([
      ['eu', 'us'],
      ['eu', 'us'],
    ]);
  });

  test('what is wrong in an anchored value is reported once, where it stands', async () => {
    const { findings } = await loadText(
      'version: 1\nx-o: &o { max: -1, pricePer1000: 1, currency: USD }\naccounts:\n  - { id: a, provider: declared, overage: *o }\n',
    );
    expect(findings.map((f) => [f.line, f.column, f.kind])).toEqual([[2, 16, 'config.invalid-value']]);
  });
});

describe('IN-11 prototypes', () => {
  test('nothing reaches Object.prototype', async () => {
    await loadText(
      'version: 1\n__proto__: { polluted: 1 }\naccounts: [{ id: a, provider: declared, constructor: { prototype: { polluted: 1 } } }]\n',
    );
    await loadTexts({
      'p.sendplan.json':
        '{"version":1,"__proto__":{"polluted":1},"accounts":[{"id":"a","provider":"declared","tags":{"__proto__":{"polluted":1}}}]}',
    });
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  test('an id called __proto__ is only an id', async () => {
    const { accounts, positions } = await workspaceOf('version: 1\naccounts: [{ id: __proto__, provider: declared }]\n');
    expect(accounts[0]?.id).toBe('__proto__');
    expect(Object.keys(positions)).toEqual(['account:__proto__']);
  });
});

describe('several files', () => {
  test('lists concatenate, zone and horizon come from one of them', async () => {
    const { workspace } = await loadTexts({
      'a/accounts.sendplan.yaml': 'version: 1\ntimeZone: Europe/Berlin\naccounts: [{ id: b, provider: declared }]\n',
      'a/deep/more.sendplan.yml': 'version: 1\naccounts: [{ id: a, provider: declared, parent: b }]\n',
      'campaigns.sendplan.json':
        '{"version":1,"horizon":{"end":"2026-12-19"},"campaigns":[{"id":"c","contacts":5,"from":{"accounts":["a"]}}]}',
      'a/.hidden/x.sendplan.yaml': 'nonsense',
      'a/node_modules/x.sendplan.yaml': 'nonsense',
      'a/other.yaml': 'nonsense',
    });
    expect(workspace?.accounts.map((a) => a.id)).toEqual(['a', 'b']);
    expect(workspace?.timeZone).toBe('Europe/Berlin');
    expect(workspace?.horizon).toEqual({ start: '2026-11-20', end: '2026-12-19' });
    expect(workspace?.inputs.map((i) => i.path)).toEqual([
      'a/accounts.sendplan.yaml',
      'a/deep/more.sendplan.yml',
      'campaigns.sendplan.json',
    ]);
    expect(workspace?.inputs[1]?.sha256).toMatch(/^[0-9a-f]{64}$/);
  });

  test('what must agree, and ids over files; all errors of all files, sorted', async () => {
    const { findings } = await loadTexts({
      'b.sendplan.yaml':
        'version: 1\ntimeZone: UTC\nhorizon: { end: 2026-12-20 }\naccounts: [{ id: a, provider: declared }]\npolicy: { overage: allow }\nx: 1\n',
      'a.sendplan.yaml':
        'version: 1\ntimeZone: Europe/Berlin\nhorizon: { end: 2026-12-19 }\naccounts: [{ id: a, provider: declared }]\npolicy: { overage: forbid }\ny: 1\n',
    });
    expect(findings.map((f) => `${f.file}:${line(f)}`)).toEqual([
      expect.stringMatching(/^a\.sendplan\.yaml:6:1 config\.unknown-key/),
      'b.sendplan.yaml:2:11 config.contradiction timeZone is "UTC" here and "Europe/Berlin" in a.sendplan.yaml:2:11. All files must say the same; remove one of them.',
      'b.sendplan.yaml:3:17 config.contradiction horizon.end is "2026-12-20" here and "2026-12-19" in a.sendplan.yaml:3:17. All files must say the same; remove one of them.',
      'b.sendplan.yaml:4:18 config.duplicate-id The account id a is used twice; first at a.sendplan.yaml:4:18. Choose another id.',
      'b.sendplan.yaml:5:20 config.contradiction policy.overage is "allow" here and "forbid" in a.sendplan.yaml:5:20. All files must say the same; remove one of them.',
      expect.stringMatching(/^b\.sendplan\.yaml:6:1 config\.unknown-key/),
    ]);
    expect(new Set(findings.map((f) => f.id)).size).toBe(findings.length);
  });

  test('the same file given twice, and by its folder, is read once', async () => {
    await inFolder({ 'p/a.sendplan.yaml': SMALL }, async (cwd) => {
      expect((await load(cwd, ['p', 'p/a.sendplan.yaml', './p/../p/a.sendplan.yaml'])).workspace?.inputs.map((i) => i.path)).toEqual([
        'p/a.sendplan.yaml',
      ]);
    });
  });

  test('a reference to something that is broken is no second error', async () => {
    const { findings } = await loadTexts({
      'a.sendplan.yaml': 'version: 1\naccounts: [{ id: a, provider: declared, tags: [t], senders: [{ id: s }], dailyLimit: { } }]\n',
      'b.sendplan.yaml':
        'version: 1\nhorizon: { end: 2026-12-19 }\ncampaigns:\n  - { id: c, contacts: 5, from: { accounts: [a], tags: [t], senders: [s] } }\n  - { id: d, contacts: x }\ninFlight: [{ campaign: d, sender: s, date: 2026-11-21, sends: 1 }]\n',
    });
    expect(findings.map((f) => `${f.file}:${f.line} ${f.kind}`)).toEqual([
      'a.sendplan.yaml:2 config.invalid-value',
      'b.sendplan.yaml:5 config.invalid-value',
    ]);
  });
});
