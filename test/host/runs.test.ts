import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { OwnRuns } from '../../src/extension/runs/own-runs.ts';
import { isRunNode, type RunNode } from '../../src/extension/runs/run-item.ts';
import { RunWatch } from '../../src/extension/runs/run-watch.ts';
import { AbaiError } from '../../src/protocol/errors.ts';
import type { Run } from '../../src/protocol/runs.ts';
import { closeEditors, extension, shownHistory, until } from './extension-under-test.ts';
import { answering } from './window-dialogs.ts';

function tabsOfRuns(): vscode.Tab[] {
  return vscode.window.tabGroups.all
    .flatMap((group) => group.tabs)
    .filter(({ input }) => input instanceof vscode.TabInputWebview && input.viewType.endsWith('abai.run'));
}

function workspaceFile(name: string): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder);
  return vscode.Uri.joinPath(folder.uri, name);
}

async function imported(name = 'questions.csv') {
  const { window } = await extension();
  return window.link.request('dataset:import', { path: workspaceFile(name).fsPath });
}

async function startRun(name: string, models = ['demo:swift', 'demo:sage']): Promise<Run> {
  const { window } = await extension();
  const { dataset } = await imported();
  return window.link.request('run:start', {
    name,
    datasetId: dataset.id,
    prompts: [{ template: '{{question}}' }],
    models,
  });
}

async function ended(runId: string): Promise<Run> {
  const { window } = await extension();
  return until('the end of the run', async () => {
    const run = await window.link.request('run:get', { runId });
    return run.status !== 'running' && run;
  });
}

async function shownRun(runId: string): Promise<{ node: RunNode; item: vscode.TreeItem } | undefined> {
  for (const { node, item } of await shownHistory()) {
    if (isRunNode(node) && node.run.id === runId) return { node, item };
  }
  return undefined;
}

interface MenuEntry {
  command: string;
  when?: string;
}

function contributed(): {
  menus: Record<string, MenuEntry[]>;
  commands: { command: string }[];
} {
  return vscode.extensions.getExtension('ab-ai.ab-ai')?.packageJSON.contributes;
}

/** The regular expression that a `when` clause matches a key against. */
function pattern(when: string | undefined, key: string): RegExp {
  const [, source, flags] = new RegExp(`${key} =~ /((?:[^/\\\\]|\\\\.)+)/(\\w*)`).exec(when ?? '') ?? [];
  assert.ok(source, `${when} does not look at ${key}`);
  return new RegExp(source, flags);
}

