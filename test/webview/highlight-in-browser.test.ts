import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import { finished, makeDetail } from './fixtures.ts';
import { PanelPage, sharedChromium } from './panel-page.ts';
import { ScriptedHost } from './scripted-host.ts';

describe('webview: colours of code', function () {
  this.timeout(30_000);
  let browser: Browser;
  let panel: PanelPage;

  before(async () => {
    browser = await sharedChromium();
  });
  afterEach(async () => {
    await panel.close();
    assert.deepEqual(panel.problems, []);
  });

  /** What is coloured in a code block, and all of its text. */
  async function coloured(language: string, code: string): Promise<{ pieces: string[]; text: string }> {
    const host = new ScriptedHost();
    const content = `\`\`\`${language}\n${code}\n\`\`\`\n\n**the end**`;
    host.put(makeDetail({ references: ['demo:swift'], answers: () => ({ ...finished, content }) }));
    host.panelState = { comparisonId: 'comparison-1' };
    panel = await PanelPage.open(browser, { host });
    await panel.page.locator('abai-rich-text strong').waitFor({ state: 'attached' });
    return panel.page
      .locator('.code code')
      .first()
      .evaluate((element) => ({
        pieces: [...element.querySelectorAll('span')].map((span) => `${span.className} ${span.textContent}`),
        text: element.textContent ?? '',
      }));
  }

  it('are those of comments, strings, numbers and words of the language', async () => {
    const code = 'const a = "x\\"y"; // not "this"\nreturn 0x1F + word;';
    const { pieces, text } = await coloured('ts', code);
    assert.deepEqual(pieces, [
      'keyword const',
      'string "x\\"y"',
      'comment // not "this"',
      'keyword return',
      'number 0x1F',
    ]);
    assert.equal(text, code);
  });

  it('know what a comment is in each family of languages', async () => {
    const { pieces } = await coloured('python', 'def f():\n  """doc"""\n  return "#x"  # why');
    assert.deepEqual(pieces, [
      'keyword def',
      'string """doc"""',
      'keyword return',
      'string "#x"',
      'comment # why',
    ]);
  });

  it('show markup as markup', async () => {
    const { pieces } = await coloured('html', '<p class="a">text</p><!-- no <b> -->');
    assert.deepEqual(pieces, [
      'keyword <p',
      'string "a"',
      'keyword >',
      'keyword </p',
      'keyword >',
      'comment <!-- no <b> -->',
    ]);
  });

  it('are left out of languages that are not known, and of code that would need too many', async () => {
    assert.deepEqual((await coloured('klingon', 'const a = 1;')).pieces, []);
    await panel.close();
    assert.deepEqual((await coloured('js', '1 '.repeat(7000))).pieces, []);
  });
});
