import type { StoredEvent } from '../../src/protocol/events.ts';
import type { Failure } from '../../src/protocol/failure.ts';
import type { RunDraft } from '../../src/protocol/run-page.ts';
import type { GridQuery } from '../../src/protocol/run-views.ts';
import type { Run } from '../../src/protocol/runs.ts';
import type { HostPort } from '../connection/host-port.ts';
import type { PageClient } from '../connection/page-client.ts';
import { toFailure } from '../connection/request-failed.ts';
import { t } from '../words/translate.ts';
import { RunActions } from './run-actions.ts';
import { type RunLayout, usualLayout } from './run-column.ts';
import { ColumnsOnce, longestValues, type ShownColumns } from './run-columns.ts';
import { CellOpener } from './run-open-cell.ts';
import { RunPace } from './run-pace.ts';
import { RunRows } from './run-rows.ts';
import { type RunTab, readSavedRun, type SavedRun } from './run-saved.ts';
import { RunSums } from './run-sums.ts';
import { tableOf } from './run-table.ts';

/** Milliseconds after the last change before the arrangement is kept. */
const keepMs = 250;

/** What fills the page. */
export type RunView =
  | { kind: 'starting' }
  | { kind: 'setup' }
  | { kind: 'loading' }
  | { kind: 'failed'; failure: Failure }
  | { kind: 'deleted'; run: Run | undefined }
  | { kind: 'showing'; run: Run };

/** All that a run's page knows and can do, without any drawing. */
export class RunPage {
  readonly client: PageClient;
  readonly #host: HostPort;
  readonly #changed: () => void;
  readonly actions: RunActions;
  readonly cells: CellOpener;
  readonly pace = new RunPace();
  readonly sums: RunSums;
  readonly #columns = new ColumnsOnce();
  /** Characters of the longest of the first values, by input column: their widths, until a person sets them. */
  #longest: readonly number[] = [];
  #runId: string | undefined;
  #keepTimer: ReturnType<typeof setTimeout> | undefined;

  /** Grows with each change, so that components know that they have something to look at. */
  revision = 0;
  view: RunView = { kind: 'starting' };
  rows: RunRows;
  draft: RunDraft = {};
  tab: RunTab = 'grid';
  layout: RunLayout = usualLayout;
  /** Of the dataset, by position; empty until they are known. */
  headers: readonly string[] = [];
  /** Why the last thing that was asked for did not happen. */
  problem: Failure | undefined;
  /** Why the rows could not be read. */
  rowsFailure: Failure | undefined;

