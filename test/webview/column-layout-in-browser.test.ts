import assert from 'node:assert/strict';
import type { Browser, Locator } from 'playwright-core';
import { finished, makeDetail } from './fixtures.ts';
import { PanelPage, type PanelPageOptions, sharedChromium } from './panel-page.ts';
import { ScriptedHost } from './scripted-host.ts';

const answers = (index: number) => ({
  ...finished,
  content: `# Answer ${index}\n\n${'A line.\n\n'.repeat(60)}`,
});

describe('webview: widths and order of columns', function () {
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

  async function show(page: PanelPageOptions = {}, references?: string[]): Promise<void> {
    host.put(makeDetail({ answers, ...(references ? { references } : {}) }));
    host.panelState = { comparisonId: 'comparison-1' };
    panel = await PanelPage.open(browser, { host, ...page });
    await panel.page.getByRole('toolbar', { name: 'Swift' }).getByRole('button').first().waitFor();
  }

  const grip = (name: string): Locator => panel.page.getByRole('separator', { name: `Width of ${name}` });
  const width = async (name: string): Promise<number> =>
    Math.round((await panel.column(name).boundingBox())!.width);
  /** Waits until the columns stand in this order. */
  async function inOrder(...names: string[]): Promise<void> {
    const heads = panel.page.locator('abai-column h2 > span:first-child');
    for (let tries = 0; (await heads.allTextContents()).join() !== names.join(); tries++) {
      assert.ok(tries < 100, `they stand as ${await heads.allTextContents()}`);
      await panel.page.waitForTimeout(30);
    }
  }
  const head = (name: string): Locator => panel.column(name).locator('header .provider');
  async function dragGrip(name: string, by: number): Promise<void> {
    const { x, y } = (await grip(name).boundingBox())!;
    await panel.page.mouse.move(x, y + 100);
    await panel.page.mouse.down();
    await panel.page.mouse.move(x + by / 2, y + 100);
    await panel.page.mouse.move(x + by, y + 100);
  }
  async function choose(name: string, item: string): Promise<void> {
    await panel.page.getByRole('button', { name: `More actions: ${name}` }).click();
    await panel.page.getByRole('menu', { name }).getByText(item, { exact: true }).click();
  }

  it('are changed by dragging the line behind a column, and kept', async () => {
    await show();
    const before = await width('Swift');
    await dragGrip('Swift', -120);
    assert.equal(await width('Swift'), before - 120);
    await panel.page.mouse.up();
    await panel.page.waitForFunction(() => sessionStorage.getItem('state of the panel')?.includes('widths'));
    assert.equal(await width('Swift'), before - 120);
    assert.equal(await width('Prose'), await width('Bullets'));
    await panel.reload();
    await grip('Swift').waitFor();
    assert.equal(await width('Swift'), before - 120);
    await grip('Swift').dblclick();
    await panel.page.waitForFunction(() => !sessionStorage.getItem('state of the panel')?.includes('widths'));
    assert.equal(await width('Swift'), before);
  });

  it('stay as they were when a drag is given up', async () => {
    await show();
    const before = await width('Swift');
    await grip('Swift').focus();
    await dragGrip('Swift', 80);
    await panel.page.keyboard.press('Escape');
    await panel.page.mouse.up();
    assert.equal(await width('Swift'), before);
  });

  it('are changed by keyboard, and told', async () => {
    await show();
    await grip('Prose').focus();
    const before = await width('Prose');
    assert.equal(await grip('Prose').getAttribute('aria-valuenow'), String(before));
    await panel.page.keyboard.press('ArrowRight');
    await waitForWidth('Prose', before + 16);
    await panel.page.keyboard.press('Shift+ArrowLeft');
    await waitForWidth('Prose', before - 64);
    await panel.page.keyboard.press('Home');
    await waitForWidth('Prose', 180);
    await panel.page.keyboard.press('Enter');
    await waitForWidth('Prose', before);
  });

  async function waitForWidth(name: string, wanted: number): Promise<void> {
    await grip(name)
      .and(panel.page.locator(`[aria-valuenow="${wanted}"]`))
      .waitFor();
    assert.equal(await width(name), wanted);
  }

  it('take another order by the menu, with the focus and the place of reading going along, and keep it', async () => {
    await show();
    const body = panel.column('Bullets').locator('.body');
    await body.evaluate((element) => {
      element.scrollTop = 300;
    });
    await panel.page.waitForTimeout(50);
    await choose('Bullets', 'Move to the Left');
    await inOrder('Swift', 'Bullets', 'Prose');
    assert.equal(await body.evaluate((element) => element.scrollTop), 300);
    const focused = panel.page.getByRole('button', { name: 'More actions: Bullets' });
    assert.ok(
      await focused.evaluate((element) => (element.getRootNode() as ShadowRoot).activeElement === element),
    );
    await choose('Swift', 'Move to the Right');
    await panel.page.waitForFunction(
      (wanted) => sessionStorage.getItem('state of the panel')?.includes(wanted),
      '["c2","c0","c1"]',
    );
    await panel.reload();
    await panel.page.getByRole('button', { name: 'More actions: Swift' }).waitFor();
    await inOrder('Bullets', 'Swift', 'Prose');
  });

  it('take another order when their heads are dragged', async () => {
    await show();
    await head('Swift').dragTo(head('Bullets'), { targetPosition: { x: 40, y: 8 } });
    await inOrder('Prose', 'Swift', 'Bullets');
    assert.equal(await panel.page.locator('abai-column[drop]').count(), 0);
  });

  it('give their answer, as it is then, to an editor that a head is dropped on', async () => {
    await show({}, ['demo:swift']);
    host.update('c0-answer', { content: '# Newer' });
    await panel.column('Swift').getByRole('heading', { name: 'Newer' }).waitFor();
    const given = await panel
      .column('Swift')
      .locator('header')
      .evaluate((header) => {
        const dataTransfer = new DataTransfer();
        header.dispatchEvent(new DragEvent('dragstart', { dataTransfer, bubbles: true, composed: true }));
        return dataTransfer.getData('text/plain');
      });
    assert.equal(given, '# Newer');
  });

  it('scroll sideways when there are more of them than fit', async () => {
    const references = Array.from({ length: 9 }, (_, index) =>
      index === 0 ? 'demo:swift' : `demo:model-${index}`,
    );
    await show({}, references);
    const row = panel.page.locator('.columns');
    assert.ok(await row.evaluate((element) => element.scrollWidth > element.clientWidth * 2));
    const last = panel.column('demo:model-8');
    await last.scrollIntoViewIfNeeded();
    assert.ok((await last.boundingBox())!.x < 1280);
    assert.ok((await last.boundingBox())!.width >= 300);
  });
});
