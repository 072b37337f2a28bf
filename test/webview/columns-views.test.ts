import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser } from 'playwright-core';
import { finished, makeDetail } from './fixtures.ts';
import { launchChromium, PanelPage, type ThemeName } from './panel-page.ts';
import { ScriptedHost } from './scripted-host.ts';
import { findTooWide } from './too-wide.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const texts = [
  `A good review does three things: it **catches defects**, keeps the code *readable*, and spreads knowledge.

1. Correctness: does it do what the change says?
2. Tests: would they fail without the change?

Small changes get better reviews.`,
  `A good review does two things: it **finds defects** early, and spreads knowledge in the team.

1. Correctness: does it do what the author says?
2. Tests: do they fail without the change?
3. Names and structure.

Small changes get much better reviews!`,
  `Look at behaviour first, then at tests, then at names. Be kind, be quick, and say what is good.`,
];

const looks: { name: string; theme: ThemeName; width: number }[] = [
  { name: 'dark', theme: 'dark', width: 1280 },
  { name: 'light', theme: 'light', width: 1280 },
  { name: 'high-contrast', theme: 'high-contrast', width: 1280 },
  { name: 'narrow', theme: 'dark', width: 400 },
];

/** What the page kept when it was left. */
const arrangements: Record<string, object> = {
  differences: { base: 'c0', agreement: true },
  focus: { base: 'c0', focused: 'c1' },
  collapsed: { collapsed: ['c1'], together: true },
  eight: { widths: { c0: 220, c2: 420 }, order: ['c2', 'c0'] },
};

const long = `An answer with a line that is long: ${'word '.repeat(80)}

${'`npm run a-very-long-script-name --with=options` '.repeat(4)}

\`\`\`ts
export const aLineOfCodeThatIsWiderThanItsColumn = await somethingThatIsCalled({ with: 'many', arguments: true });
\`\`\`

| Name | What it does | Since |
|---|---|---|
| first-setting | Something that needs a few words | 1.0 |
`;
const eight = [
  ...['demo:swift', 'anthropic:claude-sonnet-4', 'openai:gpt-4o-mini', 'demo:prose', 'openai:gpt-4o'],
  ...[
    'openai-compatible:a-server/a-model-with-a-name-that-has-no-end-70b-instruct',
    'demo:bullets',
    'demo:x',
  ],
];

interface AxeViolation {
  id: string;
  impact: string;
  nodes: { target: unknown[]; failureSummary: string }[];
}

describe('webview: views of columns beside each other', function () {
  this.timeout(60_000);
  let browser: Browser;
  before(async () => {
    browser = await launchChromium();
  });
  after(() => browser.close());

  for (const { name, theme, width } of looks) {
    for (const [view, arrangement] of Object.entries(arrangements)) {
      it(`fit their tab and exclude nobody: ${view}, ${name}`, async () => {
        const host = new ScriptedHost();
        const references = view === 'eight' ? eight : eight.slice(0, 4);
        host.put(
          makeDetail({
            references,
            answers: (index) =>
              index === 3 ? {} : { ...finished, content: view === 'eight' ? long : texts[index]! },
          }),
        );
        const kept = { comparisonId: 'comparison-1', arrangement };
        const panel = await PanelPage.open(browser, { host, theme, kept, size: { width, height: 800 } });
        try {
          await panel.page.locator('main:not([aria-busy]) abai-column:visible').first().waitFor();
          await panel.page.waitForLoadState('networkidle');
          if (view === 'differences') {
            await panel.page.locator('abai-answer-diff ins').first().waitFor({ state: 'attached' });
            await panel.page.getByRole('table', { name: 'Agreement' }).waitFor();
          }
          await panel.screenshot(`columns-${view}-${name}`);
          assert.deepEqual(await panel.page.evaluate(findTooWide), []);
          assert.deepEqual(panel.problems, []); // Axe makes some of its own.
          await panel.page.evaluate(axe);
          const violations = await panel.page.evaluate(async () => {
            const run = (window as unknown as { axe: { run(): Promise<{ violations: AxeViolation[] }> } })
              .axe;
            return (await run.run()).violations;
          });
          const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
          assert.deepEqual(
            serious.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.failureSummary).join('\n')}`),
            [],
          );
        } finally {
          await panel.close();
        }
      });
    }
  }
});