describe('a batch', () => {
  afterEach(closeEditors);

  it('is offered on tables only', () => {
    const { menus } = contributed();
    for (const menu of ['explorer/context', 'editor/title', 'editor/title/context']) {
      const entry = menus[menu]?.find(({ command }) => command === 'abai.runBatch');
      const offered = pattern(entry?.when, 'resourceExtname');
      for (const extension of ['.csv', '.CSV', '.tsv', '.json', '.jsonl', '.ndjson']) {
        assert.match(extension, offered, menu);
      }
      for (const extension of ['.md', '.ts', '.csvx', '.txt', '']) {
        assert.doesNotMatch(extension, offered, menu);
      }
    }
  });

  it('begins with the file it was called on, in the setup view', async () => {
    const { window } = await extension();
    await vscode.commands.executeCommand('abai.runBatch', workspaceFile('questions.csv'), [
      workspaceFile('review.md'),
      workspaceFile('questions.csv'),
    ]);
    const [tab] = await until('the setup view', () => tabsOfRuns().length === 1 && tabsOfRuns());
    assert.equal(tab?.label, 'New Run: questions.csv');
    const [dataset] = await window.link.request('dataset:list', {});
    assert.equal(dataset?.name, 'questions.csv');
    assert.equal(dataset?.rowCount, 3);
  });

  it('begins with the file of the active editor', async () => {
    await vscode.window.showTextDocument(workspaceFile('questions.csv'));
    await vscode.commands.executeCommand('abai.runBatch');
    await until('the setup view', () => tabsOfRuns().length === 1);
  });

  it('begins with a file that is dropped on the history', async () => {
    const { window } = await extension();
    const { HistoryDrops } = await import('../../src/extension/history-drops.ts');
    const drops = new HistoryDrops(window);
    assert.ok(drops.dropMimeTypes.includes('text/uri-list'));
    const data = new vscode.DataTransfer();
    data.set('text/uri-list', new vscode.DataTransferItem(workspaceFile('questions.csv').toString()));
    await drops.handleDrop(undefined, data);
    await until('the setup view', () => tabsOfRuns().length === 1);
  });

  it('begins with a file that comes from outside of VS Code', async () => {
    const { window } = await extension();
    const { HistoryDrops } = await import('../../src/extension/history-drops.ts');
    class Dropped extends vscode.DataTransferItem {
      override asFile(): vscode.DataTransferFile {
        return {
          name: 'towns.tsv',
          data: async () => new TextEncoder().encode('town\tpeople\nUlm\t130000\n'),
        };
      }
    }
    const data = new vscode.DataTransfer();
    data.set('files', new Dropped(''));
    await new HistoryDrops(window).handleDrop(undefined, data);
    await until('the setup view', () => tabsOfRuns().length === 1);
    const datasets = await window.link.request('dataset:list', {});
    assert.deepEqual(datasets.find(({ name }) => name === 'towns.tsv')?.headers, ['town', 'people']);
  });

  it('takes one of several files, and says so', async () => {
    const { window } = await extension();
    const { begin } = await import('../../src/extension/runs/run-batch.ts');
    const heard: string[] = [];
    await answering(
      'showInformationMessage',
      (message: string) => {
        heard.push(message);
      },
      () => begin(window, [workspaceFile('questions.csv'), workspaceFile('review.md')]),
    );
    assert.deepEqual(heard, ['A run takes one file: “questions.csv” is used, 1 more left out.']);
    await until('the setup view', () => tabsOfRuns().length === 1);
  });

  it('reads a file that is not on disk', async () => {
    const { window } = await extension();
    const provider: vscode.FileSystemProvider = {
      onDidChangeFile: new vscode.EventEmitter<vscode.FileChangeEvent[]>().event,
      watch: () => new vscode.Disposable(() => {}),
      stat: () => ({ type: vscode.FileType.File, ctime: 0, mtime: 0, size: 14 }),
      readDirectory: () => [],
      createDirectory() {},
      readFile: () => new TextEncoder().encode('planet,moons\nMars,2\n'),
      writeFile() {},
      delete() {},
      rename() {},
    };
    const registered = vscode.workspace.registerFileSystemProvider('abai-virtual', provider);
    try {
      await vscode.commands.executeCommand(
        'abai.runBatch',
        vscode.Uri.parse('abai-virtual:/far/planets.csv'),
      );
      const datasets = await window.link.request('dataset:list', {});
      const planets = datasets.find(({ name }) => name === 'planets.csv');
      assert.deepEqual(planets?.headers, ['planet', 'moons']);
      assert.ok(planets.sourceFile);
      assert.equal(existsSync(planets.sourceFile), false, 'the copy is taken away');
      await until('the setup view', () => tabsOfRuns().length === 1);
    } finally {
      registered.dispose();
    }
  });

  it('says what is wrong with a file that is no table, and opens nothing', async () => {
    const { window } = await extension();
    const { begin } = await import('../../src/extension/runs/run-batch.ts');
    await assert.rejects(begin(window, [workspaceFile('review.md')]), {
      code: 'invalid',
      message: /“review\.md” is no table.*\.csv/,
    });
    await assert.rejects(begin(window, [workspaceFile('gone.csv')]), { code: 'not-found' });
    assert.deepEqual(tabsOfRuns(), []);
  });
});

