import { AbaiError } from '../../../src/protocol/errors.ts';
import type { StageHost } from '../run-stage.ts';
import {
  bounds,
  emptySummary,
  models,
  summaryHost,
  summaryRun,
  variantSummary,
} from '../run-summary-fixtures.ts';
import type { View, Views } from './view.ts';

const labels = models.map(({ label }) => label);
const checks = ['number=={{expected}}', 'contains==yes'];

function summary(host: () => StageHost, shown: string): View {
  return {
    element: 'abai-run-app',
    host,
    kept: { runId: summaryRun(labels).id, tab: 'summary' },
    act: (page) => page.locator(`abai-run-summary ${shown}`).first().waitFor(),
  };
}

export const runSummaryViews: Views = {
  whole: summary(
    () =>
      summaryHost(summaryRun(labels), {
        variants: models.map((figures, at) => variantSummary(figures, at, checks)),
        latencyBounds: bounds,
      }),
    'abai-plot svg',
  ),
  'one-model': summary(
    () =>
      summaryHost(summaryRun(['GPT-4o']), {
        variants: [variantSummary({ ...models[0]!, usd: null }, 0, [])],
        latencyBounds: bounds,
      }),
    'abai-plot svg',
  ),
  filling: summary(
    () =>
      summaryHost(
        summaryRun(labels, {
          status: 'running',
          cells: { total: 600, succeeded: 0, failed: 0, cancelled: 0 },
        }),
        { variants: models.map((_, at) => emptySummary(at)), latencyBounds: bounds },
      ),
    'table',
  ),
  loading: summary(() => {
    const host = summaryHost(summaryRun(labels), { variants: [], latencyBounds: bounds });
    host.answers['run:summary'] = () => new Promise(() => undefined);
    return host;
  }, '[aria-busy]'),
  failed: summary(() => {
    const host = summaryHost(summaryRun(labels), { variants: [], latencyBounds: bounds });
    host.answers['run:summary'] = () => {
      throw new AbaiError(
        'store',
        'The disk did not read or write abai.sqlite. Check the disk, then try again.',
      );
    };
    return host;
  }, 'vscode-button'),
};
