/** Price lists and named changes: what a what-if works with. */

import type { ResetFrequency } from './calendar.ts';

/** Price list of one provider plan family, for simulate and recommend. Prices are decimal texts. */
export interface CatalogEntry {
  readonly id: string;
  readonly currency: string;
  readonly cycle: ResetFrequency;
  readonly change: {
    readonly up: 'immediate-prorated' | 'immediate-full' | 'next-cycle';
    readonly down: 'immediate-prorated' | 'immediate-full' | 'next-cycle';
  };
  readonly tiers: readonly {
    readonly id: string;
    readonly credits: number | null;
    readonly contacts: number | null;
    readonly price: string;
  }[];
  readonly topUps: readonly {
    readonly id: string;
    readonly credits: number;
    readonly price: string;
    readonly expires: 'reset' | 'never';
  }[];
}

/** Named changes for a what-if, as written (checked for known keys and references; applied by `simulate`). */
export interface Scenario {
  readonly id: string;
  readonly title: string | null;
  readonly changes: readonly Readonly<Record<string, unknown>>[];
}