describe('a table that takes long to read', () => {
  it('shows that it is read, and is let go when that is cancelled', async () => {
    const { window } = await extension();
    const { importFile } = await import('../../src/extension/runs/import-dataset.ts');
    let looks = 0;
    const request = async (method: string, _params: unknown, signal: AbortSignal) => {
      if (method === 'dataset:imports') {
        looks += 1;
        const step = looks === 1 ? 'reading' : 'storing';
        return [
          { path: file.path, step, rows: 250_000 * looks, bytes: 1, totalBytes: 2, percent: 20 * looks },
        ];
      }
      return new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(new AbaiError('cancelled', 'The import was stopped.')));
      });
    };
    let removed = 0;
    const file = {
      path: '/data/million.csv',
      size: 1_200_000_000,
      async remove() {
        removed += 1;
      },
    };
    const titles: (string | undefined)[] = [];
    const reported: unknown[] = [];
    const cancelling = (
      options: vscode.ProgressOptions,
      task: (progress: unknown, token: vscode.CancellationToken) => Promise<unknown>,
    ) => {
      titles.push(options.title);
      assert.equal(options.cancellable, true);
      const source = new vscode.CancellationTokenSource();
      const report = (step: unknown) => {
        if (reported.push(step) === 2) source.cancel();
      };
      return task({ report }, source.token);
    };
    const read = await answering('withProgress', cancelling as never, () =>
      importFile({ ...window, link: { request } } as never, file),
    );
    assert.equal(read, undefined);
    assert.deepEqual(titles, ['Reading million.csv (1.2 GB)…']);
    assert.deepEqual(reported, [
      { message: '20%, 250,000 rows read', increment: 20 },
      { message: '40%, 500,000 rows stored', increment: 20 },
    ]);
    assert.equal(removed, 1);
  });
});

describe('a table with changes that are not saved', () => {
  const uri = () => workspaceFile('unsaved.csv');

  async function withChanges(): Promise<vscode.TextDocument> {
    writeFileSync(uri().fsPath, 'town,people\nUlm,130000\n');
    const editor = await vscode.window.showTextDocument(uri());
    await editor.edit((edit) => edit.insert(new vscode.Position(2, 0), 'Gent,270000\n'));
    assert.equal(editor.document.isDirty, true);
    return editor.document;
  }
  afterEach(async () => {
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await closeEditors();
    rmSync(uri().fsPath);
  });

  async function rowsAfter(answer: string | undefined): Promise<number | undefined> {
    const { window } = await extension();
    const { importDataset } = await import('../../src/extension/runs/import-dataset.ts');
    const read = await answering(
      'showWarningMessage',
      () => answer,
      () => importDataset(window, uri()),
    );
    return read?.dataset.rowCount;
  }

  it('is saved first when the person wants it so', async () => {
    const document = await withChanges();
    assert.equal(await rowsAfter('Save and Go On'), 2);
    assert.equal(document.isDirty, false);
  });

  it('is read as it is on disk when they want that', async () => {
    const document = await withChanges();
    assert.equal(await rowsAfter('Use the File on Disk'), 1);
    assert.equal(document.isDirty, true);
  });

  it('is left alone when they say nothing', async () => {
    await withChanges();
    assert.equal(await rowsAfter(undefined), undefined);
  });
});

