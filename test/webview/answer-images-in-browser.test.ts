import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import { AbaiError } from '../../src/protocol/errors.ts';
import { finished, makeDetail } from './fixtures.ts';
import { PanelPage, sharedChromium } from './panel-page.ts';
import { ScriptedHost } from './scripted-host.ts';

/** A PNG of one pixel. */
const pixel =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const image = (letter: string) =>
  ({
    kind: 'image',
    name: `${letter}.png`,
    mimeType: 'image/png',
    hash: letter.repeat(64),
    bytes: 70,
  }) as const;

describe('webview: images of an answer', function () {
  this.timeout(30_000);
  let browser: Browser;

  before(async () => {
    browser = await sharedChromium();
  });

  it('are shown, opened by a click, and named when they are gone', async () => {
    const host = new ScriptedHost();
    const attachments = [image('a'), image('b')];
    host.put(makeDetail({ references: ['demo:swift'], answers: () => ({ ...finished, attachments }) }));
    host.panelState = { comparisonId: 'comparison-1' };
    host.answers['attachment:read'] = ({ attachment }) => {
      if (attachment.name === 'b.png') throw new AbaiError('not-found', 'It is gone.');
      return { content: pixel };
    };
    const panel = await PanelPage.open(browser, { host });
    try {
      const shown = panel.page.getByRole('img', { name: 'Image 1 of the answer' });
      await shown.waitFor();
      assert.equal(await shown.evaluate((element: HTMLImageElement) => element.decode().then(() => 1)), 1);
      await panel.page.getByText('This image cannot be shown any more.').waitFor();
      assert.equal(await panel.page.getByText('The answer is empty.').count(), 0);
      await shown.click();
      for (let tries = 0; host.asked('workbench:open-attachment').length === 0 && tries < 100; tries++) {
        await panel.page.waitForTimeout(30);
      }
      assert.deepEqual(host.asked('workbench:open-attachment'), [{ attachment: attachments[0] }]);
    } finally {
      await panel.close();
    }
    assert.deepEqual(panel.problems, []);
  });
});
