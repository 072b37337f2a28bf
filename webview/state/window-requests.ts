import type { WorkbenchMethodName, WorkbenchParams, WorkbenchResult } from '../../src/protocol/page.ts';
import type { PageClient } from '../connection/page-client.ts';

/** What the panel asks of the window that hosts it. What fails is told, and comes back as undefined. */
export class WindowRequests {
  readonly #client: PageClient;
  readonly #failed: (thrown: unknown) => void;

  constructor(client: PageClient, failed: (thrown: unknown) => void) {
    this.#client = client;
    this.#failed = failed;
  }

  /** The models that were picked; undefined when the picker was dismissed. */
  async pickModels(selected: readonly string[]): Promise<string[] | undefined> {
    const picked = await this.ask('workbench:pick-models', { selected: [...selected] });
    return picked?.models ?? undefined;
  }

  /** Nothing new begins with it. One that could not be left out is no reason to bother anybody. */
  async leaveOutModel(model: string): Promise<void> {
    await this.#client
      .workbench('workbench:leave-out-model', { model, use: 'comparison' })
      .catch(() => undefined);
  }

  /** Whether a key was given. */
  async setKey(provider: string): Promise<boolean> {
    return (await this.ask('workbench:set-api-key', { provider }))?.saved ?? false;
  }

  async copy(text: string): Promise<void> {
    await this.ask('clipboard:write', { text });
  }

  async openDocument(content: string, languageId = 'markdown'): Promise<void> {
    await this.ask('editor:open-document', { content, languageId });
  }

  /** Opens two texts in VS Code's diff editor. */
  async openDiff(texts: WorkbenchParams<'editor:open-diff'>): Promise<void> {
    await this.ask('editor:open-diff', texts);
  }

  async openExternal(url: string): Promise<void> {
    await this.ask('workbench:open-external', { url });
  }

  /** Names the panel's tab. One that could not be named is no reason to bother anybody. */
  async tellShown(title: string, comparisonId: string | undefined): Promise<void> {
    const shown = { title, ...(comparisonId === undefined ? {} : { comparisonId }) };
    await this.#client.workbench('panel:showing', shown).catch(() => undefined);
  }

  /** Undefined when that failed, which has been told then. */
  readonly ask = async <M extends WorkbenchMethodName>(
    method: M,
    params: WorkbenchParams<M>,
  ): Promise<WorkbenchResult<M> | undefined> => {
    try {
      return await this.#client.workbench(method, params);
    } catch (thrown) {
      this.#failed(thrown);
      return undefined;
    }
  };
}
