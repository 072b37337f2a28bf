import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import type { Attachment } from '../../src/protocol/attachments.ts';
import { AbaiError } from '../../src/protocol/errors.ts';
import type { ModelDefinition } from '../../src/protocol/models.ts';
import { answer, demoModels, finished, makeDetail, question } from './fixtures.ts';
import { PanelPage, type PanelPageOptions, sharedChromium } from './panel-page.ts';
import { ScriptedHost } from './scripted-host.ts';
import { findTooWide } from './too-wide.ts';

const parse: Attachment = {
  kind: 'text',
  name: 'src/parse.ts',
  uri: 'file:///w/src/parse.ts',
  languageId: 'typescript',
  range: { startLine: 9, startCharacter: 0, endLine: 23, endCharacter: 4 },
  hash: 'a'.repeat(64),
  bytes: 1800,
  tokens: 432,
};
const picture: Attachment = {
  kind: 'image',
  name: 'diagram.png',
  mimeType: 'image/png',
  hash: 'b'.repeat(64),
  bytes: 1_234_567,
};
const models = ['demo:swift', 'openai:gpt-4o'];
const draft = { prompt: '', models };

describe('webview: the composer in a browser', function () {
  this.timeout(30_000);
  let browser: Browser;
  let host: ScriptedHost;
  let panel: PanelPage;

  before(async () => {
    browser = await sharedChromium();
  });
  beforeEach(() => {
    host = new ScriptedHost();
    host.panelState = { draft };
    host.answers['comparison:start'] = ({ prompt }) => host.put(makeDetail({ prompt, references: models }));
  });
  afterEach(async () => {
    await panel.close();
    assert.deepEqual(panel.problems, []);
  });

  async function open(options: PanelPageOptions = {}): Promise<void> {
    panel = await PanelPage.open(browser, { host, ...options });
    await prompt().waitFor();
  }
  const prompt = () => panel.page.getByRole('textbox', { name: 'Prompt', exact: true });
  const attachments = () => panel.page.getByRole('list', { name: 'Attachments' }).getByRole('listitem');
  const until = async (check: () => unknown): Promise<void> => {
    for (let tries = 0; ; tries += 1) {
      try {
        return void (await check());
      } catch (error) {
        if (tries > 100) throw error;
        await panel.page.waitForTimeout(20);
      }
    }
  };
  /** What was asked for, without the names that the page gave it. */
  const started = async (): Promise<Record<string, unknown>> => {
    await until(() => assert.equal(host.asked('comparison:start').length, 1));
    const { requestId: _, comparisonId: __, models, ...sent } = host.asked('comparison:start')[0]!;
    const named = models as { model: string; parameters?: unknown }[];
    return {
      ...sent,
      models: named.map(({ model, parameters }) => (parameters ? { model, parameters } : model)),
    };
  };

  it('attaches by the menu, shows size and tokens, opens, takes off, keeps over a reload and sends', async () => {
    host.attached = [parse, picture];
    await open();
    await panel.page.getByRole('button', { name: 'Attach…' }).click();
    await until(async () =>
      assert.deepEqual(await attachments().allInnerTexts(), [
        'parse.ts:10-24\n~432 tok',
        'diagram.png\n1.2 MB',
      ]),
    );
    await panel.page.getByRole('button', { name: 'parse.ts:10-24' }).first().click();
    await until(() => assert.deepEqual(host.asked('workbench:open-attachment'), [{ attachment: parse }]));
    // The same once more is not there twice.
    await panel.page.getByRole('button', { name: 'Attach…' }).click();
    await panel.page.getByRole('button', { name: 'Remove diagram.png' }).click();
    await until(async () => assert.equal(await attachments().count(), 1));
    await prompt().fill('What is wrong?');
    host.panelState = {};
    await panel.reload();
    await until(async () => assert.equal(await attachments().count(), 1));
    assert.equal(await prompt().inputValue(), 'What is wrong?');
    await panel.page.keyboard.press('Control+Enter');
    const { attachments: sent, ...others } = await started();
    assert.deepEqual(sent, [parse]);
    assert.deepEqual(others, { prompt: 'What is wrong?', models });
  });

  it('shows below a question what it carried, and sends more with a follow-up', async () => {
    const detail = makeDetail({
      references: models,
      answers: () => ({ ...finished, content: 'An answer.' }),
      comparison: { parameters: { temperature: 0 }, schema: { type: 'object' } },
    });
    for (const id of ['c0', 'c1']) detail.messages[id]![0] = question(id, 'Why?', { attachments: [parse] });
    detail.messages.c0!.push(
      question('c0', 'More?', { id: 'q2', parentId: 'c0-answer', attachments: [picture] }),
      answer('c0', { ...finished, id: 'a2', parentId: 'q2' }),
    );
    host.put(detail);
    host.panelState = { comparisonId: 'comparison-1' };
    host.answers['comparison:send'] = () => host.detail('comparison-1');
    host.attached = [picture];
    panel = await PanelPage.open(browser, { host });
    await panel.page.locator('abai-turn-banner').getByRole('button', { name: 'parse.ts:10-24' }).click();
    await panel.page.locator('abai-turn-banner').getByText('temperature 0, JSON Schema').waitFor();
    await panel.column('Swift').getByRole('button', { name: 'diagram.png' }).click();
    await until(() =>
      assert.deepEqual(host.asked('workbench:open-attachment'), [
        { attachment: parse },
        { attachment: picture },
      ]),
    );
    await panel.page.getByRole('button', { name: 'Attach…' }).click();
    await panel.page.getByRole('button', { name: 'Remove diagram.png' }).waitFor();
    await panel.page.getByRole('textbox', { name: 'Follow-up' }).fill('And this?');
    await panel.page.keyboard.press('Control+Enter');
    await until(() => assert.deepEqual(host.asked('comparison:send')[0]?.attachments, [picture]));
    await until(async () =>
      assert.equal(await panel.page.getByRole('button', { name: 'Remove diagram.png' }).count(), 0),
    );
  });

  it('sends what was typed in the same moment as the key', async () => {
    await open();
    await prompt().evaluate((box: HTMLTextAreaElement) => {
      box.value = 'Quick?';
      box.dispatchEvent(new InputEvent('input', { inputType: 'insertText', data: '?', bubbles: true }));
      box.dispatchEvent(
        new KeyboardEvent('keydown', { key: 'Enter', ctrlKey: true, bubbles: true, composed: true }),
      );
    });
    assert.equal((await started()).prompt, 'Quick?');
  });

  it('takes a pasted image and dropped files in, and says what is refused', async () => {
    host.answers['attachment:keep'] = ({ attachments: given }) => {
      const [one] = given;
      if (one && 'text' in one) throw new AbaiError('invalid', '“a.bin” holds binary data.');
      return { attachments: [picture] };
    };
    await open();
    const give = (type: 'paste' | 'drop', name: string, mimeType: string) =>
      prompt().evaluate(
        (field, [kind, file, mime]) => {
          const transfer = new DataTransfer();
          transfer.items.add(new File(['abc'], file, { type: mime }));
          const options = { bubbles: true, composed: true, cancelable: true };
          const event =
            kind === 'paste'
              ? new ClipboardEvent(kind, { ...options, clipboardData: transfer })
              : new DragEvent(kind, { ...options, dataTransfer: transfer });
          return field.dispatchEvent(event);
        },
        [type, name, mimeType] as const,
      );
    assert.equal(
      await give('paste', 'image.png', 'image/png'),
      false,
      'the image is not pasted as text as well',
    );
    await until(async () => assert.equal(await attachments().count(), 1));
    assert.deepEqual(host.asked('attachment:keep')[0]?.attachments, [
      { kind: 'image', name: 'image.png', mimeType: 'image/png', data: 'YWJj' },
    ]);
    await give('drop', 'a.bin', 'application/octet-stream');
    await panel.page.getByRole('alert').getByText('“a.bin” holds binary data.').waitFor();
  });

  it('asks for a file of the workspace at a # that begins a word, and names it there', async () => {
    await open();
    await prompt().pressSequentially('C#');
    assert.equal(host.asked('workbench:attach-from-workspace').length, 0);
    host.attached = [parse];
    await prompt().pressSequentially(' in #');
    await until(async () => assert.equal(await prompt().inputValue(), 'C# in `src/parse.ts`'));
    await until(async () => assert.equal(await attachments().count(), 1));
    host.attached = [];
    await prompt().pressSequentially(' #');
    await until(() => assert.equal(host.asked('workbench:attach-from-workspace').length, 2));
    await prompt().pressSequentially('1');
    assert.equal(await prompt().inputValue(), 'C# in `src/parse.ts` #1');
  });

  it('goes through earlier prompts with the arrow keys', async () => {
    host.answers['comparison:recent-prompts'] = () => ({ prompts: ['newest', 'older'] });
    await open();
    for (const [key, shown] of [
      ['ArrowUp', 'newest'],
      ['ArrowUp', 'older'],
      ['ArrowDown', 'newest'],
      ['ArrowDown', ''],
    ] as const) {
      await prompt().press(key);
      await until(async () => assert.equal(await prompt().inputValue(), shown));
    }
  });

  it('sends parameters of all models and of one, and a schema', async () => {
    await open();
    await prompt().fill('How many?');
    await panel.page.getByRole('switch', { name: 'Parameters' }).click();
    await panel.page.getByRole('spinbutton', { name: 'Temperature' }).fill('0.5');
    await panel.page.getByRole('combobox', { name: 'Web search' }).selectOption('on');
    await panel.page.getByRole('textbox', { name: 'Stop at' }).fill('END | \\n');
    await panel.page.getByRole('button', { name: 'GPT-4o', exact: true }).first().click();
    await panel.page.getByRole('spinbutton', { name: 'Seed' }).fill('7');
    await panel.page.getByRole('button', { name: 'All models' }).click();
    assert.equal(await panel.page.getByRole('spinbutton', { name: 'Seed' }).inputValue(), '');
    const schema = panel.page.getByRole('textbox', { name: 'JSON Schema of the answers' });
    await schema.fill('{"type":');
    await panel.page.getByText('This is not JSON').waitFor();
    await panel.page.locator('vscode-button[disabled]', { hasText: 'Compare' }).waitFor();
    host.answers['comparison:check-schema'] = () => ({
      problem: 'This is not a JSON Schema that can be used.',
    });
    await schema.fill('{"type": "nonsense"}');
    await panel.page.getByText('This is not a JSON Schema that can be used.').waitFor();
    host.answers['comparison:check-schema'] = () => ({ problem: null });
    await schema.fill('{"type": "object"}');
    await until(async () => assert.equal(await panel.page.getByText('This is not a JSON').count(), 0));
    await panel.page.getByRole('button', { name: 'Compare' }).click();
    const sent = await started();
    assert.deepEqual(sent.parameters, { temperature: 0.5, webSearch: true, stop: ['END', '\n'] });
    assert.deepEqual(sent.models, ['demo:swift', { model: 'openai:gpt-4o', parameters: { seed: 7 } }]);
    assert.deepEqual(sent.schema, { type: 'object' });
  });

  it('keeps both of two parameters that change before either is drawn again', async () => {
    await open();
    await prompt().fill('How many?');
    await panel.page.getByRole('switch', { name: 'Parameters' }).click();
    const seed = panel.page.getByRole('spinbutton', { name: 'Seed' });
    await seed.waitFor();
    await panel.page.locator('abai-composer-options').evaluate((options) => {
      const set = (id: string, value: string) => {
        const field = options.shadowRoot!.getElementById(id) as HTMLInputElement;
        field.value = value;
        field.dispatchEvent(new Event('change'));
      };
      set('all-seed', '7');
      set('all-webSearch', 'on');
    });
    await panel.page.getByRole('button', { name: 'Compare' }).click();
    assert.deepEqual((await started()).parameters, { seed: 7, webSearch: true });
  });

  it('takes what a profile, a saved prompt and the list of tools say, and tells them what is there', async () => {
    host.panelState = { draft: { ...draft, system: 'Old.', parameters: { temperature: 1 } } };
    await open();
    host.pickedProfile = {
      models: ['demo:prose', 'openai:gpt-4o'],
      own: { 'openai:gpt-4o': { seed: 1 } },
      parameters: { temperature: 0 },
      system: 'New.',
      schema: { type: 'object' },
    };
    await panel.page.getByRole('button', { name: 'Profiles…' }).click();
    await until(() =>
      assert.deepEqual(host.asked('workbench:pick-profile'), [
        { current: { models, system: 'Old.', parameters: { temperature: 1 } } },
      ]),
    );
    await panel.page.locator('abai-model-chip', { hasText: 'Prose' }).waitFor();
    host.pickedPrompt = { text: 'Review this.' };
    await panel.page.getByRole('button', { name: 'Saved prompts…' }).click();
    await until(async () => assert.equal(await prompt().inputValue(), 'Review this.'));
    host.pickedTools = ['read_file', 'list_files'];
    await panel.page.getByRole('button', { name: 'Tools…' }).click();
    await panel.page.getByTitle('Tools that the models are offered: read_file, list_files').waitFor();
    host.pickedTools = null;
    await panel.page.getByRole('button', { name: 'Tools…' }).click();
    await until(() =>
      assert.deepEqual(host.asked('workbench:pick-tools')[1], { selected: ['read_file', 'list_files'] }),
    );
    await panel.page.getByRole('button', { name: 'Compare' }).click();
    assert.deepEqual(await started(), {
      prompt: 'Review this.',
      models: ['demo:prose', { model: 'openai:gpt-4o', parameters: { seed: 1 } }],
      system: 'New.',
      parameters: { temperature: 0 },
      schema: { type: 'object' },
      tools: ['read_file', 'list_files'],
    });
  });

  it('shows on each chip what tokens cost, and then what the prompt does', async () => {
    const priced = demoModels.map(
      (model): ModelDefinition =>
        model.provider === 'openai' ? { ...model, pricing: { prompt: 1000, completion: 4000 } } : model,
    );
    host.answers['models:get-all'] = () => priced;
    await open();
    const chip = (name: string) => panel.page.locator('abai-model-chip', { hasText: name });
    await chip('GPT-4o').getByText('$1,000.00/$4,000.00').waitFor();
    await chip('Swift').getByText('free').waitFor();
    await prompt().fill('word '.repeat(1000));
    await chip('GPT-4o').getByText('~$1.00').waitFor();
    await chip('Swift').getByText('free').waitFor();
    await panel.page.getByTitle('The prompt is about 1,000 tokens.').getByText('~1000 tok').waitFor();
  });

  it('fits into a tab of 240 px', async () => {
    host.panelState = {
      draft: { ...draft, prompt: 'Why?', attachments: [parse, picture], schema: '{"type":' },
    };
    await open({ size: { width: 240, height: 900 } });
    await panel.page.getByRole('switch', { name: 'Parameters (some are set)' }).click();
    await panel.page.getByText('This is not JSON').waitFor();
    await attachments().nth(1).waitFor();
    assert.deepEqual(await panel.page.evaluate(findTooWide), []);
    await panel.screenshot('composer-240');
  });
});
