import { Workbench } from '../harness/workbench.ts';

describe('the history view', () => {
  let bench: Workbench;

  before(async function () {
    this.timeout(120_000);
    bench = await Workbench.start();
  });
  afterEach(() => bench.assertNoProblems());
  after(() => bench.stop());

  it('welcomes with what to do while it is empty', async () => {
    await bench.showContainer('A-B/AI');
    const welcome = bench.page.locator('.welcome-view-content');
    await welcome.getByText('Compare Selection', { exact: true }).waitFor();
    await welcome.getByText('Set API Key…').waitFor();
    await bench.screenshots('history-empty');
  });

  it('shows a comparison as soon as it starts', async () => {
    await bench.openFile('review.md');
    await bench.runCommand('A-B/AI: Compare Selection Across Models');
    await bench.answerDialog('Compare the whole file?', 'Use Whole File');
    await bench.pickMany(['demo:swift', 'demo:sage']);
    const row = bench.treeRow('A product review');
    await row.filter({ hasText: '2 models' }).waitFor();
    await bench.treeRow('Today').waitFor();
    await bench.treeRow('My Project').waitFor();
    // A panel that opens takes the focus, and with it any input box away.
    await bench.webview().locator('abai-column .state.complete').nth(1).waitFor();
  });

  it('renames', async () => {
    await bench.contextMenu(bench.treeRow('A product review'), 'Rename…');
    await bench.enter('The kettle');
    await bench.treeRow('The kettle').waitFor();
  });

  it('deletes, and undoes', async () => {
    const row = bench.treeRow('The kettle');
    await row.hover();
    await bench.screenshots('history');
    await row.hover();
    await row.locator('.action-label[aria-label^="Delete"]').click();
    await row.waitFor({ state: 'hidden' });
    const toast = await bench.message('Deleted “The kettle”.');
    await toast.locator('.monaco-button', { hasText: 'Undo' }).click();
    await row.waitFor();
  });

  it('is still there after the window was reloaded', async () => {
    await bench.reload();
    await bench.showContainer('A-B/AI');
    await bench.treeRow('The kettle').click();
    await bench.page.locator('.tab', { hasText: 'The kettle' }).waitFor();
  });
});
