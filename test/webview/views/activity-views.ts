import { AbaiError } from '../../../src/protocol/errors.ts';
import { activityHost, activityRow, callAt, giveCalls } from '../activity-fixtures.ts';
import type { StageHost } from '../run-stage.ts';
import type { View, Views } from './view.ts';

function activity(host: () => StageHost, rest: Omit<View, 'host' | 'element'> = {}): View {
  return { element: 'abai-activity-app', host, ...rest };
}

const showCalls: View['act'] = (page) => page.locator('[role=tab]').nth(1).click();

export const activityViews: Views = {
  full: activity(() => activityHost(), { act: (page) => page.locator('abai-plot svg').waitFor() }),
  'unknown-costs': activity(() =>
    activityHost([
      activityRow({ cost: 1.25, calls: 4 }),
      activityRow({ provider: 'lab', model: 'own', cost: null, unknownCosts: 3, calls: 3 }),
    ]),
  ),
  free: activity(() => activityHost([activityRow({ cost: 0 })])),
  calls: activity(
    () => {
      const host = activityHost();
      giveCalls(
        host,
        Array.from({ length: 250 }, (_, n) => callAt(n)),
      );
      return host;
    },
    { act: showCalls },
  ),
  'no-calls': activity(
    () => {
      const host = activityHost();
      giveCalls(host, []);
      return host;
    },
    { act: showCalls },
  ),
  empty: activity(() => activityHost([]), { kept: { filter: { range: 'all' } } }),
  loading: activity(
    () => {
      const host = activityHost();
      host.answers['activity:get'] = () => new Promise(() => undefined);
      return host;
    },
    { loading: true, act: (page) => page.locator('.late').waitFor() },
  ),
  failed: activity(() => {
    const host = activityHost();
    host.answers['activity:get'] = () => {
      throw new AbaiError(
        'store',
        'The disk did not read or write abai.sqlite. Check the disk, then try again.',
      );
    };
    return host;
  }),
};
