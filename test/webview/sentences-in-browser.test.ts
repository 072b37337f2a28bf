import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import { finished, makeDetail } from './fixtures.ts';
import { PanelPage, type PanelPageOptions, sharedChromium } from './panel-page.ts';
import { ScriptedHost } from './scripted-host.ts';

const refused = 'OpenAI refused the API key (401). Set a valid key and send again.';

describe("webview: the back end's sentences in a browser", function () {
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

  async function show(options: PanelPageOptions = {}): Promise<void> {
    const host = new ScriptedHost();
    host.put(
      makeDetail({
        answers: (index) =>
          index === 0
            ? { status: 'failed', error: { code: 'auth', message: refused, retryable: false } }
            : {
                ...finished,
                content: 'Text.',
                warnings: [{ code: 'x', message: "Prose can't see images; they were left out." }],
              },
      }),
    );
    host.panelState = { comparisonId: 'comparison-1' };
    panel = await PanelPage.open(browser, { host, ...options });
  }

  it('are German in a German page', async () => {
    await show({ language: 'de' });
    await panel
      .column('Swift')
      .getByText('OpenAI hat den API-Schlüssel abgelehnt (401). Einen gültigen Schlüssel festlegen')
      .waitFor();
    await panel.column('Prose').getByText('Prose kann keine Bilder sehen; sie wurden weggelassen.').waitFor();
  });

  it('stay as they are in an English one', async () => {
    await show();
    await panel.column('Swift').getByText(refused).waitFor();
  });
});
