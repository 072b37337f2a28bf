import type { FirstSight } from '../../src/protocol/page.ts';
import type { HostPort } from '../connection/host-port.ts';
import type { PageClient } from '../connection/page-client.ts';
import { readSavedState, type SavedState } from './saved-state.ts';

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

/** What a page begins with: what the host wants, else `own`, what the last page of this panel showed. */
export async function firstState(
  client: PageClient,
  sight: FreshSight | undefined,
  own: SavedState,
): Promise<SavedState> {
  const wanted = readSavedState(
    sight ? sight.state : await client.workbench('panel:state', {}).catch(() => ({})),
  );
  const first = wanted.comparisonId || wanted.draft ? wanted : own;
  // The host may know the comparison without the words that were being written to it.
  const draft = first.draft ?? (own.comparisonId === first.comparisonId ? own.draft : undefined);
  return draft ? { ...first, draft } : first;
}
