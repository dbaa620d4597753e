/** What makes the client stop sending for the rest of a run: a dead host, a provider that asks for a long pause, a block after a 403. */

import type { ProviderError } from '../errors.ts';

/** Switch of one host: opens after too many failures in a row. */
export interface HostSwitch {
  failures: number;
  openedBy: ProviderError | null;
}

/** Switch of one rate-limit group: nothing is sent before `notBefore` (ms on the monotonic clock), or at all. */
export interface LaneSwitch {
  notBefore: number;
  closedBy: ProviderError | null;
}

/** Switch of one block group (SendGrid): set by the first 403. */
export interface BlockSwitch {
  by: ProviderError | null;
}

/** The switches a call passes. */
export interface Switches {
  readonly host: HostSwitch;
  readonly lane: LaneSwitch;
  readonly block: BlockSwitch;
}

/** All switches of a run, made when first asked for. */
export interface SwitchBoard {
  readonly of: (keys: { readonly host: string; readonly lane: string; readonly block: string }) => Switches;
}

/** Makes the switches of a run, all letting calls through. */
export function createSwitchBoard(): SwitchBoard {
  const hosts = new Map<string, HostSwitch>();
  const lanes = new Map<string, LaneSwitch>();
  const blocks = new Map<string, BlockSwitch>();
  return {
    of: (keys) => ({
      host: memo(hosts, keys.host, () => ({ failures: 0, openedBy: null })),
      lane: memo(lanes, keys.lane, () => ({ notBefore: Number.NEGATIVE_INFINITY, closedBy: null })),
      block: memo(blocks, keys.block, () => ({ by: null })),
    }),
  };
}

/** The value of a key, made when it is not there yet. */
export function memo<T>(values: Map<string, T>, key: string, make: () => T): T {
  const known = values.get(key);
  if (known !== undefined) return known;
  const made = make();
  values.set(key, made);
  return made;
}

/** Why nothing may be sent, with the error that decided it, or null when it may. */
export function closedBy({ host, lane, block }: Switches): { readonly first: ProviderError; readonly why: string } | null {
  if (block.by !== null) {
    return { first: block.by, why: 'nothing more is sent after an HTTP 403, because further bad requests get the address blocked' };
  }
  if (lane.closedBy !== null) return { first: lane.closedBy, why: 'the provider asked for a long pause' };
  if (host.openedBy !== null) return { first: host.openedBy, why: `${host.failures} attempts in a row failed` };
  return null;
}
