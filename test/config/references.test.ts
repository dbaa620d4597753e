/** References between items: what may be named although it is not written, and what may not. */

import { describe, expect, test } from 'vitest';
import { line, loadText } from './plan-text.ts';

const HEAD = 'version: 1\nhorizon: { end: 2026-12-19 }\n';
const PUFFLE =
  '  - { id: p, provider: puffle, credentials: { apiKeyEnv: PUFFLE_KEY }, campaigns: [aaaa1111-1111-4111-8111-111111111111] }\n';
const DISCOVER = '  - { id: sg, provider: sendgrid, credentials: { apiKeyEnv: SENDGRID_KEY }, discover: subusers }\n';
const PLAIN = '  - { id: a, provider: declared, senders: [{ id: s }] }\n';
const from = (selection: string) => `campaigns: [{ id: c, contacts: 5, from: { ${selection} } }]\n`;
const kinds = async (text: string) => (await loadText(text)).findings.map((f) => `${f.line} ${f.kind}`);

describe('what providers list', () => {
  test('senders need not be written where a provider lists them', async () => {
    expect(await kinds(`${HEAD}accounts:\n${PUFFLE}${from('senders: [sdr1@brand.example]')}`)).toEqual([]);
    expect(await kinds(`${HEAD}accounts:\n${PLAIN}${from('senders: [sdr1@brand.example]')}`)).toEqual(['5 config.unknown-reference']);
  });

  test('subaccounts need not be written under an account that discovers them', async () => {
    expect(await kinds(`${HEAD}accounts:\n${DISCOVER}${from('accounts: [sg/customer-a]')}`)).toEqual([]);
    expect(await kinds(`${HEAD}accounts:\n${DISCOVER}${from('accounts: [other/customer-a]')}`)).toEqual(['5 config.unknown-reference']);
    expect(await kinds(`${HEAD}accounts:\n${PLAIN}${from('accounts: [a/customer-a]')}`)).toEqual(['5 config.unknown-reference']);
  });
});

describe('pools', () => {
  test('a chain of parents is fine, a circle of three is not, and it is reported at each account', async () => {
    const account = (id: string, parent: string) => `  - { id: ${id}, provider: declared, parent: ${parent} }\n`;
    expect(await kinds(`${HEAD}accounts:\n${account('a', 'b')}${account('b', 'c')}${account('c', 'null')}`)).toEqual([]);
    const { findings } = await loadText(
      `${HEAD}accounts:\n${account('a', 'b')}${account('b', 'c')}${account('c', 'a')}${account('d', 'a')}`,
    );
    expect(findings.map((f) => [f.line, f.kind])).toEqual([
      [4, 'config.contradiction'],
      [5, 'config.contradiction'],
      [6, 'config.contradiction'],
    ]);
  });
});

describe('catalog', () => {
  const entry = (id: string, tiers: string, topUps = '[]') =>
    `  ${id}: { currency: USD, cycle: month, change: { up: next-cycle, down: next-cycle }, tiers: ${tiers}, topUps: ${topUps} }\n`;
  const account = (tier: string, provider = 'declared') => `accounts:\n  - { id: a, provider: ${provider}, tier: ${tier} }\n`;
  const active = (tier: string) =>
    `accounts:\n  - { id: a, provider: activecampaign, credentials: { apiKeyEnv: ACTIVECAMPAIGN_KEY }, account: brand, tier: ${tier} }\n`;

  test('a tier is checked when there is a catalog', async () => {
    expect(await kinds(HEAD + account('anything'))).toEqual([]);
    expect(await kinds(`${HEAD}${account('t')}catalog:\n${entry('p', '[{ id: t, price: 1 }]')}`)).toEqual([]);
    expect(await kinds(`${HEAD}${account('u')}catalog:\n${entry('p', '[{ id: t, price: 1 }]')}`)).toEqual(['4 config.unknown-reference']);
  });

  test('plan names of ActiveCampaign need no catalog entry', async () => {
    for (const tier of ['lite', 'plus', 'professional', 'enterprise', 'starter', 'pro', 'trial'])
      expect(await kinds(`${HEAD}${active(tier)}catalog:\n${entry('p', '[{ id: t, price: 1 }]')}`)).toEqual([]);
    expect(await kinds(`${HEAD}${active('gold')}catalog:\n${entry('p', '[{ id: t, price: 1 }]')}`)).toEqual(['4 config.unknown-reference']);
    expect(await kinds(`${HEAD}${account('plus')}catalog:\n${entry('p', '[{ id: t, price: 1 }]')}`)).toEqual([
      '4 config.unknown-reference',
    ]);
  });

  test('tiers and top-ups are unique over the whole catalog', async () => {
    const top = '[{ id: x, credits: 5, price: 1, expires: never }]';
    const { findings } = await loadText(
      `${HEAD}${account('t')}catalog:\n${entry('p', '[{ id: t, price: 1 }]', top)}${entry('q', '[{ id: t, price: 2 }]', top)}`,
    );
    expect(findings.map(line)).toEqual([
      '7:97 config.duplicate-id The tier id t is used twice; first at p.sendplan.yaml:6:97. Choose another id.',
      '7:128 config.duplicate-id The top-up id x is used twice; first at p.sendplan.yaml:6:128. Choose another id.',
    ]);
  });
});

test('names match after NFC', async () => {
  const text = `${HEAD}accounts: [{ id: "caf\u00e9", provider: declared, tags: ["\u00fc"] }]\n${from('accounts: ["cafe\u0301"], tags: ["u\u0308"]')}`;
  const { workspace, findings } = await loadText(text);
  expect(findings).toEqual([]);
  expect(workspace?.campaigns[0]?.from.accounts).toEqual(['caf\u00e9']);
  expect(workspace?.campaigns[0]?.from.tags).toEqual(['\u00fc']);
});

describe('HT-27 names that become part of a path', () => {
  const account = (name: string) =>
    `${HEAD}accounts: [{ id: a, provider: sendgrid, credentials: { apiKeyEnv: SENDGRID_KEY }, subuser: ${JSON.stringify(name)} }]\n`;
  test.each(['..', '.', '', ' a', 'a\n'])('%j is refused', async (name) => {
    expect((await loadText(account(name))).findings.map((f) => f.kind)).toEqual(['config.invalid-value']);
  });
  test.each(['a/b', 'a%2fb', 'a?b', 'a#b', '..%2f', 'user@brand.example', 'Zoë'])('%j is a name; the client encodes it', async (name) => {
    const connection = (await loadText(account(name))).workspace?.accounts[0]?.connection;
    expect(connection).toMatchObject({ target: { kind: 'subuser', subuser: name } });
  });
});

test('HT-28 only campaign UUIDs of the published pattern pass', async () => {
  const puffle = (id: string) =>
    `${HEAD}accounts: [{ id: a, provider: puffle, credentials: { apiKeyEnv: PUFFLE_KEY }, campaigns: ['${id}'] }]\n`;
  for (const id of [
    'aaaa1111-1111-4111-8111-111111111111',
    '00000000-0000-0000-0000-000000000000',
    'ffffffff-ffff-ffff-ffff-ffffffffffff',
  ]) {
    expect((await loadText(puffle(id))).findings).toEqual([]);
  }
  for (const id of [
    'aaaa1111',
    'aaaa1111-1111-9111-8111-111111111111',
    'aaaa1111-1111-4111-7111-111111111111',
    '../../credits',
    'aaaa1111-1111-4111-8111-111111111111/x',
    '',
  ])
    expect((await loadText(puffle(id))).findings.map((f) => f.kind)).toEqual(['config.invalid-value']);
});
