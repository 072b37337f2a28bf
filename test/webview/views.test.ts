import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import { answer, finished, makeDetail, question } from './fixtures.ts';
import { launchChromium, PanelPage, type ThemeName } from './panel-page.ts';
import { ScriptedHost } from './scripted-host.ts';
import { findTooWide } from './too-wide.ts';

const text = `A good review does three things: it **catches defects**, keeps the code *readable*, and spreads knowledge.

## What to look for

1. Correctness: does it do what the change says?
2. Tests: would they fail without the change?
3. Names and \`structure\`.

\`\`\`ts
export function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
\`\`\`

> Small changes get better reviews.

| Size | Defects found |
|---|---:|
| < 200 lines | 87 % |
| > 1000 lines | 28 % |

- [x] read it twice
- [ ] say what is good, too

See [the guide](https://example.com/review).`;

const system =
  'You are a senior engineer who answers briefly and to the point, and never praises without reason.';
const source = {
  uri: 'file:///home/ada/src/parse.ts',
  range: { startLine: 9, startCharacter: 0, endLine: 23, endCharacter: 0 },
};

/** Every view, by name: what the host shows, and what the page kept. */
const views: Record<string, (host: ScriptedHost) => void> = {
  compose(host) {
    host.panelState = {
      draft: { prompt: '', models: ['demo:swift', 'openai:gpt-4o', 'anthropic:claude-sonnet-4'] },
    };
  },
  'compose-filled'(host) {
    const models = ['demo:swift', 'openai:gpt-4o', 'openai:gone'];
    host.panelState = { draft: { prompt: 'Explain this.\n\nThen name it.', system, models, source } };
  },
  compare(host) {
    const costs = [
      { cost: 0.0012, costBasis: 'exact' as const },
      { cost: 0.0183, costBasis: 'estimated' as const, thinking: 'Let me think about reviews.' },
      { cost: 0, costBasis: 'free' as const },
    ];
    host.put(makeDetail({ answers: (index) => ({ ...finished, content: text, ...costs[index] }) }));
    host.panelState = { comparisonId: 'comparison-1' };
  },
  states(host) {
    const references = [
      'openai:gpt-4o',
      'demo:prose',
      'demo:bullets',
      'anthropic:claude-sonnet-4',
      'demo:swift',
    ];
    const message = 'Anthropic refused the API key (401). Set a new one.';
    const states = [
      { status: 'generating' as const, content: 'Half an answer that is still\n\n- arriving\n- word by wo' },
      { status: 'interrupted' as const, content: 'This was cut when the window was rel' },
      { status: 'cancelled' as const, content: 'Stopped in the middle of' },
      { status: 'failed' as const, error: { code: 'auth' as const, message, retryable: false } },
      { status: 'generating' as const },
    ];
    host.put(makeDetail({ references, answers: (index) => states[index]! }));
    host.panelState = { comparisonId: 'comparison-1' };
  },
  conversation(host) {
    const detail = makeDetail({
      references: ['demo:swift', 'demo:prose'],
      prompt: 'Explain this code and propose a better name for each function.\n'.repeat(9),
      comparison: { system, source },
      answers: () => ({ ...finished, content: 'A first answer.' }),
    });
    const warnings = [{ code: 'x', message: 'This model does not take a temperature: it was left out.' }];
    for (const thread of ['c0', 'c1']) {
      detail.messages[thread]!.push(
        question(thread, 'And in one sentence?', { id: `${thread}-2`, parentId: `${thread}-answer` }),
        answer(thread, {
          ...finished,
          id: `${thread}-3`,
          parentId: `${thread}-2`,
          content: 'In one sentence: **do less**.',
          warnings,
        }),
      );
    }
    host.put(detail);
    host.panelState = { comparisonId: 'comparison-1' };
  },
  'eight-columns'(host) {
    const references = Array.from(
      { length: 8 },
      (_, index) => `openai-compatible:lab/model-${index}-instruct`,
    );
    host.put(makeDetail({ references, answers: () => ({ ...finished, content: text }) }));
    host.panelState = { comparisonId: 'comparison-1' };
  },
  'long-words'(host) {
    const content = `${'A'.repeat(400)}\n\n${'`'}${'b'.repeat(400)}${'`'}\n\n${'https://example.com/'.repeat(20)}`;
    host.put(makeDetail({ prompt: 'w'.repeat(4000), answers: () => ({ ...finished, content }) }));
    host.panelState = { comparisonId: 'comparison-1' };
  },
  gone(host) {
    host.panelState = { comparisonId: 'gone' };
  },
};

const looks: { name: string; theme: ThemeName; width: number }[] = [
  { name: 'dark', theme: 'dark', width: 1280 },
  { name: 'light', theme: 'light', width: 1280 },
  { name: 'high-contrast', theme: 'high-contrast', width: 1280 },
  { name: 'narrow', theme: 'dark', width: 400 },
];

describe('webview: views', function () {
  this.timeout(60_000);
  let browser: Browser;
  before(async () => {
    browser = await launchChromium();
  });
  after(() => browser.close());

  for (const { name, theme, width } of looks) {
    it(`fit their tab, ${name} (pictures in out/screenshots/panel)`, async () => {
      const host = new ScriptedHost();
      host.panelState = { draft: { prompt: '', models: [] } };
      const panel = await PanelPage.open(browser, { host, theme, size: { width, height: 800 } });
      try {
        for (const [view, prepare] of Object.entries(views)) {
          await panel.page.evaluate(() => sessionStorage.clear());
          host.panelState = {};
          prepare(host);
          await panel.reload();
          await panel.page.locator('main:not([aria-busy])').waitFor();
          await panel.page.waitForLoadState('networkidle');
          await panel.screenshot(`${view}-${name}`);
          const tooWide = await panel.page.evaluate(findTooWide);
          assert.deepEqual(tooWide, [], view);
        }
        assert.deepEqual(panel.problems, []);
      } finally {
        await panel.close();
      }
    });
  }
});
