import { describe, expect, it } from 'vitest';
import { providerTableMarkdown } from '../../src/providers/capability-table.ts';
import { PROVIDERS } from '../../src/providers/registry.ts';

describe('the table of providers', () => {
  it('has one row per connector, in order, with what it gives', () => {
    expect(providerTableMarkdown().split('\n')).toEqual([
      '| `provider` | What it is | Remaining credits | Allowance | Reset date | Daily limit per sender | Sent today | Weekly limit | Contact limit | Verified |',
      '| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |',
      '| `activecampaign` | ActiveCampaign (v3, v1, reseller, agency) | some plans | derived | declared | – | – | – | yes | 2026-11-20 |',
      '| `declared` | Declared in the plan file | – | – | declared | – | – | – | – | – |',
      '| `puffle` | Puffle | – | – | declared | yes | yes | yes | – | 2026-11-20 |',
      '| `sendgrid` | SendGrid v3 | yes | yes | yes | – | – | – | – | 2026-11-20 |',
      '| `sendgrid-reseller` | SendGrid Web API v2, reseller (legacy) | yes | yes | yes | – | – | – | – | 2026-11-20 |',
    ]);
  });

  it('escapes what would break a row', () => {
    const odd = { ...PROVIDERS.declared, capabilities: { ...PROVIDERS.declared.capabilities, title: 'a|b\nc' } };
    expect(providerTableMarkdown([odd]).split('\n')[2]).toContain('| a\\|b c |');
  });
});
