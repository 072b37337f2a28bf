import { type Arrangement, asTheyCome } from './arrangement.ts';
import { Blind } from './blind.ts';
import type { LiveComparison } from './live-comparison.ts';
import { inOrder } from './ordered-columns.ts';
import type { Kept, SavedState } from './saved-state.ts';
import { shownBranches } from './shown-branches.ts';

/** How a comparison is shown: under which names, in which order, with which branches, or behind the standings. */
export class PanelLook {
  /** Which models are preferred is shown, in front of all else. */
  standings = false;
  /** Of the names of models. */
  blind = new Blind();
  /** Of the columns. */
  arrangement: Arrangement = asTheyCome;

  /** The comparison as it is to be seen. */
  of(live: LiveComparison): LiveComparison {
    return inOrder(this.blind.show(shownBranches(live)), this.arrangement.order);
  }

  /** The columns of another comparison lie as they come; whether they scroll together is a matter of habit. */
  layOutAnew(): void {
    this.arrangement = { ...asTheyCome, together: this.arrangement.together };
  }

  /** Takes over what the last page of this panel hid. */
  recall({ blind }: SavedState): void {
    this.blind = new Blind(blind);
  }

  /** Shows what a page begins with; the columns as the last page laid them out, when it showed the same. */
  begin({ comparisonId, standings }: SavedState, own: SavedState): void {
    this.standings = standings ?? false;
    if (own.arrangement && own.comparisonId === comparisonId) this.arrangement = own.arrangement;
  }

  get saved(): Pick<Kept, 'standings' | 'blind' | 'arrangement'> {
    const { standings, blind, arrangement } = this;
    return {
      standings,
      blind: blind.saved,
      arrangement: arrangement === asTheyCome ? undefined : arrangement,
    };
  }
}
