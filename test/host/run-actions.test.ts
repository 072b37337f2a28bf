import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import {
  cancelRun,
  pauseRun,
  renameRun,
  resumeRun,
  retryFailed,
  unblockRun,
} from '../../src/extension/runs/run-actions.ts';
import type { Params } from '../../src/protocol/methods.ts';
import type { Run } from '../../src/protocol/runs.ts';
import { startBatchServer } from './batch-server.ts';
import { extension, until } from './extension-under-test.ts';
import { answering } from './window-dialogs.ts';

const key = 'sk-ant-NeverToBeSeen-31c5d09e77ab';

async function startRun(
  more: Partial<Params<'run:start'>> & Pick<Params<'run:start'>, 'models'>,
): Promise<Run> {
  const { window } = await extension();
  const folder = vscode.workspace.workspaceFolders![0]!;
  const { fsPath } = vscode.Uri.joinPath(folder.uri, 'questions.csv');
  const { dataset } = await window.link.request('dataset:import', { path: fsPath });
  return window.link.request('run:start', {
    datasetId: dataset.id,
    prompts: [{ template: '{{question}}' }],
    ...more,
  });
}

async function now({ id }: Run): Promise<Run> {
  const { window } = await extension();
  return window.link.request('run:get', { runId: id });
}

function reaches(run: Run, what: string, wanted: (run: Run) => boolean): Promise<Run> {
  return until(what, async () => {
    const found = await now(run);
    return wanted(found) && found;
  });
}

/** What an input box refuses of these, by its own check. */
function refusedOf(options: vscode.InputBoxOptions, values: string[]): string[] {
  return values.filter((value) => typeof options.validateInput?.(value) === 'string');
}

describe('a run', () => {
  it('gets another name, and none that is empty', async () => {
    const { window } = await extension();
    const run = await startRun({ name: 'First name', models: ['demo:swift'] });
    const rename = (answer: (options: vscode.InputBoxOptions) => string | undefined) =>
      answering('showInputBox', answer, () => renameRun(window, run));
    await rename(() => undefined);
    assert.equal((await now(run)).name, 'First name');
    await rename((options) => {
      assert.deepEqual(refusedOf(options, ['', '  ', 'Second name']), ['', '  ']);
      return ' Second name ';
    });
    assert.equal((await now(run)).name, 'Second name');
  });

  it('that was cancelled goes on with what was cancelled', async () => {
    const { window } = await extension();
    const run = await startRun({ models: ['demo:bard'] });
    await cancelRun(window, run);
    const cancelled = await reaches(run, 'the cancelling', ({ status }) => status === 'cancelled');
    assert.ok(cancelled.cells.cancelled > 0);
    await resumeRun(window, cancelled);
    const { cells } = await reaches(run, 'the end', ({ status }) => status === 'completed');
    assert.deepEqual([cells.succeeded, cells.cancelled], [cells.total, 0]);
  });

  it('asks again for what failed', async () => {
    const { window } = await extension();
    const run = await startRun({
      models: ['demo:swift'],
      prompts: [{ template: '{{question}} [demo:fail]' }],
    });
    const failed = await reaches(run, 'the end', ({ status }) => status === 'completed');
    assert.equal(failed.cells.failed, failed.cells.total);
    await retryFailed(window, failed);
    assert.equal(window.ownRuns.has(run.id), true, 'who retries is told the end');
    const ended = ({ status, updatedAt }: Run) => status === 'completed' && updatedAt > failed.updatedAt;
    await reaches(run, 'the second end', ended);
  });

  it('that its cost cap paused goes on with a higher one, and not with one that is no higher', async () => {
    const { window } = await extension();
    const run = await startRun({ models: ['demo:bard'], maxCostUsd: 1 });
    await pauseRun(window, run);
    const paused = await reaches(run, 'the pause', ({ status }) => status === 'paused');
    const capped: Run = { ...paused, pausedBecause: 'cost-cap' };
    const raise = (answer: (options: vscode.InputBoxOptions) => string | undefined) =>
      answering('showInputBox', answer, () => unblockRun(window, capped));
    await raise(() => undefined);
    await raise(() => '0.5');
    assert.deepEqual([(await now(run)).status, (await now(run)).maxCostUsd], ['paused', 1]);
    await raise((options) => {
      assert.equal(options.value, '2', 'twice the cap is proposed');
      assert.deepEqual(refusedOf(options, ['1', 'much', '1.5']), ['1', 'much']);
      return '1.5';
    });
    const { maxCostUsd } = await reaches(run, 'the end', ({ status }) => status === 'completed');
    assert.equal(maxCostUsd, 1.5);
  });
});

describe('a run that lacks a key', () => {
  let server: Awaited<ReturnType<typeof startBatchServer>>;
  const configure = (providers: unknown) =>
    vscode.workspace
      .getConfiguration('abai')
      .update('providers', providers, vscode.ConfigurationTarget.Global);

  before(async () => {
    server = await startBatchServer(key, 'msgbatch_keyless_');
    await configure({ anthropic: { baseUrl: server.url } });
  });
  after(async () => {
    const { window } = await extension();
    await (await window.vault()).delete('anthropic');
    await configure(undefined);
    server.close();
  });

  it('asks for that of its provider, and goes on', async () => {
    const { window } = await extension();
    const run = await startRun({ models: [{ model: 'anthropic:claude-haiku-4-5', native: true }] });
    const waiting = await reaches(
      run,
      'the wait for a key',
      ({ waitsForKey, pausedBecause }) => waitsForKey !== undefined || pausedBecause === 'key',
    );
    const titles: (string | undefined)[] = [];
    await answering(
      'showInputBox',
      ({ title }: vscode.InputBoxOptions) => {
        titles.push(title);
        return key;
      },
      () => unblockRun(window, waiting),
    );
    assert.deepEqual(titles, ['Set API Key: Anthropic']);
    await until('the submit', async () => {
      const [batch] = await window.link.request('batch:list', { runId: run.id });
      return batch?.status === 'submitted';
    });
    assert.equal(server.submits.length, 1);
    assert.equal((await now(run)).status, 'running');
    await cancelRun(window, run);
  });
});
