import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../harness/vscode-install.ts';
import { Workbench } from '../harness/workbench.ts';

/** The English texts of pages that are others in German; an answer may be one word such as `high`. */
const english: Set<string> = new Set(
  Object.entries<string>(JSON.parse(readFileSync(path.join(root, 'data/l10n/webview.de.json'), 'utf8')))
    .filter(([text, german]) => text !== german && /[A-Z ]/.test(text))
    .map(([text]) => text),
);

/** Runs in the page: each piece of text that people read or hear. */
function piecesOfPage(): string[] {
  const found: (string | null)[] = [];
  const visit = (node: Node): void => {
    if (node instanceof HTMLStyleElement || node instanceof HTMLScriptElement) return;
    if (node instanceof Text) found.push(node.data);
    if (node instanceof Element) {
      for (const name of ['aria-label', 'title', 'placeholder', 'label']) found.push(node.getAttribute(name));
      if (node.shadowRoot) visit(node.shadowRoot);
    }
    for (const child of node.childNodes) visit(child);
  };
  visit(document.body);
  return found.flatMap((text) => text?.trim() || []);
}

describe('in German', function () {
  this.timeout(240_000);
  let bench: Workbench;
  const page = () => bench.webview();

  before(async () => {
    bench = await Workbench.start({ language: 'de', files: ['data/gsm8k-sample.csv'] });
  });

  async function assertGerman(): Promise<void> {
    const frame = await bench.webviewFrame();
    assert.equal(await frame.evaluate(() => document.documentElement.lang), 'de');
    const pieces = await frame.evaluate(piecesOfPage);
    assert.ok(pieces.length > 20, pieces.join());
    assert.deepEqual(
      pieces.filter((text) => english.has(text)),
      [],
    );
  }

  afterEach(() => bench.assertNoProblems());
  after(() => bench?.stop());

  it('names commands and views, and welcomes', async () => {
    await bench.runCommand('A-B/AI: Verlauf anzeigen');
    const welcome = bench.page.locator('.pane-body', { hasText: 'Drei Demo-Modelle arbeiten offline' });
    await welcome.getByText('Neuer Vergleich').waitFor();
    await bench.screenshot('german-welcome');
  });

  it('asks and answers', async () => {
    await bench.openFile('review.md');
    await bench.page.keyboard.press('Control+A');
    await bench.runCommand('A-B/AI: Auswahl mit mehreren Modellen vergleichen');
    await bench.quickInput.getByText('Modelle vergleichen').first().waitFor();
    await bench.screenshot('german-models');
    await bench.pickMany(['demo:swift', 'demo:sage']);
    const entry = bench.treeRow('2 Modelle').first();
    await entry.waitFor();
    const label = entry.and(bench.page.locator('[aria-label*="2 Modelle, vollständig"]'));
    await label.waitFor();
    await bench.treeRow('Heute').and(bench.page.locator('[aria-label*="Heute, 1 Eintrag"]')).waitFor();
    await bench.screenshot('german-history');
    await page().getByText('Welche Antwort ist die beste?').waitFor();
    await assertGerman();
    await bench.screenshots('german-comparison');
    await bench.contextMenu(entry, 'Löschen');
    const toast = await bench.message('„A product review“ gelöscht.');
    assert.equal(await toast.getByRole('button', { name: 'Rückgängig' }).count(), 1);
    await bench.screenshot('german-message');
  });

  it('runs a table', async () => {
    await bench.runCommand('View: Show Explorer');
    const file = bench.page.locator('.explorer-folders-view .monaco-list-row', {
      hasText: 'gsm8k-sample.csv',
    });
    await bench.contextMenu(file, 'CSV-Batch mit mehreren Modellen ausführen');
    const start = page().locator('vscode-button', { hasText: 'Erste 5 Zeilen ausführen' });
    await page().getByRole('heading', { name: 'Eine Tabelle mit mehreren Modellen ausführen' }).waitFor();
    await page().locator('abai-model-chip').first().waitFor();
    await assertGerman();
    await bench.screenshots('german-run-setup');
    await start.click();
    const state = page().locator('abai-run-header .state', { hasText: 'Fertig' });
    await state.waitFor({ timeout: 60_000 });
    await page().locator('vscode-button', { hasText: 'Mit dem Rest fortfahren (45 Zeilen)' }).waitFor();
    await page().locator('#cell-0-3').click();
    await page().getByText('Gesendeter Prompt').waitFor();
    await assertGerman();
    await bench.screenshots('german-run');
    await page().getByRole('tab', { name: 'Zusammenfassung' }).click();
    await page().getByRole('heading', { name: 'Latenz', exact: true }).waitFor();
    await assertGerman();
    await bench.screenshots('german-run-summary');
  });

  it('explains its settings and its walkthrough', async () => {
    await bench.runCommand('Preferences: Open Settings (UI)');
    await bench.page.locator('.settings-editor .suggest-input-container').first().click();
    await bench.page.keyboard.type('@ext:ab-ai.ab-ai');
    await bench.page.keyboard.press('Enter'); // Takes the suggestion of the box.
    // The settings of machine scope are those of the machine that the server runs on.
    await bench.page.locator('.settings-tabs-widget .action-label', { hasText: 'Remote' }).click();
    await bench.page.getByText('Endpunkte nach Anbieter').waitFor();
    await bench.screenshot('german-settings');
    await bench.page.keyboard.press('Escape');
    await bench.runCommand('Welcome: Open Walkthrough...');
    await bench.pick('Erste Schritte mit A-B/AI');
    await bench.page.getByText('Modelle an einer Auswahl vergleichen').first().waitFor();
    await bench.screenshot('german-walkthrough');
  });
});
