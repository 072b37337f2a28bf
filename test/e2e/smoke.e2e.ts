import assert from 'node:assert/strict';
import { Workbench } from '../harness/workbench.ts';

describe('the installed extension', () => {
  let bench: Workbench;

  before(async function () {
    this.timeout(120_000);
    bench = await Workbench.start();
  });
  afterEach(() => bench.assertNoProblems());
  after(() => bench.stop());

  it('opens a panel from the palette', async () => {
    await bench.runCommand('A-B/AI: New Comparison');
    await bench.webview().locator('body').waitFor();
    const frame = await bench.webviewFrame();
    assert.equal(await frame.evaluate(() => window.isSecureContext), true);
    await bench.screenshots('smoke');
  });
});
