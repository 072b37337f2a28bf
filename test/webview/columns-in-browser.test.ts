import assert from 'node:assert/strict';
import type { Browser, Locator } from 'playwright-core';
import { answer, finished, makeDetail, question } from './fixtures.ts';
import { PanelPage, type PanelPageOptions, sharedChromium } from './panel-page.ts';
import { ScriptedHost } from './scripted-host.ts';

const id = 'comparison-1';
const texts = [
  'A review finds **bugs** early.',
  'A good review finds defects early.',
  'Reviews spread knowledge.',
];

describe('webview: columns beside each other', function () {
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

  async function show(
    options: Parameters<typeof makeDetail>[0] = {},
    page: PanelPageOptions = {},
  ): Promise<void> {
    host.put(
      makeDetail({ answers: (index) => ({ ...finished, content: texts[index] ?? 'Text.' }), ...options }),
    );
    host.panelState = { comparisonId: id };
    panel = await PanelPage.open(browser, { host, ...page });
    await panel.page.locator('abai-column').first().waitFor();
  }

  const compareWith = (name: string): Locator =>
    panel.column(name).getByRole('switch', { name: `Compare others with this answer: ${name}` });
  const focusOn = (name: string): Locator =>
    panel.column(name).getByRole('switch', { name: `Focus this column: ${name}` });
  const diffOf = (name: string): Locator => panel.column(name).locator('abai-answer-diff');
  const width = async (name: string): Promise<number> => (await panel.column(name).boundingBox())!.width;
  async function choose(name: string, item: string): Promise<void> {
    await panel
      .column(name)
      .getByRole('button', { name: `More actions: ${name}` })
      .click();
    await panel.page.getByRole('menu', { name }).getByText(item, { exact: true }).click();
  }

  it('mark the words in which they differ from one, in place, and stop with one click', async () => {
    await show();
    await compareWith('Swift').click();
    const prose = diffOf('Prose');
    await prose.locator('.text ins', { hasText: 'good' }).waitFor();
    assert.equal(await prose.locator('.text').textContent(), 'A good review finds **bugs** defects early.');
    assert.deepEqual(await prose.locator('.text del').allTextContents(), ['**bugs**']);
    await prose.getByText('2 words added').waitFor();
    await prose.getByText('1 word left out').waitFor();
    const line = await prose
      .locator('.text ins')
      .first()
      .evaluate((element) => getComputedStyle(element).textDecorationLine);
    assert.equal(line, 'underline');
    await panel.column('Swift').getByText('The others are compared with this answer.').waitFor();
    assert.equal(
      await panel.column('Prose').getByText('A good review finds defects early.').isVisible(),
      false,
    );
    await compareWith('Swift').click();
    await panel.column('Prose').getByText('A good review finds defects early.').waitFor();
    await diffOf('Prose').waitFor({ state: 'detached' });
    assert.equal(await panel.page.locator('abai-answer-diff').count(), 0);
  });

  it('can be compared with another one, and stop from any column', async () => {
    await show();
    await compareWith('Swift').click();
    await diffOf('Prose').locator('ins').first().waitFor();
    await compareWith('Prose').click();
    await diffOf('Swift').getByText('Compared with Prose:').waitFor();
    assert.equal(await compareWith('Swift').getAttribute('aria-checked'), 'false');
    await panel.column('Bullets').getByRole('button', { name: 'Stop comparing' }).click();
    await compareWith('Prose').and(panel.page.locator('[aria-checked=false]')).waitFor();
    await diffOf('Swift').waitFor({ state: 'detached' });
    assert.equal(await panel.page.locator('abai-answer-diff').count(), 0);
  });

  it('are compared when their answers have ended, not before', async () => {
    await show({ answers: (index) => (index === 1 ? {} : { ...finished, content: texts[index]! }) });
    await compareWith('Swift').click();
    await diffOf('Bullets').locator('del').first().waitFor();
    assert.equal(await diffOf('Prose').count(), 0);
    assert.equal(await compareWith('Prose').count(), 0);
    host.stream('c1-answer', texts[0]!);
    host.update('c1-answer', finished);
    await diffOf('Prose').getByText('Word for word the answer of Swift.').waitFor();
  });

  it('show what models wrote as text when they are compared, whatever it is', async () => {
    const hostile =
      '<img src="https://example.com/x" onerror="alert(1)"> <script>alert(2)</script> \u202e\u001b[31m';
    await show({ answers: (index) => ({ ...finished, content: `${hostile} ${texts[index]!}` }) });
    await compareWith('Swift').click();
    const prose = diffOf('Prose');
    await prose.locator('.text ins').first().waitFor();
    const shown = hostile.replace('\u202e', '⟨U+202E⟩').replace('\u001b', '␛');
    assert.ok((await prose.locator('.text').textContent())!.startsWith(shown));
    assert.equal(await prose.locator('img, script, a').count(), 0);
  });

  it('come into sight when the answers that are compared are far down', async () => {
    const detail = makeDetail({ answers: () => ({ ...finished, content: 'An early line.\n\n'.repeat(80) }) });
    for (const [index, thread] of ['c0', 'c1', 'c2'].entries()) {
      detail.messages[thread]!.push(
        question(thread, 'And then?', { id: `${thread}-2` }),
        answer(thread, { ...finished, id: `${thread}-3`, content: texts[index]! }),
      );
    }
    host.put(detail);
    host.panelState = { comparisonId: id };
    panel = await PanelPage.open(browser, { host });
    await compareWith('Swift').click();
    const mark = diffOf('Prose').locator('.text ins').first();
    await mark.waitFor();
    await assertEventually(async () => {
      const [box, body] = [
        await mark.boundingBox(),
        await panel.column('Prose').locator('.body').boundingBox(),
      ];
      assert.ok(box!.y > body!.y && box!.y < body!.y + body!.height, JSON.stringify([box, body]));
    });
  });

  it('begin anew with another comparison', async () => {
    await show();
    await compareWith('Swift').click();
    await focusOn('Prose').click();
    await panel.page.getByRole('button', { name: 'New comparison' }).click();
    host.answers['comparison:start'] = ({ prompt }) => host.put(makeDetail({ prompt }));
    await panel.page.getByRole('textbox', { name: 'Prompt' }).fill('Why?');
    await panel.page.getByRole('button', { name: 'Compare' }).click();
    await panel.column('Swift').waitFor();
    assert.ok((await width('Swift')) > 400);
  });

  it('show a comparison of two megabytes to its end', async () => {
    const long = (word: string) => `${`${word} and some more words of a line.\n`.repeat(25)}\n`.repeat(1000);
    await show({
      references: ['demo:swift', 'demo:prose'],
      answers: (index) => ({ ...finished, content: long(`w${index}`) }),
    });
    await compareWith('Swift').click();
    await diffOf('Prose').getByText('25,000 words added').waitFor();
    const shown = diffOf('Prose').locator('.text');
    await assertEventually(async () =>
      assert.ok((await shown.evaluate((element) => element.textContent!.length)) > long('w1').length),
    );
  });

  it('open two answers in the diff editor', async () => {
    await show();
    await choose('Bullets', 'Open Diff with Swift');
    await assertEventually(() =>
      assert.deepEqual(host.asked('editor:open-diff'), [
        { left: texts[2], right: texts[0], leftTitle: 'Bullets', rightTitle: 'Swift' },
      ]),
    );
  });

  it('show how far they agree, and open a pair', async () => {
    await show();
    await panel.page.getByRole('switch', { name: 'Show how far the answers agree' }).click();
    const table = panel.page.getByRole('table', { name: 'Agreement' });
    // Of 5 and 6 words, "a", "review", "finds" and "early" are common: 8 of 11.
    const pair = table.getByRole('button', { name: 'Swift and Prose: 73 % of words in common.' });
    await pair.click();
    await assertEventually(() => assert.equal(host.asked('editor:open-diff')[0]?.rightTitle, 'Prose'));
    assert.equal(await table.getByRole('button').count(), 6);
    await panel.page.getByRole('button', { name: 'Hide agreement' }).click();
    await table.waitFor({ state: 'detached' });
  });

  it('give all width to one, and come back by the same button or by Escape', async () => {
    await show();
    await focusOn('Prose').focus();
    await panel.page.keyboard.press('Enter');
    await assertEventually(async () => assert.ok((await width('Prose')) > 1200));
    assert.equal(await width('Swift'), 36);
    assert.equal(await focusOn('Prose').getAttribute('aria-checked'), 'true');
    await panel.page.keyboard.press('Enter');
    await assertEventually(async () => assert.ok((await width('Swift')) > 400));
    await focusOn('Prose').click();
    await panel.column('Bullets').getByRole('button', { name: 'Show Bullets' }).click();
    await assertEventually(async () => assert.ok((await width('Bullets')) > 1200));
    await panel.page.keyboard.press('Escape');
    await assertEventually(async () => assert.ok((await width('Swift')) > 400));
  });

  it('collapse and open again by keyboard, with the focus going along', async () => {
    await show();
    await panel.column('Swift').getByRole('button', { name: 'More actions: Swift' }).focus();
    await panel.page.keyboard.press('Enter');
    await panel.page.getByRole('menuitem', { name: 'Collapse This Column' }).waitFor();
    await panel.page.keyboard.type('coll');
    await panel.page.keyboard.press('Enter');
    await panel
      .column('Swift')
      .getByRole('button', { name: 'Show Swift' })
      .and(panel.page.locator(':focus'))
      .waitFor();
    assert.equal(await width('Swift'), 36);
    await panel.page.keyboard.press('Enter');
    await panel.column('Swift').locator('.body:focus').waitFor();
    assert.ok((await width('Swift')) > 400);
  });

  it('scroll together, as far as each goes', async () => {
    await show({
      answers: (index) => ({ ...finished, content: 'A line.\n\n'.repeat(100 * (index + 1)) }),
    });
    const share = (name: string) =>
      panel
        .column(name)
        .locator('.body')
        .evaluate((e) => e.scrollTop / (e.scrollHeight - e.clientHeight));
    const scroll = (name: string, to: number) =>
      panel
        .column(name)
        .locator('.body')
        .evaluate((e, part) => {
          e.scrollTop = part * (e.scrollHeight - e.clientHeight);
        }, to);
    await scroll('Swift', 0.5);
    await new Promise((resolve) => setTimeout(resolve, 100));
    assert.equal(await share('Prose'), 0);
    await panel.page.getByRole('switch', { name: 'Scroll all columns together' }).click();
    await scroll('Prose', 1);
    for (const name of ['Swift', 'Bullets']) {
      await assertEventually(async () => assert.ok((await share(name)) > 0.98, name));
    }
    // Somebody lets go of one column before taking the next.
    await new Promise((resolve) => setTimeout(resolve, 500));
    await scroll('Bullets', 0);
    await assertEventually(async () => assert.ok((await share('Swift')) < 0.02));
  });

  it('lie after a reload as they lay before', async () => {
    await show();
    await compareWith('Swift').click();
    await choose('Bullets', 'Collapse This Column');
    await choose('Prose', 'Scroll All Columns Together');
    await panel.page
      .getByRole('switch', { name: 'Scroll all columns together' })
      .and(panel.page.locator('[aria-checked=true]'))
      .waitFor();
    host.panelState = {};
    await panel.reload();
    await diffOf('Prose').locator('ins').first().waitFor();
    assert.equal(await width('Bullets'), 36);
    const together = panel.page.getByRole('switch', { name: 'Scroll all columns together' });
    assert.equal(await together.getAttribute('aria-checked'), 'true');
  });

  it('are led to by their names where only one fits, collapsed ones too', async () => {
    await show({}, { size: { width: 400, height: 700 } });
    await choose('Swift', 'Collapse This Column');
    await panel.column('Swift').waitFor({ state: 'hidden' });
    await panel.page.getByRole('navigation', { name: 'Models' }).getByText('Swift').click();
    await panel.column('Swift').waitFor();
    assert.equal(await width('Swift'), 400);
  });

  it('have nothing to be arranged with when there is but one', async () => {
    await show({ references: ['demo:swift'] });
    await panel.column('Swift').getByRole('button', { name: 'Open answer in editor: Swift' }).waitFor();
    assert.equal(await panel.page.getByRole('switch', { name: /Focus|Compare|together|agree/ }).count(), 0);
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
