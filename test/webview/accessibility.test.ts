import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, Page } from 'playwright-core';
import { bradleyTerry, pairRates } from '../../src/core/standings.ts';
import { answer, defaultReferences, finished, makeDetail, question } from './fixtures.ts';
import { launchChromium, PanelPage, type ThemeName } from './panel-page.ts';
import { ScriptedHost } from './scripted-host.ts';
import { ScriptedVotes } from './scripted-votes.ts';
import { toolDetail } from './tool-fixtures.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const views: Record<string, (host: ScriptedHost) => void> = {
  'the empty composer'(host) {
    host.panelState = {
      draft: { prompt: '', models: ['demo:swift', 'anthropic:claude-sonnet-4', 'openai:gone'] },
    };
  },
  'a composer with all that goes with a prompt'(host) {
    host.panelState = {
      draft: {
        prompt: 'Why?',
        system: 'Be brief.',
        models: ['demo:swift', 'openai:gpt-4o'],
        attachments: [
          { kind: 'text', name: 'src/a.ts', hash: 'a'.repeat(64), bytes: 1800, tokens: 432 },
          { kind: 'image', name: 'b.png', hash: 'b'.repeat(64), bytes: 1800, mimeType: 'image/png' },
        ],
        parameters: { temperature: 0.5 },
        own: { 'openai:gpt-4o': { seed: 1 } },
        schema: '{"type":',
      },
    };
  },
  'a comparison with every state'(host) {
    const markdown =
      '# Title\n\nText with `code` and [a link](https://example.com/).\n\n- [x] done\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```ts\nlet x = 1;\n```\n';
    const states = [
      { ...finished, content: markdown, thinking: 'Hm.' },
      { status: 'generating' as const },
      { status: 'failed' as const, error: { code: 'auth' as const, message: 'No key.', retryable: false } },
      { status: 'interrupted' as const, content: 'Half' },
      { status: 'cancelled' as const, content: 'Half' },
    ];
    const references = ['demo:swift', 'demo:prose', 'demo:bullets', 'openai:gpt-4o', 'openai:gpt-4o-mini'];
    const detail = makeDetail({
      references,
      prompt: 'Why?\n'.repeat(20),
      answers: (index) => states[index]!,
    });
    detail.messages.c0!.push(
      question('c0', 'More?', { id: 'q2', parentId: 'c0-answer' }),
      answer('c0', { ...finished, id: 'a2', parentId: 'q2' }),
    );
    host.put(detail);
    host.panelState = { comparisonId: 'comparison-1' };
  },
  'answers that ask for tools'(host) {
    host.put(toolDetail());
    host.panelState = { comparisonId: 'comparison-1' };
  },
  'answers that were voted on'(host) {
    host.put(makeDetail({ answers: () => ({ ...finished, content: 'An answer.' }) }));
    host.panelState = { comparisonId: 'comparison-1' };
    new ScriptedVotes(host).cast('comparison-1', 'winner', 'c1');
  },
  standings(host) {
    const votes = [4, 8, 12].flatMap((count, at) =>
      Array.from({ length: count }, () => ({
        verdict: 'winner' as const,
        winner: defaultReferences[at]!,
        models: defaultReferences,
      })),
    );
    const standings = { votes: votes.length, pairs: pairRates(votes), ranking: bradleyTerry(votes) };
    host.answers['vote:standings'] = () => standings;
    host.panelState = { standings: true, draft: { prompt: '', models: [] } };
  },
  'a comparison that is gone'(host) {
    host.panelState = { comparisonId: 'gone' };
  },
};

/** What a person does in a view before it is looked at. */
const steps: Record<string, (page: Page) => Promise<void>> = {
  async 'a composer with all that goes with a prompt'(page) {
    await page.getByRole('switch', { name: /^Parameters/ }).click();
    await page.getByText('This is not JSON').waitFor();
  },
};

describe('webview: accessibility', function () {
  this.timeout(60_000);
  let browser: Browser;
  before(async () => {
    browser = await launchChromium();
  });
  after(() => browser.close());

  for (const theme of ['dark', 'light', 'high-contrast', 'high-contrast-light'] satisfies ThemeName[]) {
    for (const [view, prepare] of Object.entries(views)) {
      // What has no colours of its own is looked at once.
      if (theme !== 'dark' && view === 'a comparison that is gone') continue;
      it(`of ${view} has nothing serious against it, ${theme}`, async () => {
        const host = new ScriptedHost();
        prepare(host);
        const panel = await PanelPage.open(browser, { host, theme });
        try {
          await panel.page.locator('main:not([aria-busy])').waitFor();
          await panel.page.waitForLoadState('networkidle');
          await panel.page.waitForTimeout(200);
          await steps[view]?.(panel.page);
          await panel.page.evaluate(axe);
          const violations = await panel.page.evaluate(async () => {
            const run = (window as unknown as { axe: { run(): Promise<{ violations: AxeViolation[] }> } })
              .axe;
            return (await run.run()).violations;
          });
          const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
          const described = serious.map(
            ({ id, nodes }) =>
              `${id}: ${nodes.map(({ target, failureSummary }) => `${target} ${failureSummary}`).join('\n')}`,
          );
          assert.deepEqual(described, []);
        } finally {
          await panel.close();
        }
      });
    }
  }
});

interface AxeViolation {
  id: string;
  impact: string;
  nodes: { target: unknown[]; failureSummary: string }[];
}
