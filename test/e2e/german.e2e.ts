import assert from 'node:assert/strict';
import { Workbench } from '../harness/workbench.ts';

describe('in German', () => {
  let bench: Workbench;

  before(async () => {
    bench = await Workbench.start({ language: 'de' });
  });
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
    await bench.contextMenu(entry, 'Löschen');
    const toast = await bench.message('„A product review“ gelöscht.');
    assert.equal(await toast.getByRole('button', { name: 'Rückgängig' }).count(), 1);
    await bench.screenshot('german-message');
  });

  it('explains its settings and its walkthrough', async () => {
    await bench.runCommand('Preferences: Open Settings (UI)');
    await bench.page.locator('.settings-editor .suggest-input-container').first().click();
    await bench.page.keyboard.type('@ext:ab-ai.ab-ai');
    await bench.page.keyboard.press('Enter'); // Takes the suggestion of the box.
    await bench.page.getByText('Beim Export der Antworten eines Laufs').waitFor();
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
