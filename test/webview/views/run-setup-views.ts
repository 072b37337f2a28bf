import { AbaiError } from '../../../src/protocol/errors.ts';
import { demoModels } from '../fixtures.ts';
import { estimateOf, gsm8k, setupHost } from '../run-setup-fixtures.ts';
import type { StageHost } from '../run-stage.ts';
import type { View, Views } from './view.ts';

const wideTable = {
  ...gsm8k,
  headers: Array.from({ length: 30 }, (_, at) =>
    at === 3 ? `a column with a ${'very '.repeat(20)}long name` : `column ${at}`,
  ),
};

/** The setup of a run; `shown` is there when the view stands. */
function setup(prepare: (host: StageHost) => void, shown: string, table = gsm8k): View {
  return {
    element: 'abai-run-app',
    host() {
      const host = setupHost(table);
      prepare(host);
      return host;
    },
    act: (page) => page.locator(`abai-run-setup ${shown}`).first().waitFor(),
  };
}

export const runSetupViews: Views = {
  empty: setup((host) => {
    host.state = {};
  }, '.empty'),
  'loading-data': setup((host) => {
    host.answers['dataset:get'] = () => new Promise(() => undefined);
    host.state = { draft: { datasetId: 'gsm8k' } };
  }, '.late'),
  'data-gone': setup((host) => {
    host.state = { draft: { datasetId: 'gone' } };
  }, 'abai-message-box'),
  'wide-table': setup(
    (host) => {
      const models = [
        'demo:swift',
        'openai:gpt-4o',
        'openai:gpt-4o-mini',
        'anthropic:claude-sonnet-4',
        'openai:gone',
      ];
      const prompts = [{ template: '{{column 1}} {{nope}}', system: 'x', images: ['{{column 2}}'] }];
      host.state = {
        draft: {
          datasetId: 'gsm8k',
          warnings: ['Line 7 has 31 values for 30 columns.'],
          setup: {
            models,
            prompts,
            checks: [
              { type: 'number', expected: '{{gone}}' },
              { type: 'equals', expected: 'yes' },
            ],
          },
        },
      };
    },
    'code',
    wideTable,
  ),
  whole: setup((host) => {
    host.answers['models:get-all'] = () =>
      demoModels.map((model) =>
        model.provider === 'demo' ? model : { ...model, features: ['batch'], batchDiscount: 0.5 },
      );
    host.answers['run:estimate'] = (asked) => ({
      ...estimateOf(asked, gsm8k),
      warnings: ['The price of GPT-4o mini is not known, so its cost is not in the estimate.'],
    });
    const prompts = [{ template: 'Solve this: {{question}}' }, { template: 'Think first. {{question}}' }];
    const models = ['demo:swift', { model: 'openai:gpt-4o', native: true }, 'openai:gpt-4o-mini'];
    host.state = {
      draft: { datasetId: 'gsm8k', setup: { prompts, models, checks: [{ type: 'json' }], maxCostUsd: 5 } },
    };
  }, 'table.figures'),
  'estimate-failed': setup((host) => {
    host.answers['run:estimate'] = () => {
      throw new AbaiError('unavailable', 'The back end is starting.');
    };
    host.state = { draft: { datasetId: 'gsm8k', setup: { models: ['demo:swift'] } } };
  }, 'abai-message-box'),
};
