import assert from 'node:assert/strict';
import type { Browser, Page } from 'playwright-core';
import { AbaiError } from '../../src/protocol/errors.ts';
import type { RunEstimate } from '../../src/protocol/run-estimate.ts';
import type { RunSetup } from '../../src/protocol/run-methods.ts';
import { sharedChromium } from '../harness/chromium.ts';
import { demoModels, providerStates } from './fixtures.ts';
import type { ThemeName } from './panel-page.ts';
import { estimateOf, gsm8k, setupHost } from './run-setup-fixtures.ts';
import { RunStage, type StageHost } from './run-stage.ts';
import { assertEventually } from './run-stage-checks.ts';

const two: RunSetup = { prompts: [{ template: '{{question}}' }], models: ['demo:swift', 'openai:gpt-4o'] };

describe('webview: the setup of a run in a browser', function () {
  this.timeout(30_000);
  let browser: Browser;
  let host: StageHost;
  let stage: RunStage;
  let page: Page;

  before(async () => {
    browser = await sharedChromium();
  });
  beforeEach(() => {
    host = setupHost();
  });
  afterEach(async () => {
    await stage.close();
    assert.deepEqual(stage.problems, []);
  });

  async function open(setup?: Partial<RunSetup>, theme?: ThemeName, width = 1000): Promise<void> {
    if (setup) host.state = { draft: { datasetId: 'gsm8k', setup } };
    stage = await RunStage.open(browser, host, theme, { width, height: 900 });
    page = stage.page;
    await page.locator('abai-run-setup h2').first().waitFor();
  }

  const button = (name: string | RegExp) => page.getByRole('button', { name });
  const prompt = () => page.getByRole('textbox', { name: 'Prompt', exact: true });
  const started = () => host.asked('run:start').map(({ requestId: _, ...setup }) => setup);

  it('gets from a table to a run with one choice', async () => {
    await open();
    await page.getByText('50 rows · 3 columns').waitFor();
    assert.equal(await prompt().inputValue(), '{{question}}');
    assert.equal(
      await page.getByRole('region', { name: 'Prompt as sent' }).textContent(),
      'The question of row 1',
    );
    await button('Choose Models…').click();
    await page.getByText('First 5: 10 calls, about $0.0045–0.0065').waitFor();
    await button('Run First 5 Rows').click();
    await page.locator('abai-run-header').waitFor();
    assert.deepEqual(started(), [{ datasetId: 'gsm8k', ...two, limit: 5 }]);
    assert.equal(host.asked('workbench:confirm').length, 0, 'nobody is asked about cents');
  });

  it('chooses models for runs alone, and tells the window of one that is taken out', async () => {
    host.window['workbench:leave-out-model'] = async () => ({});
    await open(two);
    await button('Remove GPT-4o').click();
    await page.getByText('All 50: 50 calls').waitFor();
    await button('Add Models…').click();
    await assertEventually(() => {
      assert.deepEqual(host.asked('workbench:leave-out-model'), [{ model: 'openai:gpt-4o', use: 'run' }]);
      assert.deepEqual(host.asked('workbench:pick-models'), [{ selected: ['demo:swift'], use: 'run' }]);
    });
  });

  it('runs all rows of a table without a limit', async () => {
    await open(two);
    await page.getByText('All 50: 100 calls').waitFor();
    await button('Run All 50').click();
    await assertEventually(() => assert.deepEqual(started(), [{ datasetId: 'gsm8k', ...two }]));
  });

  it('takes a profile and a saved prompt as VS Code offers them', async () => {
    host.window['workbench:pick-profile'] = async () => ({
      profile: { models: ['demo:sage'], system: 'Be brief.', prompt: 'Solve {{question}}' },
    });
    host.window['workbench:pick-prompt'] = async () => ({ prompt: { text: 'Answer {{question}} now' } });
    await open({ ...two, prompts: [{ template: 'Mine: {{question}}' }] });
    await page.getByText('All 50: 100 calls').waitFor();
    await button('Profiles…').click();
    await page.getByText('All 50: 50 calls').waitFor();
    assert.equal(await prompt().inputValue(), 'Mine: {{question}}', 'what was written stays');
    assert.deepEqual(host.asked('workbench:pick-profile'), [
      { current: { models: two.models, prompt: 'Mine: {{question}}' }, template: true },
    ]);
    await button('Saved Prompts…').click();
    await assertEventually(async () => assert.equal(await prompt().inputValue(), 'Answer {{question}} now'));
    await button('Run All 50').click();
    await assertEventually(() => assert.equal(started().length, 1));
    assert.deepEqual(started()[0]?.prompts, [{ template: 'Answer {{question}} now', system: 'Be brief.' }]);
  });

  it('asks before it spends much, and takes no for an answer', async () => {
    host.window['workbench:confirm'] = async () => ({ confirmed: false });
    await open({ ...two, repeats: 20 });
    await page.getByText('All 50: 2,000 calls').waitFor();
    await button('Run All 50').click();
    await assertEventually(() => assert.equal(host.asked('workbench:confirm').length, 1));
    const [asked] = host.asked('workbench:confirm');
    assert.equal(asked!.message, 'Run 50 rows?');
    assert.match(String(asked!.detail), /^2,000 calls, about \$0\.90–1\.30\.\n/);
    await page.locator('vscode-button.all:not([disabled])').waitFor();
    assert.deepEqual(started(), []);
  });

  it('inserts a column at the cursor, by pointer and by keyboard, and can undo it', async () => {
    await open(two);
    await page.getByText('50 rows').waitFor();
    await prompt().fill('A  B');
    await prompt().press('Home');
    await prompt().press('ArrowRight');
    await prompt().press('ArrowRight');
    await button('answer').click();
    assert.equal(await prompt().inputValue(), 'A {{answer}} B');
    await button('expected').focus();
    await page.keyboard.press('Enter');
    assert.equal(await prompt().inputValue(), 'A {{answer}}{{expected}} B');
    await page.keyboard.press('Control+z');
    assert.equal(await prompt().inputValue(), 'A {{answer}} B');
  });

  it('names a column that is not there at once, and puts it right', async () => {
    await open(two);
    await page.getByText('50 rows').waitFor();
    await prompt().fill('{{qestion}}!');
    await page.getByText('There is no column {{qestion}}.').waitFor();
    assert.equal(await page.locator('vscode-button.first[disabled]').count(), 1);
    assert.equal(await prompt().getAttribute('aria-invalid'), 'true');
    await button('Use {{question}}').click();
    assert.equal(await prompt().inputValue(), '{{question}}!');
    assert.equal(await page.getByText('There is no column').count(), 0);
  });

  it('previews any row as it is sent', async () => {
    await open({ ...two, prompts: [{ template: 'Q: {{question}} \\{{x}}', system: 'Row {{expected}}' }] });
    const sent = page.getByRole('region', { name: 'Prompt as sent' });
    await sent.getByText('Q: The question of row 1 {{x}}').waitFor();
    await button('Next row').click();
    await sent.getByText('Q: The question of row 2 {{x}}').waitFor();
    await page.getByRole('spinbutton', { name: 'Row' }).fill('50');
    await page.keyboard.press('Tab');
    await sent.getByText('Q: The question of row 50 {{x}}').waitFor();
    await page.getByRole('region', { name: 'System prompt as sent' }).getByText('Row 67').waitFor();
  });

  it('takes several prompts, a file for one, and warns and refuses by the columns', async () => {
    host.window['workbench:pick-text-file'] = async () => ({ name: 'p.md', text: 'From a file: {{answer}}' });
    await open({ ...two, models: ['demo:swift', 'demo:prose', 'demo:bullets'] });
    await button('Add Prompt').click();
    await button('From a File…').last().click();
    await assertEventually(async () =>
      assert.equal(
        await page.getByRole('textbox', { name: 'Prompt 2', exact: true }).inputValue(),
        'From a file: {{answer}}',
      ),
    );
    await page.getByText('6 columns are many to compare').waitFor();
    await button('Add Prompt').click();
    await page.getByRole('alert').getByText('9 columns are more than 8').waitFor();
    await button('Remove Prompt 2').click();
    await page.getByText('6 columns are many to compare').waitFor();
  });

  it('adds checks, compares with the column that fits, and says what is missing', async () => {
    await open(two);
    await page.getByText('50 rows').waitFor();
    const add = page.getByRole('combobox', { name: 'Add a check' });
    await add.selectOption('number');
    await page.getByRole('textbox', { name: 'Tolerance' }).fill('0.5');
    await add.selectOption('regex');
    await page.getByText('Write the regular expression.').first().waitFor();
    await page.getByRole('textbox', { name: 'Regular expression' }).fill('\\d');
    await page.getByText('All 50: 100 calls').waitFor();
    await button('Run First 5 Rows').click();
    await assertEventually(() =>
      assert.deepEqual(started()[0]?.checks, [
        { type: 'number', expected: '{{expected}}', tolerance: 0.5 },
        { type: 'regex', pattern: '\\d' },
      ]),
    );
  });

  it('offers the batch API and parameters for one model', async () => {
    host.answers['models:get-all'] = () =>
      demoModels.map((model) =>
        model.provider === 'openai' ? { ...model, features: ['batch'], batchDiscount: 0.5 } : model,
      );
    await open(two);
    await page.getByText("Each model's own settings").click();
    await page.getByRole('checkbox', { name: 'Batch API (half price, up to 24 h)' }).check();
    assert.equal(await page.getByRole('checkbox', { name: /Batch API/ }).count(), 1, 'the demo has none');
    await page
      .getByRole('group', { name: 'Swift' })
      .getByRole('spinbutton', { name: 'Temperature' })
      .fill('3');
    await page.keyboard.press('Tab');
    await assertEventually(async () =>
      assert.deepEqual((await stage.kept()).draft?.setup?.models, [
        { model: 'demo:swift', parameters: { temperature: 2 } },
        { model: 'openai:gpt-4o', native: true },
      ]),
    );
  });

  it('asks for the estimate once it rests, and drops an answer that comes too late', async () => {
    let answerFirst: (estimate: RunEstimate) => void = () => undefined;
    let calls = 0;
    host.answers['run:estimate'] = (setup) => {
      calls += 1;
      if (calls > 1) return estimateOf(setup, gsm8k);
      return new Promise((resolve) => {
        answerFirst = resolve;
      });
    };
    await open(two);
    await assertEventually(() => assert.equal(calls, 1));
    await page.getByRole('textbox', { name: 'Repeats' }).fill('10');
    await page.getByText('All 50: 1,000 calls').waitFor();
    answerFirst(estimateOf({ ...two, repeats: 7 }, gsm8k));
    await page.waitForTimeout(100);
    assert.equal(await page.getByText('All 50: 1,000 calls').count(), 1);
    assert.equal(calls, 2, 'one for each rest');
  });

  it('shows what the back end says against a run, and does not start it', async () => {
    host.answers['run:estimate'] = (setup) => ({
      ...estimateOf(setup, gsm8k),
      problems: ['GPT-4o takes no images.'],
      warnings: ['The price of GPT-4o is two months old.'],
    });
    await open(two);
    await page.getByRole('alert').getByText('GPT-4o takes no images.').waitFor();
    await page.getByText('The price of GPT-4o is two months old.').waitFor();
    assert.equal(await page.locator('vscode-button.first[disabled]').count(), 1);
  });

  it('says what of the tokens are images', async () => {
    await open({ ...two, prompts: [{ template: '{{question}}', images: ['{{question}}.png'] }] });
    const row = page.locator('abai-run-setup table.figures tbody tr', { hasText: 'gpt-4o' });
    await row.getByText('Images: ').waitFor();
    assert.equal(await row.locator('td .muted').textContent(), 'Images: 30.0k–80.0k');
    await stage.close();
    await open(two);
    await page.locator('abai-run-setup table.figures tbody tr').first().waitFor();
    assert.equal(await page.getByText('Images: ').count(), 0);
  });

  it('says why a run did not start', async () => {
    host.answers['run:start'] = () => {
      throw new AbaiError('store', 'The disk is full.');
    };
    await open(two);
    await page.getByText('All 50: 100 calls').waitFor();
    await prompt().press('Control+Enter');
    await page.getByRole('alert').getByText('The disk is full.').waitFor();
    await button('Dismiss').click();
    assert.equal(await page.getByText('The disk is full.').count(), 0);
  });

  it('asks for data where there is none, and where it is gone', async () => {
    host.state = { draft: { datasetId: 'gone' } };
    host.window['workbench:pick-dataset'] = async () => ({
      datasetId: 'gsm8k',
      warnings: ['Line 3 is short.'],
    });
    await open();
    await page.getByText('This data is not there any more.').waitFor();
    await button('Choose a Data File…').click();
    await page.getByText('50 rows · 3 columns').waitFor();
    await page.getByText('Line 3 is short.').waitFor();
    const titles = () =>
      host.requests.filter(({ method }) => method === 'run-page:showing').map(({ params }) => params.title);
    await assertEventually(() => assert.deepEqual(titles(), ['New Run', `New Run: ${gsm8k.name}`]));
    await assertEventually(async () => assert.equal((await stage.kept()).draft?.datasetId, 'gsm8k'));
    assert.equal(await prompt().inputValue(), '{{question}}');
  });

  it('reads the file again in another encoding, and keeps the one that holds where that fails', async () => {
    const asked: unknown[] = [];
    host.state = { draft: { datasetId: 'gsm8k', warnings: ['It was read as Windows-1252.'] } };
    host.window['workbench:read-again'] = async (params) => {
      asked.push(params);
      if (params.encoding === 'big5') throw new AbaiError('not-found', 'The file is gone.');
      return { datasetId: 'gsm8k', warnings: ['Now it is right.'] };
    };
    await open();
    await page.getByText('It was read as Windows-1252.').waitFor();
    const choice = page.getByRole('combobox', { name: 'Encoding of the file' });
    await choice.selectOption({ label: 'Shift-JIS (Japanese)' });
    await page.getByText('Now it is right.').waitFor();
    await assertEventually(async () => assert.equal((await stage.kept()).draft?.encoding, 'shift_jis'));
    await choice.selectOption('big5');
    await page.getByText('The file is gone.').waitFor();
    assert.equal(await choice.inputValue(), 'shift_jis');
    await choice.selectOption('');
    await assertEventually(async () => assert.equal((await stage.kept()).draft?.encoding, undefined));
    assert.deepEqual(asked, [
      { datasetId: 'gsm8k', encoding: 'shift_jis' },
      { datasetId: 'gsm8k', encoding: 'big5' },
      { datasetId: 'gsm8k' },
    ]);
  });

  it('offers the key that a model needs', async () => {
    let saved = false;
    host.answers['providers:list'] = () =>
      providerStates.map((state) =>
        saved ? { id: state.id, name: state.name, needsKey: state.needsKey, ready: true } : state,
      );
    host.window['workbench:set-api-key'] = async () => {
      saved = true;
      return { saved };
    };
    await open({ ...two, models: ['anthropic:claude-sonnet-4'] });
    await button('Set the Key of Anthropic…').click();
    await assertEventually(async () =>
      assert.equal(await page.getByText('Anthropic needs an API key').count(), 0),
    );
  });

  it('keeps what is written and finds it again', async () => {
    await open(two);
    await page.getByText('50 rows').waitFor();
    await page.getByText('Answers as JSON').click();
    await page.getByRole('textbox', { name: 'JSON Schema of the answers' }).fill('{"type": ');
    await page.getByText('This is not JSON').first().waitFor();
    await page.getByRole('textbox', { name: 'JSON Schema of the answers' }).fill('{"type": "object"}');
    await page.getByRole('textbox', { name: 'Cost cap (USD)' }).fill('2.50');
    await assertEventually(async () =>
      assert.deepEqual((await stage.kept()).draft, {
        datasetId: 'gsm8k',
        setup: { ...two, schema: { type: 'object' }, maxCostUsd: 2.5 },
      }),
    );
    assert.equal(
      await page.getByRole('textbox', { name: 'Cost cap (USD)' }).inputValue(),
      '2.50',
      'as it was written',
    );
    // The host of a panel that is restored knows no more than the page does.
    host.state = {};
    await stage.reload();
    await page.getByText('50 rows').waitFor();
    assert.equal(await page.getByRole('textbox', { name: 'Cost cap (USD)' }).inputValue(), '2.5');
    await page.locator('abai-model-chip', { hasText: 'GPT-4o' }).waitFor();
    assert.match(
      await page.getByRole('textbox', { name: 'JSON Schema of the answers' }).inputValue(),
      /"type": "object"/,
    );
  });

  it('takes the cursor to what is missing', async () => {
    await open({ ...two, schema: { type: 'object' }, repeats: 2 });
    await page.getByText('50 rows').waitFor();
    await page.getByRole('textbox', { name: 'Repeats' }).fill('0');
    await page
      .getByRole('status')
      .getByRole('button', { name: 'Write a whole number from 1 to 100.' })
      .click();
    assert.equal(
      await page.locator('abai-run-setup').evaluate((setup) => setup.shadowRoot!.activeElement!.id),
      'repeats',
    );
  });
});
