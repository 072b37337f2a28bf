import type { FirstSight } from '../../src/protocol/page.ts';
import type { HostPort } from '../connection/host-port.ts';
import type { SavedState } from './saved-state.ts';

export interface FreshSight extends FirstSight {
  id: string;
}

/**
 * What the host wrote into the page to be shown at once, unless an earlier page of this panel has had it: a page that was
 * hidden is made again from the same text, and that is old by then.
 */
export function freshSight(host: HostPort, kept: SavedState): FreshSight | undefined {
  const sight = host.firstSight?.();
  if (!sight || sight.id === kept.seen) return undefined;
  return { ...(sight.content as FirstSight), id: sight.id };
}
