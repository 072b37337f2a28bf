import { AbaiError } from '../../../src/protocol/errors.ts';
import { activityHost, activityRow } from '../activity-fixtures.ts';
import type { StageHost } from '../run-stage.ts';
import type { View, Views } from './view.ts';

function activity(host: () => StageHost, rest: Omit<View, 'host' | 'element'> = {}): View {
  return { element: 'abai-activity-app', host, ...rest };
}

export const activityViews: Views = {
  full: activity(() => activityHost(), { act: (page) => page.locator('abai-plot svg').waitFor() }),
  'unknown-costs': activity(() =>
    activityHost([
      activityRow({ cost: 1.25, calls: 4 }),
      activityRow({ provider: 'lab', model: 'own', cost: null, unknownCosts: 3, calls: 3 }),
    ]),
  ),
  free: activity(() => activityHost([activityRow({ cost: 0 })])),
  empty: activity(() => activityHost([]), { kept: { filter: { range: 'all' } } }),
  failed: activity(() => {
    const host = activityHost();
    host.answers['activity:get'] = () => {
      throw new AbaiError('store', 'The disk is full.');
    };
    return host;
  }),
};
