import { activityViews } from './activity-views.ts';
import { columnViews } from './column-views.ts';
import { comparisonViews } from './comparison-views.ts';
import { composerViews } from './composer-views.ts';
import { runSetupViews } from './run-setup-views.ts';
import { runSummaryViews } from './run-summary-views.ts';
import { runViews } from './run-views.ts';
import { standingsViews } from './standings-views.ts';
import type { View, Views } from './view.ts';

const groups: Readonly<Record<string, Views>> = {
  comparison: comparisonViews,
  composer: composerViews,
  columns: columnViews,
  standings: standingsViews,
  'run-setup': runSetupViews,
  run: runViews,
  'run-summary': runSummaryViews,
  activity: activityViews,
};

export interface NamedView {
  group: string;
  /** Such as `run-paused`. */
  name: string;
  view: View;
}

/** Every state of every page. A new one belongs into one of the groups. */
export function allViews(): NamedView[] {
  return Object.entries(groups).flatMap(([group, views]) =>
    Object.entries(views).map(([name, view]) => ({ group, name: `${group}-${name}`, view })),
  );
}