describe('the end of a run', () => {
  const run: Run = {
    id: `told-${Date.now()}`,
    projectId: 'p',
    datasetId: null,
    name: 'Capitals',
    status: 'completed',
    prompts: [{ template: 'x' }],
    variants: [],
    rows: { taken: 50, all: 50 },
    repeats: 1,
    checks: [],
    cells: { total: 100, succeeded: 98, failed: 2, cancelled: 0 },
    usage: { inputTokens: 1, outputTokens: 1 },
    cost: { usd: 0.12, basis: 'exact' },
    createdAt: 1,
    updatedAt: Date.now(),
  };

  /** What is said while `work` runs. */
  async function said(
    work: (notice: (own: boolean) => { tell(run: Run): Promise<void> }) => Promise<unknown>,
  ) {
    const { window } = await extension();
    const { EndNotice } = await import('../../src/extension/runs/end-notice.ts');
    const heard: string[] = [];
    const hear = (message: string, ...buttons: string[]) => {
      heard.push([message, ...buttons].join(' | '));
    };
    const notice = (own: boolean) => {
      const panels = { shows: () => false, visible: () => false };
      // A window that is only a client of the data folder's owner.
      const link = { current: { role: 'client' }, request: window.link.request.bind(window.link) };
      const ownRuns = { has: () => own };
      return new EndNotice({ ...window, link, ownRuns } as never, panels as never);
    };
    await answering('showWarningMessage', hear, () =>
      answering('showInformationMessage', hear, async () => work(notice)),
    );
    return heard;
  }

  it('is told by the window that set it going, once', async () => {
    const heard = await said(async (notice) => {
      await notice(false).tell(run);
      await Promise.all([notice(true).tell(run), notice(true).tell(run)]);
      await notice(true).tell(run);
    });
    assert.deepEqual(heard, [
      '“Capitals” is done: 98 of 100 answered, 2 failed, $0.12. | Open | Retry Failed | Export…',
    ]);
  });

  it('is told again when it ended again', async () => {
    const again = {
      ...run,
      updatedAt: run.updatedAt + 1,
      cells: { ...run.cells, succeeded: 100, failed: 0 },
    };
    const heard = await said((notice) => notice(true).tell(again));
    assert.deepEqual(heard, ['“Capitals” is done: 100 of 100 answered, $0.12. | Open | Export…']);
  });

  it('is told when it paused by itself, with why, and not when a person paused it', async () => {
    const paused: Run = { ...run, status: 'paused', pausedBecause: 'person', updatedAt: run.updatedAt + 2 };
    assert.deepEqual(await said((notice) => notice(true).tell(paused)), []);
    const heard: string[] = [];
    const causes: [Run['pausedBecause'], reason: string][] = [
      ['cost-cap', 'The cost cap of $0.12 is reached.'],
      ['error', 'The disk is full.'],
      ['key', 'The key is not taken.'],
      ['batch', 'It is not certain.'],
      ['interrupted', 'A-B/AI was closed.'],
    ];
    for (const [index, [pausedBecause, reason]] of causes.entries()) {
      const updatedAt = paused.updatedAt + index;
      const now = { ...paused, pausedBecause, reason, updatedAt } as Run;
      heard.push(...(await said((notice) => notice(true).tell(now))));
    }
    assert.deepEqual(heard, [
      '“Capitals” is paused at 100%. The cost cap of $0.12 is reached. | Raise the Cap… | Open',
      '“Capitals” is paused at 100%. The disk is full. | Resume | Open',
      '“Capitals” is paused at 100%. The key is not taken. | Set API Key… | Open',
      '“Capitals” is paused at 100%. It is not certain. | Settle the Batch… | Open',
      '“Capitals” is paused at 100%. A-B/AI was closed. | Continue | Open',
    ]);
  });
});

describe('a run that was interrupted', () => {
  const run = {
    id: `interrupted-${Date.now()}`,
    name: 'Capitals',
    status: 'paused',
    pausedBecause: 'interrupted',
    reason: 'A-B/AI was closed.',
    cells: { total: 100, succeeded: 40, failed: 0, cancelled: 0 },
    updatedAt: 1,
  } as Run;

  /** What a window asks for that finds the run when it opens. */
  async function asked(found: Run): Promise<string[]> {
    const { window } = await extension();
    const requests: string[] = [];
    const opened: ((link: unknown) => void)[] = [];
    const link = {
      current: { role: 'client' },
      onEvent: () => () => {},
      onOpened: (listener: (link: unknown) => void) => {
        opened.push(listener);
        return () => {};
      },
      request: async (method: string, params: { consent?: string }) => {
        if (method === 'run:list') return [found];
        if (method === 'run:resume') requests.push(`${method} ${params.consent}`);
        return method.startsWith('run:') ? found : [];
      },
    };
    const panels = { shows: () => false, visible: () => false };
    const memento = { get: () => [], update: async () => {} };
    const ownRuns = new OwnRuns(memento as never, () => 'window');
    const watch = new RunWatch({ ...window, link, ownRuns } as never, panels as never);
    for (const open of opened) open({ onReset: () => () => {} });
    await new Promise((resolve) => setTimeout(resolve, 50));
    watch.dispose();
    return requests;
  }

  it('goes on in a window where a person agreed to that, and nowhere else', async () => {
    const setting = vscode.workspace.getConfiguration('abai');
    assert.equal(setting.inspect('runs.continueAfterRestart')?.defaultValue, true);
    assert.deepEqual(await asked({ ...run, consent: 'window' }), ['run:resume window']);
    assert.deepEqual(await asked(run), []);
    assert.deepEqual(await asked({ ...run, consent: 'window', pausedBecause: 'person' }), []);
    await setting.update('runs.continueAfterRestart', false, vscode.ConfigurationTarget.Global);
    try {
      assert.deepEqual(await asked({ ...run, consent: 'window' }), []);
    } finally {
      await setting.update('runs.continueAfterRestart', undefined, vscode.ConfigurationTarget.Global);
    }
  });
});

