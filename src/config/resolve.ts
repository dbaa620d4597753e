/** From the items of all files to the workspace: every rule checked, every default filled in, canonical order. */

import type { Instant } from '../model/calendar.ts';
import type { Position } from '../model/finding.ts';
import { compareText } from '../model/order.ts';
import type { InputFile, Workspace } from '../model/workspace.ts';
import type { Bag } from './bag.ts';
import { nfc } from './characters.ts';
import { normalizeAccount, normalizeDomain } from './normalize/account.ts';
import { normalizeCampaign, normalizeInFlight } from './normalize/campaign.ts';
import { changesOf, normalizeCatalogEntry, normalizeScenario } from './normalize/catalog.ts';
import { normalizePolicy } from './normalize/policy.ts';
import { buildRoster, sendersOf } from './roster.ts';
import { checkAccounts } from './rules/accounts.ts';
import { checkCampaigns, checkInFlight, contactsOf } from './rules/campaigns.ts';
import { resolveFrame } from './rules/frame.ts';
import { checkDomains, checkPolicy } from './rules/policy.ts';
import { checkCatalog, checkScenarios } from './rules/scenarios.ts';
import type { Sections, Written } from './sections.ts';
import { type Path, type Spot, startOf } from './source.ts';
import type { Tables } from './tables.ts';

const byId = (a: { readonly id: string }, b: { readonly id: string }) => compareText(a.id, b.id);

/** Where things were written. Places in large files are given as the file alone: working them out takes longer than reading. */
function positionsOf(sections: Sections, tables: Tables): Readonly<Record<string, Position>> {
  const positions: Record<string, Position> = {};
  const add = (key: string, item: Written<unknown>, spot: Spot = 'value') => {
    positions[key] ??= item.source.isLarge ? startOf(item.source.file) : item.source.locate(item.path, spot);
  };
  for (const account of sections.accounts) {
    add(`account:${nfc(account.value.id)}`, account);
    for (const sender of sendersOf(account, tables)) add(`sender:${nfc(sender.value.id)}`, sender);
  }
  for (const campaign of sections.campaigns) {
    const id = nfc(campaign.value.id);
    add(`campaign:${id}`, campaign);
    campaign.value.segments?.forEach((s, i) => {
      add(`segment:${id}/${nfc(s.id)}`, { ...campaign, path: [...campaign.path, 'segments', i] });
    });
  }
  for (const domain of sections.domains) add(`domain:${nfc(domain.value.id)}`, domain);
  for (const scenario of sections.scenarios) {
    const id = nfc(scenario.value.id);
    add(`scenario:${id}`, scenario);
    // A written change may be several: each is found where it was written.
    const places = scenario.value.changes.flatMap((change, i) => changesOf(change).map(() => i));
    places.forEach((i, n) => {
      add(`scenario:${id}/${n}`, { ...scenario, path: [...scenario.path, 'changes', i] });
    });
  }
  for (const policy of sections.policy) {
    const at = (key: string, path: Path) => add(`policy:${key}`, { ...policy, path: [...policy.path, ...path] }, 'key');
    add('policy', policy);
    for (const key of Object.keys(policy.value)) at(key, [key]);
    for (const target of Object.keys(policy.value.serve ?? {})) at(`serve.${target}`, ['serve', target]);
    policy.value.ignore?.forEach((entry, i) => {
      at(`ignore.${entry.finding}/${nfc(entry.subject ?? '')}`, ['ignore', i]);
    });
  }
  return positions;
}

/** The workspace, or null when something is wrong (reported). */
export function resolveWorkspace(
  sections: Sections,
  tables: Tables,
  inputs: readonly InputFile[],
  now: Instant,
  bag: Bag,
): Workspace | null {
  const frame = resolveFrame(sections, now, bag);
  const roster = buildRoster(sections, tables, bag);
  checkAccounts(sections, tables, roster, frame, bag);
  checkDomains(sections, tables, bag);
  checkCampaigns(sections, tables, roster, frame, bag);
  checkInFlight(sections, roster, frame, bag);
  checkPolicy(sections, frame, bag);
  checkCatalog(sections, bag);
  checkScenarios(sections, roster, frame, bag);
  const policy = normalizePolicy(sections.policy, bag);
  const isNothing = roster.accounts.size === 0 && roster.campaigns.size === 0;
  if (isNothing && bag.all().every((f) => f.severity !== 'error'))
    bag.place(
      inputs[0] ? startOf(inputs[0].path) : null,
      'config.empty',
      'The files hold neither accounts nor campaigns. Expected at least one of them.',
    );
  if (bag.all().some((f) => f.severity === 'error')) return null;
  return {
    timeZone: frame.timeZone,
    horizon: { start: frame.start, end: frame.end },
    accounts: sections.accounts
      .map((a) =>
        normalizeAccount(
          a.value,
          sendersOf(a, tables).map((s) => s.value),
        ),
      )
      .sort(byId),
    domains: sections.domains.map((d) => normalizeDomain(d.value)).sort(byId),
    campaigns: sections.campaigns.map((c) => normalizeCampaign(c.value, contactsOf(c, tables) ?? 0)).sort(byId),
    inFlight: normalizeInFlight(sections.inFlight.map((f) => f.value)),
    policy,
    catalog: sections.catalog.map((c) => normalizeCatalogEntry(c.value)).sort(byId),
    scenarios: sections.scenarios.map((s) => normalizeScenario(s.value)).sort(byId),
    inputs,
    positions: positionsOf(sections, tables),
  };
}
