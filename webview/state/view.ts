import type { Comparison } from '../../src/protocol/comparisons.ts';
import type { Failure } from '../../src/protocol/failure.ts';
import type { LiveComparison } from './live-comparison.ts';

/** What fills the panel while it shows no comparison. */
export type EmptyView =
  | { kind: 'starting' }
  | { kind: 'compose' }
  | { kind: 'loading' }
  | { kind: 'failed'; failure: Failure }
  | { kind: 'deleted'; comparison: Comparison };

/** What fills the panel. */
export type View = EmptyView | { kind: 'showing'; live: LiveComparison } | { kind: 'standings' };
