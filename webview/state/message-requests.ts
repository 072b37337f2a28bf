import type { Params } from '../../src/protocol/methods.ts';
import type { PanelMethodName } from '../connection/action-names.ts';
import type { PageClient } from '../connection/page-client.ts';

/** What may be asked about a message. What goes wrong is told, not thrown. */
export class MessageRequests {
  readonly #client: PageClient;
  readonly #failed: (thrown: unknown) => void;

  constructor(client: PageClient, failed: (thrown: unknown) => void) {
    this.#client = client;
    this.#failed = failed;
  }

  async stop(messageId: string): Promise<void> {
    await this.#request('chat:cancel', { messageId });
  }

  async stopAll(comparisonId: string): Promise<void> {
    await this.#request('chat:cancel', { comparisonId });
  }

  async retry(messageId: string): Promise<void> {
    await this.#request('chat:retry', { messageId });
  }

  /** Asks once more for an answer; the one that is there stays as a branch. */
  async regenerate(messageId: string): Promise<void> {
    await this.#request('chat:regenerate', { messageId });
  }

  /** Asks a question in other words; the old one stays as a branch. Whether it was sent. */
  edit(messageId: string, content: string): Promise<boolean> {
    return this.#request('chat:edit', { messageId, content });
  }

  /** Shows the branch of its thread that goes through a message. */
  async switchBranch(messageId: string): Promise<void> {
    await this.#request('conversation:switch-branch', { messageId });
  }

  async #request<M extends PanelMethodName>(method: M, params: Params<M>): Promise<boolean> {
    try {
      await this.#client.request(method, params);
      return true;
    } catch (thrown) {
      this.#failed(thrown);
      return false;
    }
  }
}