describe('runs in the history', () => {
  afterEach(closeEditors);

  it('show their shape, and move on without the view being read again', async () => {
    const { history } = await extension();
    const run = await startRun('Capitals');
    const shown = await until('the run in the history', () => shownRun(run.id));
    assert.match(String(shown.item.description), /^3 rows × 2 models/);
    assert.match(shown.item.contextValue ?? '', /^run\./);
    const changes: unknown[] = [];
    const stop = history.tree.onDidChangeTreeData((node) => changes.push(node));
    await ended(run.id);
    await until('the end to show', () => {
      const item = history.tree.getTreeItem(shown.node);
      return item.contextValue === 'run.completed';
    });
    await until('the view to be told', () => changes.includes(shown.node));
    stop.dispose();
    const item = history.tree.getTreeItem(shown.node);
    assert.equal(item.description, '3 rows × 2 models');
    assert.match(item.accessibilityInformation?.label ?? '', /Capitals, 3 rows × 2 models, complete/);
    assert.ok(item.tooltip instanceof vscode.MarkdownString);
    assert.match(item.tooltip.value.replaceAll('&nbsp;', ' '), /6 of 6 answered/);
  });

  it('open once, also beside comparisons', async () => {
    const run = await startRun('Opened once');
    const shown = await until('the run in the history', () => shownRun(run.id));
    await vscode.commands.executeCommand('abai.history.open', shown.node);
    await until('the tab', () => tabsOfRuns().length === 1);
    await vscode.commands.executeCommand('abai.history.open', shown.node);
    assert.equal(tabsOfRuns().length, 1);
    assert.equal(tabsOfRuns()[0]?.label, 'Opened once');
    await ended(run.id);
  });

  it('offer what their state allows', () => {
    const entries = contributed().menus['view/item/context'] ?? [];
    const offered = (state: string) =>
      new Set(
        entries
          .filter(({ when = '' }) => {
            const [, exact] = /viewItem == ([\w.]+)/.exec(when) ?? [];
            return exact === undefined ? pattern(when, 'viewItem').test(state) : exact === state;
          })
          .map(({ command }) => command.split('.').at(-1)),
      );
    const always = ['open', 'rename', 'delete', 'export', 'copyPrompt'];
    assert.deepEqual(offered('run.running'), new Set([...always, 'pause', 'cancel']));
    assert.deepEqual(offered('run.paused'), new Set([...always, 'resume', 'cancel']));
    assert.deepEqual(offered('run.completed'), new Set(always));
    assert.deepEqual(offered('run.completed.failed'), new Set([...always, 'retryFailed']));
    assert.deepEqual(offered('run.cancelled.failed'), new Set([...always, 'resume', 'retryFailed']));
    for (const command of ['open', 'rename', 'delete'])
      assert.ok(offered('comparison').has(command), command);
    for (const command of ['pause', 'resume', 'export'])
      assert.ok(!offered('comparison').has(command), command);
    assert.deepEqual(offered('day'), new Set());
  });

  it('say what they wait for', async () => {
    const { history } = await extension();
    const run = await startRun('Waiting', ['demo:swift']);
    await ended(run.id);
    const cells = { total: 100, succeeded: 40, failed: 0, cancelled: 0 };
    const shown = (change: Partial<Run>) => {
      const item = history.tree.getTreeItem({ kind: 'run', run: { ...run, cells, ...change } });
      const tooltip = item.tooltip as vscode.MarkdownString;
      return [item.description, (item.iconPath as vscode.ThemeIcon).id, tooltip.value.includes('Why')];
    };
    const shape = '3 rows × 1 model';
    assert.deepEqual(shown({ status: 'running' }), [`${shape} · 40%`, 'loading~spin', false]);
    const waits: Partial<Run> = { status: 'running', waitsForKey: 'Why it waits' };
    assert.deepEqual(shown(waits), [`${shape} · 40%, waits for a key`, 'key', true]);
    const paused = (pausedBecause: Run['pausedBecause']) =>
      shown({ status: 'paused', reason: 'Why', pausedBecause } as Partial<Run>);
    const pausedAt = `${shape} · paused at 40%`;
    assert.deepEqual(paused('cost-cap'), [`${pausedAt} by its cost cap`, 'debug-pause', true]);
    assert.deepEqual(paused('key'), [`${pausedAt}, needs a key`, 'debug-pause', true]);
    assert.deepEqual(paused('batch'), [`${pausedAt}, a batch is unclear`, 'debug-pause', true]);
    assert.deepEqual(paused('error'), [pausedAt, 'debug-pause', true]);
    assert.deepEqual(paused('interrupted'), [`${shape} · interrupted at 40%`, 'debug-pause', true]);
  });

  it('pause and go on by command', async () => {
    const { window } = await extension();
    const run = await startRun('Paused', ['demo:bard']);
    const { node } = await until('the run in the history', () => shownRun(run.id));
    await vscode.commands.executeCommand('abai.run.pause', node);
    await until('the pause to show', () => node.run.status === 'paused');
    const { history } = await extension();
    const item = history.tree.getTreeItem(node);
    assert.equal(item.contextValue, 'run.paused');
    assert.match(String(item.description), /paused at \d+%/);
    await vscode.commands.executeCommand('abai.run.resume', node);
    assert.equal(window.ownRuns.has(run.id), true, 'who resumes a run is told its end');
    assert.equal((await ended(run.id)).status, 'completed');
  });

  it('are counted in the status bar while they run', async () => {
    const { window } = await extension();
    const watch = await window.runWatch();
    const run = await startRun('Counted', ['demo:bard']);
    const text = await until(
      'the status bar',
      () => / run /.test(watch.statusBarText ?? '') && watch.statusBarText,
    );
    assert.match(text, /1 run \d+%/);
    await ended(run.id);
    await until('the run to be gone', () => !/ run /.test(watch.statusBarText ?? ''));
  });

  it('open from the status bar', async () => {
    const { window } = await extension();
    const run = await startRun('From the bar', ['demo:bard']);
    const watch = await window.runWatch();
    await until('the run to be counted', () => watch.running.some(({ id }) => id === run.id));
    await vscode.commands.executeCommand('abai.showRuns');
    await until('the tab', () => tabsOfRuns()[0]?.label === 'From the bar');
    await ended(run.id);
  });

  it('are removed with the history’s own command, and come back', async () => {
    const { window } = await extension();
    const run = await startRun('Removed');
    await ended(run.id);
    const { node } = await until('the run in the history', () => shownRun(run.id));
    await vscode.commands.executeCommand('abai.history.delete', node);
    await until('the deletion', async () => (await shownRun(run.id)) === undefined);
    await window.link.request('run:restore', { runId: run.id });
    await until('the undo', async () => (await shownRun(run.id)) !== undefined);
  });
});

