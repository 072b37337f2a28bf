import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import type { ToolResult } from '../../src/protocol/generation.ts';
import { answer, finished } from './fixtures.ts';
import { PanelPage, sharedChromium, type ThemeName } from './panel-page.ts';
import { ScriptedHost } from './scripted-host.ts';
import { findTooWide } from './too-wide.ts';
import { toolDetail } from './tool-fixtures.ts';

const id = 'comparison-1';
const looks: { name: string; theme: ThemeName; width: number; language?: 'de' }[] = [
  { name: 'dark', theme: 'dark', width: 1280 },
  { name: 'light', theme: 'light', width: 1280 },
  { name: 'high-contrast', theme: 'high-contrast', width: 1280 },
  { name: 'narrow', theme: 'dark', width: 400 },
  { name: 'german', theme: 'dark', width: 1280, language: 'de' },
];

/** A host that takes decisions as the back end does. */
function deciding(): ScriptedHost {
  const host = new ScriptedHost();
  host.put(toolDetail());
  host.panelState = { comparisonId: id };
  host.answers['vote:list'] = () => [];
  host.answers['chat:approve-tools'] = ({ conversationId, messageId, decisions }) => {
    const message = host.message(messageId!);
    const results = decisions.map(
      ({ callId, decision }): ToolResult =>
        decision === 'deny'
          ? { callId, outcome: 'denied', content: 'Denied.' }
          : { callId, outcome: 'approved', content: '' },
    );
    const toolResults = [...(message.toolResults ?? []), ...results];
    const status =
      toolResults.length < message.toolCalls!.length ? 'awaiting_tool_approval' : 'running_tools';
    host.update(messageId!, { status, toolResults });
    return { conversationId, state: status, calls: [] };
  };
  return host;
}