  constructor(client: PageClient, host: HostPort, changed: () => void) {
    this.client = client;
    this.#host = host;
    this.#changed = () => {
      this.revision++;
      changed();
    };
    this.rows = this.#makeRows();
    this.cells = new CellOpener(client, this.#changed);
    this.sums = new RunSums(client, this.#changed);
    this.actions = new RunActions(client, {
      took: (run) => this.#take(run),
      failed: (thrown) => this.tell(toFailure(thrown)),
    });
    client.onEvent((event) => this.#hear(event));
  }

  get run(): Run | undefined {
    return this.view.kind === 'showing' ? this.view.run : undefined;
  }

  /** The same arrays until something of theirs changes. */
  get columns(): ShownColumns {
    return this.#columns.get(this.run, this.headers, this.layout, this.#longest);
  }

  /** Shows what the host wants, else what the last page of this panel showed. */
  async start(): Promise<void> {
    const own = readSavedRun(this.#host.getState());
    const asked = await this.client.workbench('run-page:state', {}).catch(() => ({}));
    const wanted = readSavedRun(asked);
    const { runId, draft } = wanted.runId || wanted.draft ? wanted : own;
    const words = draft ?? (own.runId === runId ? own.draft : undefined);
    if (words) this.draft = words;
    if (runId === undefined) this.setup();
    else await this.open(runId, own.runId === runId ? own : undefined);
  }

  /** The setup view, with what is written in it. */
  setup(): void {
    this.#runId = undefined;
    this.#show({ kind: 'setup' });
    void this.#showingSetup();
  }

  /** Loads and shows a run, arranged as it was kept. */
  async open(runId: string, kept?: SavedRun): Promise<void> {
    this.#runId = runId;
    this.rows.dispose();
    this.rows = this.#makeRows();
    this.cells.open = undefined;
    this.sums.begin(runId);
    this.#longest = [];
    this.tab = kept?.tab ?? 'grid';
    this.layout = kept?.layout ?? usualLayout;
    this.rowsFailure = undefined;
    this.#show({ kind: 'loading' });
    // The rows need nothing of the run but its name: both are asked for at once.
    this.rows.setQuery(kept?.query ?? {});
    await this.#load(runId);
  }

  /** Tries again to load what could not be loaded. */
  async reopen(): Promise<void> {
    if (this.#runId === undefined) this.setup();
    else await this.open(this.#runId, this.#saved());
  }

  /** Shows a run that has just been started. */
  started(run: Run): void {
    this.draft = {};
    void this.open(run.id);
  }

  /** The page was out of sight: it may have heard nothing meanwhile. */
  async catchUp(): Promise<void> {
    if (this.#runId === undefined || this.view.kind !== 'showing') return;
    try {
      this.#take(await this.client.request('run:get', { runId: this.#runId }));
    } catch (thrown) {
      this.#lost(toFailure(thrown));
    }
  }

  edit(draft: RunDraft): void {
    const moved = draft.datasetId !== this.draft.datasetId;
    this.draft = draft;
    this.#keepSoon();
    if (moved) void this.#showingSetup();
  }

  showTab(tab: RunTab): void {
    this.tab = tab;
    this.#keepSoon();
    this.#changed();
  }

  arrange(layout: RunLayout): void {
    this.layout = layout;
    this.#keepSoon();
    this.#changed();
  }

  setQuery(query: GridQuery): void {
    this.rowsFailure = undefined;
    this.rows.setQuery(query);
    this.#keepSoon();
    this.#changed();
  }

  reloadRows(): void {
    this.setQuery(this.rows.query);
  }

  /** Keeps what is shown for the next page of this panel; also to be called when the page goes away. */
  keep(): void {
    clearTimeout(this.#keepTimer);
    this.#host.setState(this.#saved());
  }

  tell(failure: Failure): void {
    if (failure.code === 'cancelled') return;
    this.problem = failure;
    this.#changed();
  }

  dismissProblem(): void {
    this.problem = undefined;
    this.#changed();
  }

  #makeRows(): RunRows {
    return new RunRows({
      ask: (query, from, limit, signal) =>
        this.client.request('run:grid', { runId: this.#runId ?? '', ...query, from, limit }, signal),
      changed: () => {
        this.rowsFailure = undefined;
        if (this.#longest.length === 0) this.#longest = longestValues(this.rows);
        this.#follow();
        this.#changed();
      },
      failed: (thrown) => {
        this.rowsFailure = toFailure(thrown);
        this.#changed();
      },
    });
  }

  #saved(): SavedRun {
    const { draft, tab, layout } = this;
    return {
      ...(this.#runId === undefined ? {} : { runId: this.#runId }),
      draft,
      tab,
      layout,
      query: this.rows.query,
    };
  }

  #keepSoon(): void {
    clearTimeout(this.#keepTimer);
    this.#keepTimer = setTimeout(() => this.keep(), keepMs);
  }

  #show(view: RunView): void {
    this.view = view;
    this.#changed();
  }

  #showing(title: string): void {
    this.keep();
    const shown = { ...(this.#runId === undefined ? {} : { runId: this.#runId }), title };
    // Who hosts the page may not care for its title.
    void this.client.workbench('run-page:showing', shown).catch(() => undefined);
  }

  /** Several setups may be open: each is called by its table. */
  async #showingSetup(): Promise<void> {
    const { datasetId } = this.draft;
    const table = await tableOf(this.client, datasetId);
    if (this.#runId !== undefined || this.draft.datasetId !== datasetId) return;
    this.#showing(table ? t('New Run: {0}', table.name) : t('New Run'));
  }

  async #load(runId: string): Promise<void> {
    try {
      const run = await this.client.request('run:get', { runId });
      // Before the grid stands: columns that come later would push the others aside.
      const headers = (await tableOf(this.client, run.datasetId))?.headers ?? [];
      if (this.#runId !== runId) return;
      this.headers = headers;
      this.pace.hear(run, performance.now());
      this.#show({ kind: 'showing', run });
      this.#showing(run.name);
      this.sums.load();
    } catch (thrown) {
      if (this.#runId === runId) this.#lost(toFailure(thrown));
    }
  }

  #lost(failure: Failure): void {
    const { run } = this;
    this.#show(failure.code === 'not-found' && run ? { kind: 'deleted', run } : { kind: 'failed', failure });
  }

  #take(run: Run): void {
    const { view } = this;
    if (run.id !== this.#runId || view.kind !== 'showing') return;
    // An answer may come after an event that is younger.
    if (run.updatedAt < view.run.updatedAt) return;
    const renamed = run.name !== view.run.name;
    // Variants never change: the same array means that no column is drawn again.
    this.view = { kind: 'showing', run: { ...run, variants: view.run.variants, prompts: view.run.prompts } };
    this.pace.hear(run, performance.now());
    if (renamed) this.#showing(run.name);
    this.rows.stale();
    this.sums.stale();
    this.#changed();
  }

  #hear(event: StoredEvent): void {
    if (event.type === 'run:updated') this.#take(event.data.run);
    else if (event.type === 'run:deleted' && event.data.runId === this.#runId) {
      this.#show({ kind: 'deleted', run: this.run });
    } else if (event.type === 'run:created' && event.data.run.id === this.#runId) {
      if (this.view.kind === 'deleted') void this.reopen();
    } else if (event.type === 'data:replaced' && this.#runId !== undefined) {
      void this.reopen();
    }
  }

  /** The cell in the detail may have moved on with its row. */
  #follow(): void {
    const { open } = this.cells;
    if (!open) return;
    const variant = this.run?.variants.findIndex(({ id }) => id === open.variantId) ?? -1;
    this.cells.follow(this.rows.find(open.row)?.cells[variant] ?? undefined);
  }
}
