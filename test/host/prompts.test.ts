import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { ComposerPrompt } from '../../src/protocol/prompts.ts';
import { extension, until } from './extension-under-test.ts';

/** Opens the list as a page does and presses Enter in whatever asks, until something came of it. */
async function picked(template?: boolean): Promise<ComposerPrompt | null> {
  const { window } = await extension();
  const handlers = await window.pageHandlers();
  let answer: { prompt: ComposerPrompt | null } | undefined;
  void handlers['workbench:pick-prompt']({ current: { text: '' }, template }).then((given) => {
    answer = given;
  });
  const { prompt } = await until('the choice', async () => {
    await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
    return answer;
  });
  return prompt;
}

describe('saved prompts', () => {
  const source = 'Translate “{{text}}” into {{language}}.';
  before(async () => {
    const { window } = await extension();
    await window.link.request('prompt:save', { name: 'Translate', text: source, system: 'Be exact.' });
  });
  after(async () => {
    const { window } = await extension();
    for (const { id } of await window.link.request('prompt:list', {})) {
      await window.link.request('prompt:delete', { promptId: id });
    }
  });

  it('go into a run with their columns', async () => {
    assert.deepEqual(await picked(true), { text: source, system: 'Be exact.' });
  });

  it('go into a comparison with the values that the person is asked for, one by one', async () => {
    // Enter in each of the two boxes leaves the value empty.
    assert.deepEqual(await picked(), { text: 'Translate “” into .', system: 'Be exact.' });
  });
});