describe('webview: tool calls in a browser', function () {
  this.timeout(60_000);
  let browser: Browser;
  let host: ScriptedHost;
  let panel: PanelPage;
  before(async () => {
    browser = await sharedChromium();
  });
  beforeEach(async () => {
    host = deciding();
    panel = await PanelPage.open(browser, { host });
  });
  afterEach(async () => {
    await panel.close();
    assert.deepEqual(panel.problems, []);
  });
  const decided = () =>
    host
      .asked('chat:approve-tools')
      .map(({ messageId, decisions }) => [
        messageId,
        (decisions as { callId: string; decision: string }[]).map(
          (each) => `${each.callId} ${each.decision}`,
        ),
      ]);

  it('shows each call with what it is given, and runs it after a word', async () => {
    const swift = panel.column('Swift');
    await swift.getByText('read_file').waitFor();
    await swift.getByText('path: src/greet.py').waitFor();
    await swift.getByRole('button', { name: 'Approve Once: read_file for Swift' }).click();
    await swift.getByText('Running…').waitFor();
    assert.deepEqual(decided(), [['c0-answer', ['read once']]]);
    assert.equal(await swift.getByRole('button', { name: /^Approve/ }).count(), 0);
    host.update('c0-answer', {
      status: 'complete',
      toolResults: [{ callId: 'read', outcome: 'done', content: 'one\ntwo' }],
    });
    host.add(id, answer('c0', { ...finished, id: 'c0-final', parentId: 'c0-answer', content: 'It greets.' }));
    await swift.getByText('It greets.').waitFor();
    const result = swift.locator('summary', { hasText: 'Result: 2 lines' });
    assert.equal(await swift.getByText('two').isVisible(), false);
    await result.click();
    await swift.getByText('two').waitFor();
  });

  it('takes one decision for all columns that ask the same', async () => {
    const prose = panel.column('Prose');
    await prose.getByRole('button', { name: 'Approve in All 2 Columns: read_file' }).click();
    await panel.column('Swift').getByText('Running…').waitFor();
    assert.deepEqual(decided(), [
      ['c0-answer', ['read once']],
      ['c1-answer', ['read once']],
    ]);
    // Nobody else asks for it any more, and the other call still waits.
    assert.equal(await prose.getByRole('button', { name: /^Approve in All/ }).count(), 0);
    await prose.getByRole('button', { name: 'Deny: search_text to Prose' }).click();
    await prose.getByText('Denied').first().waitFor();
  });

  it('is decided by keyboard, and goes on with what is next', async () => {
    const prose = panel.column('Prose');
    await prose.getByRole('button', { name: 'For This Conversation: read_file for Prose' }).focus();
    await panel.page.keyboard.press('Enter');
    await prose.locator('vscode-button[aria-label*="search_text"]:focus').waitFor();
    await panel.page.keyboard.press('Enter');
    await prose.getByText('Running…').first().waitFor();
    assert.deepEqual(decided(), [
      ['c1-answer', ['read conversation']],
      ['c1-answer', ['search once']],
    ]);
  });

  it('decides on all calls of an answer at once', async () => {
    const prose = panel.column('Prose');
    await prose.getByRole('button', { name: 'Deny All: 2 calls of Prose' }).click();
    await prose.getByText('Denied').nth(1).waitFor();
    assert.deepEqual(decided(), [['c1-answer', ['read deny', 'search deny']]]);
  });

  it('tells a screen reader that a tool waits', async () => {
    const waiting = host.message('c0-answer');
    host.update('c0-answer', { status: 'generating', toolCalls: [], content: '' });
    await panel
      .column('Swift')
      .getByText(/Waiting for the first token|Waiting…/)
      .first()
      .waitFor();
    host.update('c0-answer', {
      ...waiting,
      status: 'awaiting_tool_approval',
      toolCalls: toolDetail().messages.c0![1]!.toolCalls,
    });
    await panel.page
      .locator('[aria-live], [role="status"], [role="log"]')
      .getByText('Swift asks to use read_file. It waits for your approval.')
      .waitFor({ state: 'attached' });
  });

  it('can be stopped while it waits', async () => {
    await panel.column('Swift').getByRole('button', { name: /^Stop/ }).first().click();
    assert.equal(host.asked('chat:cancel')[0]?.messageId, 'c0-answer');
    host.update('c0-answer', { status: 'cancelled' });
    await panel.column('Swift').getByText('Did not run').waitFor();
  });

  it('shows hostile names, arguments and results as text', async () => {
    const evil = '<img src=x onerror="document.title=1">\u202Egpj.exe';
    host.update('c0-answer', {
      toolCalls: [{ id: 'read', name: evil, arguments: { [evil]: evil, deep: { a: [evil] } } }],
    });
    const swift = panel.column('Swift');
    await swift.getByText('⟨U+202E⟩').first().waitFor();
    assert.equal(await swift.locator('abai-tool-calls img').count(), 0);
    assert.notEqual(await panel.page.title(), '1');
  });

  it('says what went wrong with a decision, and leaves the call waiting', async () => {
    host.answers['chat:approve-tools'] = () => {
      throw Object.assign(new Error('It was decided meanwhile.'), { code: 'conflict' });
    };
    const swift = panel.column('Swift');
    await swift.getByRole('button', { name: 'Deny: read_file to Swift' }).click();
    await panel.page.getByRole('alert').first().waitFor();
    await swift.locator('vscode-button[aria-label="Deny: read_file to Swift"]:focus').waitFor();
  });

  for (const { name, theme, width, language } of looks) {
    it(`fits its tab, ${name}`, async () => {
      await panel.close();
      const options = { host, theme, size: { width, height: 800 }, ...(language ? { language } : {}) };
      panel = await PanelPage.open(browser, options);
      await panel.page.locator('abai-tool-calls vscode-button').first().waitFor();
      await panel.screenshot(`tool-calls-${name}`);
      assert.deepEqual(await panel.page.evaluate(findTooWide), []);
    });
  }
});
