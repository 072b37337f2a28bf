import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import { AbaiError } from '../../src/protocol/errors.ts';
import { answer, finished, makeDetail, question } from './fixtures.ts';
import { PanelPage, sharedChromium, type ThemeName } from './panel-page.ts';
import { ScriptedHost } from './scripted-host.ts';
import { findTooWide } from './too-wide.ts';

const id = 'comparison-1';
const looks: { name: string; theme: ThemeName; width: number }[] = [
  { name: 'dark', theme: 'dark', width: 1280 },
  { name: 'light', theme: 'light', width: 1280 },
  { name: 'high-contrast', theme: 'high-contrast', width: 1280 },
  { name: 'narrow', theme: 'dark', width: 400 },
];

/** A host that branches as the back end does. */
function branching(): ScriptedHost {
  const host = new ScriptedHost();
  const detail = makeDetail({
    references: ['demo:swift', 'demo:prose'],
    answers: () => ({ ...finished, content: 'A first answer.' }),
  });
  for (const thread of ['c0', 'c1']) {
    detail.messages[thread]!.push(
      question(thread, 'And then?', { id: `${thread}-q2`, parentId: `${thread}-answer` }),
      answer(thread, { ...finished, id: `${thread}-a2`, parentId: `${thread}-q2`, content: 'Then this.' }),
    );
  }
  host.put(detail);
  host.panelState = { comparisonId: id };
  host.answers['vote:list'] = () => [];
  let made = 0;
  host.answers['chat:regenerate'] = ({ messageId }) => {
    const old = host.message(messageId);
    const message = { ...old, ...finished, id: `new-${made++}`, content: 'Quite another answer.' };
    host.add(id, message);
    return message;
  };
  host.answers['chat:edit'] = ({ messageId, content }) => {
    const old = host.message(messageId);
    const userMessage = { ...old, id: `new-${made++}`, content };
    const message = answer(old.conversationId, { id: `new-${made++}`, parentId: userMessage.id });
    host.add(id, userMessage);
    host.add(id, message);
    return { userMessage, message };
  };
  host.answers['conversation:switch-branch'] = ({ messageId }) => {
    const { conversationId } = host.message(messageId);
    const leafId = host.comparisons
      .get(id)!
      .messages[conversationId]!.find(({ parentId }) => parentId === messageId)?.id;
    const data = { conversationId, leafId: leafId ?? messageId };
    host.publish({ type: 'branch:switched', data });
    return data;
  };
  return host;
}

describe('webview: branches in a browser', function () {
  this.timeout(60_000);
  let browser: Browser;
  let host: ScriptedHost;
  let panel: PanelPage;
  before(async () => {
    browser = await sharedChromium();
  });
  beforeEach(async () => {
    host = branching();
    panel = await PanelPage.open(browser, { host });
  });
  afterEach(async () => {
    await panel.close();
    assert.deepEqual(panel.problems, []);
  });

  it('regenerates a whole answer, and goes back to the first', async () => {
    const swift = panel.column('Swift');
    await swift.getByRole('button', { name: 'Regenerate answer: Swift' }).last().click();
    await swift.getByText('Quite another answer.').waitFor();
    assert.equal(await swift.getByText('Then this.').count(), 0);
    await swift.getByText('2 / 2').waitFor();
    assert.equal(await panel.column('Prose').getByText('Then this.').count(), 1);
    await swift.getByRole('button', { name: 'Previous answer: Swift' }).click();
    await swift.getByText('Then this.').waitFor();
    await swift.getByText('1 / 2').waitFor();
    assert.equal(await swift.getByText('Quite another answer.').count(), 0);
    assert.equal(host.asked('chat:regenerate')[0]?.messageId, 'c0-a2');
    await swift.getByRole('button', { name: 'Next answer: Swift' }).click();
    await swift.getByText('Quite another answer.').waitFor();
  });

  it('asks a question in other words by keyboard, and leads back to the old one', async () => {
    const swift = panel.column('Swift');
    await swift.getByRole('button', { name: 'Edit and send again: Swift' }).click();
    const box = swift.getByRole('textbox', { name: 'Your message in other words' });
    assert.equal(await box.inputValue(), 'And then?');
    await box.fill('And before?');
    await swift.getByRole('button', { name: 'Send to Swift' }).click();
    await swift.getByText('And before?').waitFor();
    assert.equal(await swift.getByText('Then this.').count(), 0);
    host.update('new-1', { ...finished, content: 'Before this.' });
    await swift.getByText('Before this.').waitFor();
    await swift.getByRole('button', { name: 'Previous question: Swift' }).click();
    await swift.getByText('Then this.').waitFor();
    assert.deepEqual(
      host.asked('chat:edit').map(({ messageId, content }) => [messageId, content]),
      [['c0-q2', 'And before?']],
    );
  });

  it('keeps a question as it was when its change is given up', async () => {
    const swift = panel.column('Swift');
    await swift.getByRole('button', { name: 'Edit and send again: Swift' }).click();
    await swift.getByRole('textbox', { name: 'Your message in other words' }).fill('Nothing of this');
    await panel.page.keyboard.press('Escape');
    await swift.getByText('And then?').waitFor();
    assert.deepEqual(host.asked('chat:edit'), []);
  });

  it('shows a question in its other words while they are on their way, and gives them back when they are refused', async () => {
    const { 'chat:edit': usual } = host.answers;
    let refuse = (): void => undefined;
    host.answers['chat:edit'] = () =>
      new Promise((_, reject) => {
        refuse = () => reject(new AbaiError('conflict', 'An answer is still arriving.'));
      });
    const swift = panel.column('Swift');
    await swift.getByRole('button', { name: 'Edit and send again: Swift' }).click();
    const box = swift.getByRole('textbox', { name: 'Your message in other words' });
    await box.fill('And in between?');
    await panel.page.keyboard.press('Control+Enter');
    await swift.getByRole('note').getByText('And in between?').waitFor();
    assert.equal(await box.count(), 0);
    refuse();
    await panel.page.getByText('An answer is still arriving.').waitFor();
    assert.equal(await box.inputValue(), 'And in between?');
    await panel.page.keyboard.press('Escape');
    await swift.getByText('And then?').waitFor();
    host.answers['chat:edit'] = usual!;
  });

  it('shows a first question in its column when it was asked there in other words', async () => {
    host.answers['chat:edit']!({ messageId: 'c0-question', content: 'What makes a bad one?' });
    const swift = panel.column('Swift');
    await swift.getByText('What makes a bad one?').waitFor();
    await swift.getByText('2 / 2').waitFor();
    assert.equal(await panel.column('Prose').getByText('What makes a good code review?').count(), 0);
  });

  for (const { name, theme, width } of looks) {
    it(`fits its tab, ${name}`, async () => {
      await panel.close();
      panel = await PanelPage.open(browser, { host, theme, size: { width, height: 800 } });
      const swift = panel.column('Swift');
      await swift.getByRole('button', { name: 'Regenerate answer: Swift' }).last().click();
      await swift.getByText('2 / 2').waitFor();
      if (width > 400)
        await panel
          .column('Prose')
          .getByRole('button', { name: /^Edit and send/ })
          .click();
      await panel.screenshot(`branches-${name}`);
      assert.deepEqual(await panel.page.evaluate(findTooWide), []);
    });
  }
});
