import type { Params } from '../../src/protocol/methods.ts';
import type { WorkbenchMethodName, WorkbenchParams, WorkbenchResult } from '../../src/protocol/page.ts';
import type { CellDetail, GridCell, GridRow } from '../../src/protocol/run-views.ts';
import type { Run, RunVariant } from '../../src/protocol/runs.ts';
import type { PageClient } from '../connection/page-client.ts';
import { said } from '../words/sentence.ts';
import { t } from '../words/translate.ts';

export interface ActionPorts {
  /** What the run is after an action. */
  took(run: Run): void;
  failed(thrown: unknown): void;
}

type RunAction = 'run:pause' | 'run:resume' | 'run:cancel' | 'run:extend' | 'run:retry' | 'run:restore';

function droppedWords(calls: number): string {
  return calls === 1
    ? t('All its answers are dropped, and 1 call is made.')
    : t('All its answers are dropped, and {0} calls are made.', calls);
}

/** What a person can do with a run and its cells. What fails is told. */
export class RunActions {
  readonly #client: PageClient;
  readonly #ports: ActionPorts;

  constructor(client: PageClient, ports: ActionPorts) {
    this.#client = client;
    this.#ports = ports;
  }

  pause({ id }: Run): Promise<void> {
    return this.#act('run:pause', { runId: id });
  }

  /** A cancelled run goes on with what was cancelled. `maxCostUsd` is a new cap. */
  resume({ id, status }: Run, maxCostUsd?: number): Promise<void> {
    return this.#act('run:resume', {
      runId: id,
      ...(status === 'cancelled' ? { failed: true } : {}),
      ...(maxCostUsd === undefined ? {} : { maxCostUsd }),
    });
  }

  /** What the run waits for is asked by the window; it goes on by itself then. */
  async unblock({ id }: Run): Promise<void> {
    await this.#tried(() => this.#client.workbench('workbench:unblock-run', { runId: id }));
  }

  async cancel(run: Run): Promise<void> {
    const message = t('Cancel the run “{0}”?', run.name);
    const detail = t('Answers that are there stay. What was not asked yet is not asked any more.');
    if (await this.#confirm(message, detail, t('Cancel Run')))
      await this.#act('run:cancel', { runId: run.id });
  }

  extend({ id }: Run): Promise<void> {
    return this.#act('run:extend', { runId: id });
  }

  restore({ id }: Run): Promise<void> {
    return this.#act('run:restore', { runId: id });
  }

  retryFailed({ id }: Run): Promise<void> {
    return this.#act('run:retry', { runId: id, what: { failed: true } });
  }

  /** All repeats of a cell of the grid, or the one that `cellId` names. */
  async retryCell({ id, repeats }: Run, cellId: string, all: boolean): Promise<void> {
    const detail = all && repeats > 1 ? await this.detail(cellId) : undefined;
    const cellIds = [cellId, ...(detail?.repeats.map((repeat) => repeat.id) ?? [])];
    await this.#act('run:retry', { runId: id, what: { cellIds: [...new Set(cellIds)] } });
  }

  async retryRow({ id, variants, repeats }: Run, row: number): Promise<void> {
    const calls = variants.length * repeats;
    const message = t('Ask row {0} again?', row + 1);
    const detail = droppedWords(calls);
    if (await this.#confirm(message, detail, t('Retry Row'))) {
      await this.#act('run:retry', { runId: id, what: { row } });
    }
  }

  async retryColumn({ id, rows, repeats }: Run, variant: RunVariant): Promise<void> {
    const calls = (rows.taken || 1) * repeats;
    const message = t('Ask {0} again for every row?', variant.label);
    const detail = droppedWords(calls);
    if (await this.#confirm(message, detail, t('Retry Column'))) {
      await this.#act('run:retry', { runId: id, what: { variantId: variant.id } });
    }
  }

  async export({ id }: Run): Promise<void> {
    await this.#tried(() => this.#client.workbench('workbench:export-run', { runId: id }));
  }

  async copy(text: string): Promise<void> {
    await this.#tried(() => this.#client.workbench('clipboard:write', { text }));
  }

  /** Asks the window; what fails is told. */
  readonly ask = <M extends WorkbenchMethodName>(
    method: M,
    params: WorkbenchParams<M>,
  ): Promise<WorkbenchResult<M> | undefined> => this.#tried(() => this.#client.workbench(method, params));

  async openExternal(url: string): Promise<void> {
    await this.#tried(() => this.#client.workbench('workbench:open-external', { url }));
  }

  /** The whole answer of a cell, or what its failure says. */
  async copyCell(cellId: string): Promise<void> {
    const detail = await this.detail(cellId);
    if (detail) await this.copy(detail.cell.output ?? said(detail.cell.error?.message ?? ''));
  }

  /** A whole value of the dataset: the grid has only its beginning. */
  async copyInput({ cells }: GridRow, header: string, beginning: string): Promise<void> {
    const cellId = cells.find((cell) => cell !== null)?.id;
    const detail = cellId === undefined ? undefined : await this.detail(cellId);
    await this.copy(detail?.values[header] ?? beginning);
  }

  /** Two answers to one row in VS Code's own diff editor. */
  async compare(row: number, left: [RunVariant, GridCell], right: [RunVariant, GridCell]): Promise<void> {
    const [a, b] = await Promise.all([this.detail(left[1].id), this.detail(right[1].id)]);
    if (!a || !b) return;
    const title = ([variant]: [RunVariant, GridCell]): string => t('{0}, row {1}', variant.label, row + 1);
    await this.#tried(() =>
      this.#client.workbench('editor:open-diff', {
        left: a.cell.output ?? '',
        right: b.cell.output ?? '',
        leftTitle: title(left),
        rightTitle: title(right),
      }),
    );
  }

  detail(cellId: string): Promise<CellDetail | undefined> {
    return this.#tried(() => this.#client.request('run:cell', { cellId }));
  }

  async #confirm(message: string, detail: string, action: string): Promise<boolean> {
    const asked = await this.#tried(() =>
      this.#client.workbench('workbench:confirm', { message, detail, action }),
    );
    return asked?.confirmed ?? false;
  }

  async #act<M extends RunAction>(method: M, params: Params<M>): Promise<void> {
    const run = await this.#tried(() => this.#client.request(method, params));
    if (run) this.#ports.took(run);
  }

  async #tried<T>(ask: () => Promise<T>): Promise<T | undefined> {
    try {
      return await ask();
    } catch (thrown) {
      this.#ports.failed(thrown);
      return undefined;
    }
  }
}
