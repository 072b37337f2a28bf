import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import { AbaiError } from '../../src/protocol/errors.ts';
import { launchChromium } from '../harness/chromium.ts';
import { demoModels } from './fixtures.ts';
import type { ThemeName } from './panel-page.ts';
import { estimateOf, gsm8k, setupHost } from './run-setup-fixtures.ts';
import { RunStage, type StageHost } from './run-stage.ts';
import { seriousOf } from './run-stage-checks.ts';

const wideTable = {
  ...gsm8k,
  headers: Array.from({ length: 30 }, (_, at) =>
    at === 3 ? `a column with a ${'very '.repeat(20)}long name` : `column ${at}`,
  ),
};

/** Every state of the setup, by name, with a text that shows when it stands. */
const views: Record<string, { host: () => StageHost; ready: string }> = {
  empty: {
    host: () => {
      const host = setupHost();
      host.state = {};
      return host;
    },
    ready: 'Choose a CSV, TSV',
  },
  'data-gone': {
    host: () => {
      const host = setupHost();
      host.state = { draft: { datasetId: 'gone' } };
      return host;
    },
    ready: 'This data is not there any more.',
  },
  'wide-table': {
    host: () => {
      const host = setupHost(wideTable);
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
          warnings: ['Line 7 has 31 values and the header has 30: the last was left out.'],
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
      return host;
    },
    ready: 'There is no column {{nope}}',
  },
  whole: {
    host: () => {
      const host = setupHost();
      host.answers['models:get-all'] = () =>
        demoModels.map((model) =>
          model.provider === 'demo' ? model : { ...model, features: ['batch'], batchDiscount: 0.5 },
        );
      host.answers['run:estimate'] = (setup) => ({
        ...estimateOf(setup, gsm8k),
        warnings: ['The price of GPT-4o mini is not known, so its cost is not in the estimate.'],
      });
      const prompts = [{ template: 'Solve this: {{question}}' }, { template: 'Think first. {{question}}' }];
      const models = ['demo:swift', { model: 'openai:gpt-4o', native: true }, 'openai:gpt-4o-mini'];
      host.state = {
        draft: { datasetId: 'gsm8k', setup: { prompts, models, checks: [{ type: 'json' }], maxCostUsd: 5 } },
      };
      return host;
    },
    ready: 'All 50: 300 calls',
  },
  'estimate-failed': {
    host: () => {
      const host = setupHost();
      host.answers['run:estimate'] = () => {
        throw new AbaiError('unavailable', 'The back end is starting.');
      };
      host.state = { draft: { datasetId: 'gsm8k', setup: { models: ['demo:swift'] } } };
      return host;
    },
    ready: 'The cost could not be estimated',
  },
};

const looks: { theme: ThemeName; width: number }[] = [
  { theme: 'dark', width: 1000 },
  { theme: 'light', width: 1000 },
  { theme: 'high-contrast', width: 1000 },
  { theme: 'high-contrast-light', width: 400 },
  { theme: 'dark', width: 400 },
];

describe('webview: views of the setup of a run', function () {
  this.timeout(60_000);
  let browser: Browser;
  before(async () => {
    browser = await launchChromium();
  });
  after(() => browser.close());

  for (const { theme, width } of looks) {
    it(`fit and have nothing serious against them, ${theme}, ${width} px (pictures in out/screenshots/panel)`, async () => {
      for (const [name, { host, ready }] of Object.entries(views)) {
        const stage = await RunStage.open(browser, host(), theme, { width, height: 900 });
        try {
          const { page } = stage;
          await page.getByText(ready).waitFor();
          await stage.screenshot(`run-setup-${name}-${theme}-${width}`);
          await page.locator('abai-run-setup').evaluate((setup) => {
            for (const details of setup.shadowRoot!.querySelectorAll('details')) details.open = true;
          });
          const scrolled = await page
            .locator('abai-run-setup .scroll')
            .evaluate((scroll) => scroll.scrollWidth - scroll.clientWidth);
          assert.equal(scrolled, 0, `${name} is not wider than its tab`);
          assert.deepEqual(stage.problems, [], name);
          const found = await seriousOf(page);
          assert.deepEqual(found, [], name);
        } finally {
          await stage.close();
        }
      }
    });
  }
});
