import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import { AbaiError } from '../../src/protocol/errors.ts';
import { answer, defaultReferences, finished, makeDetail, question } from './fixtures.ts';
import { PanelPage, type PanelPageOptions, sharedChromium } from './panel-page.ts';
import { ScriptedHost } from './scripted-host.ts';

const id = 'comparison-1';

describe('webview: panel in a browser', function () {
  this.timeout(30_000);
  let browser: Browser;
  let host: ScriptedHost;
  let panel: PanelPage;

  before(async () => {
    browser = await sharedChromium();
  });
  beforeEach(() => {
    host = new ScriptedHost();
  });
  afterEach(async () => {
    await panel.close();
    assert.deepEqual(panel.problems, []);
  });

  async function open(options: PanelPageOptions = {}): Promise<void> {
    panel = await PanelPage.open(browser, { host, ...options });
  }

  async function show(...[options]: Parameters<typeof makeDetail>): Promise<void> {
    host.put(makeDetail(options));
    host.panelState = { comparisonId: id };
    await open();
    await panel.page.locator('abai-column').first().waitFor();
  }

  it('composes by keyboard alone, compares, streams and ends', async () => {
    host.panelState = { draft: { prompt: '', models: defaultReferences } };
    host.answers['comparison:start'] = ({ prompt }) => host.put(makeDetail({ prompt }));
    await open();
    const { page } = panel;
    await page.getByRole('textbox', { name: 'Prompt' }).waitFor();
    await page.keyboard.type('What makes a good code review?');
    await page.keyboard.press('Control+Enter');
    await panel.column('Bullets').getByText('Waiting for the first token…').waitFor();
    host.stream('c0-answer', 'Hello **wor');
    host.stream('c0-answer', 'ld**');
    await panel.column('Swift').locator('strong', { hasText: 'world' }).waitFor();
    host.update('c0-answer', finished);
    const swift = panel.column('Swift');
    await swift.getByText('$0.0012').waitFor();
    for (const figure of ['TTFT 420 ms', '61 tok/s', '412 → 286 tok']) {
      assert.equal(await swift.getByText(figure).count(), 1, figure);
    }
    await page.getByRole('log').getByText('Swift has answered with 286 tokens.').waitFor();
  });

  it('stops one answer and all', async () => {
    await show();
    await panel.column('Prose').getByRole('button', { name: 'Stop: Prose' }).click();
    await panel.page.getByRole('button', { name: 'Stop all' }).click();
    await assertEventually(() =>
      assert.deepEqual(
        host.asked('chat:cancel').map(({ requestId: _, ...params }) => params),
        [{ messageId: 'c1-answer' }, { comparisonId: id }],
      ),
    );
  });

  it('says why nothing comes and until when, and goes on by itself', async () => {
    const reason = 'OpenAI allows no more requests this minute.';
    const until = Date.UTC(2026, 10, 21, 14, 32);
    await show({
      answers: (index) =>
        index === 0
          ? { waiting: { until, reason } }
          : index === 1
            ? { waiting: { until: null, reason: 'Needs a window with the key.' } }
            : {},
    });
    const swift = panel.column('Swift');
    await swift.getByText(/Paused until .*:32.*OpenAI allows no more requests this minute\./).waitFor();
    await swift.getByText('Paused', { exact: true }).waitFor();
    await panel.column('Prose').getByText('Needs a window with the key.').waitFor();
    host.update('c0-answer', { ...finished, content: 'Here it is.', waiting: undefined });
    await swift.getByText('Here it is.').waitFor();
    assert.equal(await swift.getByText(reason).count(), 0);
  });

  it('marks what broke off and offers to ask again', async () => {
    await show({
      answers: (index) =>
        [
          { status: 'interrupted' as const, content: 'Half an ans' },
          {
            status: 'failed' as const,
            error: { code: 'auth' as const, message: 'OpenAI refused the key.', retryable: false },
          },
          { status: 'cancelled' as const, content: 'Stopped' },
        ][index]!,
    });
    const swift = panel.column('Swift');
    await swift.getByText('Half an ans').waitFor();
    await swift.getByText('Interrupted: the text ends here.').waitFor();
    await swift.getByRole('button', { name: 'Retry Swift' }).click();
    await panel.column('Prose').getByText('OpenAI refused the key.').waitFor();
    host.keySaved = true;
    await panel.column('Prose').getByRole('button', { name: 'Set API Key…' }).click();
    await panel.column('Bullets').locator('abai-answer').getByRole('button', { name: 'Retry' }).click();
    await assertEventually(() =>
      assert.deepEqual(
        host.asked('chat:retry').map(({ messageId }) => messageId),
        ['c0-answer', 'c1-answer', 'c2-answer'],
      ),
    );
    assert.deepEqual(host.asked('workbench:set-api-key'), [{ provider: 'demo' }]);
  });

  it('copies an answer as it is at the click, and opens it in an editor', async () => {
    await show();
    host.stream('c0-answer', '# Title');
    const swift = panel.column('Swift');
    await swift.getByRole('button', { name: 'Copy answer: Swift' }).click();
    await swift.getByRole('button', { name: 'More actions: Swift' }).click();
    await panel.page.getByRole('menuitem', { name: 'Open Answer in Editor' }).click();
    await assertEventually(() =>
      assert.deepEqual(host.asked('editor:open-document'), [{ content: '# Title', languageId: 'markdown' }]),
    );
    assert.deepEqual(host.asked('clipboard:write'), [{ text: '# Title' }]);
  });

  it('copies and inserts the whole of a code block', async () => {
    const code = 'let x = 1;\n'.repeat(4000);
    await show({ answers: () => ({ ...finished, content: `Look:\n\`\`\`js\n${code}\`\`\`\n` }) });
    const block = panel.column('Swift').locator('.code.first');
    await panel.column('Swift').locator('.code.last').waitFor();
    await block.getByRole('button', { name: 'Copy' }).click();
    await block.getByRole('button', { name: 'Insert' }).click();
    await assertEventually(() => assert.equal(host.asked('editor:insert').length, 1));
    assert.equal(host.asked('clipboard:write')[0]?.text, code);
    assert.equal(host.asked('editor:insert')[0]?.text, code);
  });

  it('folds thinking away and shows it on demand', async () => {
    await show();
    host.stream('c0-answer', 'Let me think of reviews.', 'thinking');
    const swift = panel.column('Swift');
    await swift.locator('summary').click();
    await swift.locator('details').getByText('Let me think of reviews.').waitFor();
    host.stream('c0-answer', 'Answer');
    await swift.getByText('Answer', { exact: true }).waitFor();
    assert.equal(await swift.locator('details').getAttribute('open'), '');
    await swift.getByText(/Thought for [\d.]+ m?s/).waitFor();
    host.update('c0-answer', { ...finished, timing: { ttftMs: 400, totalMs: 20_000, thinkingMs: 12_340 } });
    await swift.getByText('Thought for 12.3 s').waitFor();
  });

  it('shows warnings, sources and why an answer stops', async () => {
    const warnings = [{ code: 'x', message: 'The temperature was left out.' }];
    const citations = [{ url: 'https://example.com/a', title: 'A source' }];
    await show({
      answers: () => ({ ...finished, content: 'Hi', stopReason: 'length', warnings, citations }),
    });
    const swift = panel.column('Swift');
    await swift.getByText('The temperature was left out.').waitFor();
    await swift.getByText('reached the limit of its length').waitFor();
    await swift.getByRole('button', { name: 'A source' }).click();
    await assertEventually(() =>
      assert.deepEqual(host.asked('workbench:open-external'), [{ url: 'https://example.com/a' }]),
    );
  });

  it('goes on with a follow-up, which stands in each thread', async () => {
    await show({
      references: ['demo:swift', 'demo:prose'],
      answers: () => ({ ...finished, content: 'One.' }),
    });
    host.answers['comparison:send'] = ({ comparisonId, content, questionIds }) => {
      for (const [thread, id] of Object.entries(questionIds!)) {
        host.add(comparisonId, question(thread, content, { id, parentId: `${thread}-answer` }));
        host.add(comparisonId, answer(thread, { id: `${thread}-answer-2`, parentId: id }));
      }
      return host.detail(comparisonId);
    };
    const box = panel.page.getByRole('textbox', { name: 'Follow-up' });
    await box.fill('And then?');
    await panel.page.getByRole('button', { name: 'Send' }).click();
    await panel.column('Prose').getByText('And then?').waitFor();
    await assertEventually(async () => assert.equal(await box.inputValue(), ''));
    host.stream('c1-answer-2', 'Two.');
    await panel.column('Prose').getByText('Two.').waitFor();
    assert.equal(await panel.column('Prose').getByText('One.').count(), 1);
  });

  it('survives a reload in mid-stream, with the draft', async () => {
    await show();
    host.panelState = {};
    host.stream('c0-answer', 'First half ');
    await panel.column('Swift').getByText('First half').waitFor();
    await panel.page.getByRole('textbox', { name: 'Follow-up' }).fill('half a thought');
    await panel.reload();
    host.stream('c0-answer', 'second half.');
    await panel.column('Swift').getByText('First half second half.').waitFor();
    assert.equal(await panel.page.getByRole('textbox', { name: 'Follow-up' }).inputValue(), 'half a thought');
  });

  it('names a model that no longer exists, and picks others', async () => {
    host.panelState = { draft: { prompt: 'p', models: ['demo:swift', 'openai:gone'] } };
    host.pickedModels = ['demo:swift', 'anthropic:claude-sonnet-4'];
    await open();
    const { page } = panel;
    await page.getByText('The model openai:gone no longer exists. It was left out.').waitFor();
    await page.getByRole('button', { name: 'Dismiss' }).click();
    await page.getByRole('button', { name: 'Add models…' }).click();
    await page.getByText('Claude Sonnet 4').waitFor();
    await page.getByRole('button', { name: 'Set the API key of Anthropic' }).click();
    await page.getByRole('button', { name: 'Remove Swift' }).click();
    await assertEventually(() =>
      assert.deepEqual(host.asked('workbench:set-api-key'), [{ provider: 'anthropic' }]),
    );
    await assertEventually(async () => assert.equal(await page.locator('abai-model-chip').count(), 1));
  });

  it('keeps the prompt when it could not be sent, and says why', async () => {
    host.panelState = { draft: { prompt: 'Why?', models: ['demo:swift'] } };
    host.answers['comparison:start'] = () => {
      throw new AbaiError('store', 'The disk is full: free some space and try again.');
    };
    await open();
    await panel.page.getByRole('button', { name: 'Compare' }).click();
    await panel.page
      .getByRole('alert')
      .getByText('The disk is full: free some space and try again.')
      .waitFor();
    assert.equal(await panel.page.getByRole('textbox', { name: 'Prompt' }).inputValue(), 'Why?');
  });

  it('folds the system prompt out, and sends it', async () => {
    host.panelState = { draft: { prompt: 'Why?', models: ['demo:swift'] } };
    host.answers['comparison:start'] = ({ prompt }) => host.put(makeDetail({ prompt }));
    await open();
    await panel.page.getByRole('switch', { name: 'System prompt' }).click();
    await panel.page.getByRole('textbox', { name: 'System prompt' }).fill('Be short.');
    await panel.page.getByRole('button', { name: 'Compare' }).click();
    await assertEventually(() => assert.equal(host.asked('comparison:start')[0]?.system, 'Be short.'));
  });

  it('says what failed to load, tries again, or begins anew', async () => {
    host.panelState = { comparisonId: id };
    await open();
    const { page } = panel;
    await page.getByText('This comparison does not exist any more.').waitFor();
    host.put(makeDetail());
    await page.getByRole('button', { name: 'Try Again' }).click();
    await panel.column('Swift').waitFor();
    host.publish({ type: 'comparison:deleted', data: { comparisonId: id, projectId: 'p' } });
    await page.getByText('was deleted').waitFor();
    await page.getByRole('button', { name: 'Ask Again' }).click();
    const prompt = page.getByRole('textbox', { name: 'Prompt' });
    assert.equal(await prompt.inputValue(), 'What makes a good code review?');
  });

  it('shows a long prompt in a few lines, more of it on demand, all of it in an editor', async () => {
    const prompt = 'A line of a long prompt.\n'.repeat(1000);
    await show({ prompt });
    const banner = panel.page.locator('abai-turn-banner');
    const heightBefore = (await banner.boundingBox())!.height;
    await banner.getByRole('button', { name: 'Show more' }).click();
    assert.ok((await banner.boundingBox())!.height > heightBefore + 100);
    await banner.getByRole('button', { name: /Open all 25,000 characters/ }).click();
    await assertEventually(() => assert.equal(host.asked('editor:open-document')[0]?.content, prompt));
  });

  it('leads to each column where they do not fit', async () => {
    await show({ answers: () => finished });
    await panel.page.setViewportSize({ width: 400, height: 700 });
    await panel.page.getByRole('navigation', { name: 'Models' }).getByText('Bullets').click();
    await assertEventually(async () => {
      const box = await panel.column('Bullets').boundingBox();
      assert.ok(box && Math.abs(box.x) < 2 && Math.abs(box.width - 400) < 2, JSON.stringify(box));
    });
  });

  it('follows the end of an answer, unless somebody reads further up', async () => {
    await show();
    const body = panel.column('Swift').locator('.body');
    const end = () => body.evaluate((e) => e.scrollHeight - e.clientHeight - e.scrollTop);
    host.stream('c0-answer', 'A line.\n\n'.repeat(100));
    await assertEventually(async () => {
      assert.ok((await body.evaluate((element) => element.scrollTop)) > 500);
      assert.ok((await end()) < 30);
    });
    await body.evaluate((element) => element.scrollTo(0, 0));
    host.stream('c0-answer', 'The last line.');
    await panel.column('Swift').getByText('The last line.').waitFor({ state: 'attached' });
    assert.equal(await body.evaluate((element) => element.scrollTop), 0);
  });
});

async function assertEventually(check: () => unknown): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      await check();
      return;
    } catch (error) {
      if (tries >= 100) throw error;
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
  }
}
