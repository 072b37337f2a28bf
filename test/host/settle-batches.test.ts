import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { runPageHandlers } from '../../src/extension/runs/page-handlers.ts';
import { resumeRun } from '../../src/extension/runs/run-actions.ts';
import type { NativeBatch } from '../../src/protocol/batches.ts';
import type { Run } from '../../src/protocol/runs.ts';
import { startBatchServer } from './batch-server.ts';
import { extension, until } from './extension-under-test.ts';
import { answering } from './window-dialogs.ts';

const key = 'sk-ant-NeverToBeSeen-77aa52c0e911';

interface Pick {
  label: string;
  detail: string;
}

describe('a batch of which nobody knows whether it arrived', () => {
  let server: Awaited<ReturnType<typeof startBatchServer>>;

  // One for all tests: an id that is known belongs to other cells.
  before(async () => {
    const { window } = await extension();
    server = await startBatchServer(key);
    await vscode.workspace
      .getConfiguration('abai')
      .update('providers', { anthropic: { baseUrl: server.url } }, vscode.ConfigurationTarget.Global);
    await (await window.vault()).set('anthropic', key, new URL(server.url).origin);
  });
  after(async () => {
    const { window } = await extension();
    await (await window.vault()).delete('anthropic');
    await vscode.workspace
      .getConfiguration('abai')
      .update('providers', undefined, vscode.ConfigurationTarget.Global);
    server.close();
  });

  /** A run that paused because its submit was lost and two batches of the provider could be it. */
  async function unclearRun(): Promise<{ run: Run; batch: NativeBatch; submits: number }> {
    const { window } = await extension();
    server.batches.looksUntilDone = 1000;
    const submits = server.submits.length + 2;
    const folder = vscode.workspace.workspaceFolders?.[0];
    assert.ok(folder);
    const { fsPath } = vscode.Uri.joinPath(folder.uri, 'questions.csv');
    const { dataset } = await window.link.request('dataset:import', { path: fsPath });
    await server.submitOther(dataset.rowCount);
    server.loseNextAnswer();
    const { id: runId } = await window.link.request('run:start', {
      datasetId: dataset.id,
      prompts: [{ template: '{{question}}' }],
      models: [{ model: 'anthropic:claude-haiku-4-5', native: true }],
    });
    const run = await until('the pause', async () => {
      const now = await window.link.request('run:get', { runId });
      return now.status === 'paused' && now;
    });
    assert.equal(run.pausedBecause, 'batch');
    const [batch] = await window.link.request('batch:list', { runId });
    assert.equal(batch?.status, 'ambiguous');
    assert.equal(server.submits.length, submits, 'nothing is submitted again before it is settled');
    return { run, batch, submits };
  }

  async function batchNow(runId: string): Promise<NativeBatch | undefined> {
    const { window } = await extension();
    return (await window.link.request('batch:list', { runId }))[0];
  }

  it('is the one whose id the person gives, and its answers are taken', async () => {
    const { window } = await extension();
    const { run, batch, submits } = await unclearRun();
    const asked: { items: Pick[]; title: string; placeHolder: string }[] = [];
    const refused: unknown[] = [];
    server.batches.looksUntilDone = 1;
    await answering(
      'showInputBox',
      (options: vscode.InputBoxOptions) => {
        refused.push(options.validateInput?.('  '), options.validateInput?.('msgbatch_2'));
        return ' msgbatch_2 ';
      },
      () =>
        answering(
          'showQuickPick',
          (items: Pick[], { title, placeHolder }: { title: string; placeHolder: string }) => {
            asked.push({ items, title, placeHolder });
            return items.find(({ label }) => label === 'The provider shows it…');
          },
          () => resumeRun(window, run),
        ),
    );
    const [question] = asked;
    assert.equal(asked.length, 1, 'asked once');
    assert.equal(question?.title, `What became of the batch of ${batch.total} requests?`);
    assert.equal(question.placeHolder, batch.error);
    assert.match(question.placeHolder, /2 batches that could be it/);
    assert.deepEqual(
      question.items.map(({ label }) => label),
      ['The provider shows it…', 'It never arrived'],
    );
    assert.match(question.items[1]?.detail ?? '', /paid for twice/);
    assert.deepEqual(refused, ['Write the id.', undefined]);
    const done = await until('the end of the run', async () => {
      const now = await window.link.request('run:get', { runId: run.id });
      return now.status === 'completed' && now;
    });
    assert.equal(done.cells.succeeded, batch.total);
    assert.equal((await batchNow(run.id))?.providerBatchId, 'msgbatch_2');
    assert.equal(server.submits.length, submits, 'nothing was paid for twice');
  });

  it('is submitted again on the word that it never arrived', async () => {
    const { window } = await extension();
    const { run, submits } = await unclearRun();
    await answering(
      'showQuickPick',
      (items: Pick[]) => items.find(({ label }) => label === 'It never arrived'),
      // As the run's page asks for it.
      () => runPageHandlers(window)['workbench:unblock-run']({ runId: run.id }),
    );
    const again = await until('the next submit', async () => {
      const now = await batchNow(run.id);
      return now?.status === 'submitted' && now;
    });
    assert.equal(again.providerBatchId, `msgbatch_${submits + 1}`);
    assert.equal(server.submits.length, submits + 1);
    await window.link.request('run:cancel', { runId: run.id });
  });

  it('stays as it is when the person looks first', async () => {
    const { window } = await extension();
    const { run, submits } = await unclearRun();
    const dismissed = () => undefined;
    await answering('showQuickPick', dismissed, () => resumeRun(window, run));
    await answering('showInputBox', dismissed, () =>
      answering(
        'showQuickPick',
        ([there]: Pick[]) => there,
        () => resumeRun(window, run),
      ),
    );
    assert.equal((await batchNow(run.id))?.status, 'ambiguous');
    assert.equal((await window.link.request('run:get', { runId: run.id })).status, 'paused');
    assert.equal(server.submits.length, submits);
  });
});