describe('what a window does for the pages of runs', () => {
  async function handlers() {
    const { window } = await extension();
    const { runPageHandlers } = await import('../../src/extension/runs/page-handlers.ts');
    return runPageHandlers(window);
  }

  it('saves pictures and texts where the person says', async () => {
    const { window } = await extension();
    const all = await window.pageHandlers();
    const file = path.join(tmpdir(), `abai-${process.pid}.svg`);
    const saved = await answering(
      'showSaveDialog',
      () => vscode.Uri.file(file),
      () =>
        all['file:save-as']({
          name: 'plot.svg',
          content: Buffer.from('<svg/>').toString('base64'),
          encoding: 'base64',
        }),
    );
    assert.deepEqual(saved, { saved: true });
    assert.equal(readFileSync(file, 'utf8'), '<svg/>');
    rmSync(file);
    const dismissed = await answering(
      'showSaveDialog',
      () => undefined,
      () => all['file:save-as']({ name: 'plot.svg', content: 'x', encoding: 'utf8' }),
    );
    assert.deepEqual(dismissed, { saved: false });
  });

  it('reads a prompt from a text file, and refuses binary data', async () => {
    const run = await handlers();
    const picked = await answering(
      'showOpenDialog',
      () => [workspaceFile('review.md')],
      () => run['workbench:pick-text-file']({ title: 'Prompt' }),
    );
    assert.equal(picked?.name, 'review.md');
    assert.equal(picked.text, readFileSync(workspaceFile('review.md').fsPath, 'utf8'));
    const binary = path.join(tmpdir(), `abai-${process.pid}.bin`);
    writeFileSync(binary, Buffer.from([1, 0, 2]));
    await assert.rejects(
      answering(
        'showOpenDialog',
        () => [vscode.Uri.file(binary)],
        () => run['workbench:pick-text-file']({ title: 'Prompt' }),
      ),
      { code: 'invalid', message: /not text: it holds zero bytes/ },
    );
    writeFileSync(binary, Buffer.from('\ufeffGröße: {{q}}\n', 'utf16le'));
    const wide = await answering(
      'showOpenDialog',
      () => [vscode.Uri.file(binary)],
      () => run['workbench:pick-text-file']({ title: 'Prompt' }),
    );
    assert.equal(wide?.text, 'Größe: {{q}}\n');
    rmSync(binary);
    assert.equal(
      await answering(
        'showOpenDialog',
        () => undefined,
        () => run['workbench:pick-text-file']({ title: '' }),
      ),
      null,
    );
  });

  it('imports the table that the person picks', async () => {
    const run = await handlers();
    const { dataset } = await imported();
    const picked = await answering(
      'showOpenDialog',
      () => [workspaceFile('questions.csv')],
      () => run['workbench:pick-dataset'](),
    );
    assert.deepEqual(picked, { datasetId: dataset.id, warnings: [] });
  });

  it('reads a table again in the encoding that the person names', async () => {
    const table = path.join(tmpdir(), `abai-${process.pid}.csv`);
    writeFileSync(table, Buffer.from([...Buffer.from('q\n'), 0xcf, 0xf0, 0xe8, 10]));
    const { window } = await extension();
    const { runPageHandlers } = await import('../../src/extension/runs/page-handlers.ts');
    // The handlers are of the tests' copy of the code, and the link is of the extension's, whose errors are another class.
    const request: typeof window.link.request = (...given) =>
      window.link.request(...given).catch((error: AbaiError) => {
        throw AbaiError.fromFailure(error.toFailure());
      });
    const run = runPageHandlers({ ...window, link: { request } } as never);
    const firstValue = async (datasetId: string) =>
      (await window.link.request('dataset:rows', { datasetId }))[0]?.values[0];
    const picked = await answering(
      'showOpenDialog',
      () => [vscode.Uri.file(table)],
      () => run['workbench:pick-dataset'](),
    );
    const again = await run['workbench:read-again']({ datasetId: picked!.datasetId, encoding: 'cp866' });
    assert.deepEqual([await firstValue(again!.datasetId), again!.warnings], ['╧Ёш', []]);
    writeFileSync(table, Buffer.from([...Buffer.from('größe,naïve\n1,'), 0xe9, 10]));
    const chosen = answering(
      'showWarningMessage',
      (_message: string, choose: string) => choose,
      () =>
        answering(
          'showQuickPick',
          (items: { name: string }[]) => items.find(({ name }) => name === 'windows-1252'),
          () => run['workbench:read-again']({ datasetId: picked!.datasetId }),
        ),
    );
    const { datasetId } = (await chosen)!;
    const [row] = await window.link.request('dataset:rows', { datasetId });
    assert.deepEqual(row?.values, ['1', 'é']);
    rmSync(table);
  });

  it('asks before money is spent', async () => {
    const run = await handlers();
    const ask = (answer: string | undefined) =>
      answering(
        'showWarningMessage',
        () => answer,
        () => run['workbench:confirm']({ message: 'Spend $12?', action: 'Run' }),
      );
    assert.deepEqual(await ask('Run'), { confirmed: true });
    assert.deepEqual(await ask(undefined), { confirmed: false });
  });

  it('exports in the format and to the place that the person chooses', async () => {
    const run = await handlers();
    const made = await startRun('Exported');
    await ended(made.id);
    const file = path.join(tmpdir(), `abai-${process.pid}.csv`);
    await answering(
      'showSaveDialog',
      () => vscode.Uri.file(file),
      () =>
        answering(
          'showQuickPick',
          (items: { format: string }[]) => items.find(({ format }) => format === 'csv'),
          () => run['workbench:export-run']({ runId: made.id }),
        ),
    );
    const lines = readFileSync(file, 'utf8');
    assert.match(lines, /^id,question,expected,/);
    rmSync(file);
  });
});
