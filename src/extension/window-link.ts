import type { Link } from '../gateway/link.ts';
import type { Client } from '../protocol/client.ts';
import { AbaiError } from '../protocol/errors.ts';
import type { MessageDelta, StoredEvent } from '../protocol/events.ts';
import type { MethodName, Params, Result } from '../protocol/methods.ts';

/**
 * This window's way to the back end, which is opened on the first request: a window that never uses A-B/AI never loads
 * its code. A link that could not be opened is tried again by the next request.
 */
export class WindowLink implements Client {
  readonly #open: () => Promise<Link>;
  readonly #events = new Set<(event: StoredEvent) => void>();
  readonly #deltas = new Set<(delta: MessageDelta) => void>();
  readonly #opened = new Set<(link: Link) => void>();
  #link: Promise<Link> | undefined;
  #current: Link | undefined;
  #closed = false;

  constructor(open: () => Promise<Link>) {
    this.#open = open;
  }

  /** The link if it is open. */
  get current(): Link | undefined {
    return this.#current;
  }

  /** Opens it if need be. */
  async link(): Promise<Link> {
    if (this.#closed) throw new AbaiError('unavailable', 'This window is closing.');
    this.#link ??= this.#begin().catch((error: unknown) => {
      this.#link = undefined;
      throw error;
    });
    return this.#link;
  }

  async #begin(): Promise<Link> {
    const link = await this.#open();
    this.#current = link;
    link.onEvent((event) => {
      for (const listener of [...this.#events]) listener(event);
    });
    link.onDelta((delta) => {
      for (const listener of [...this.#deltas]) listener(delta);
    });
    for (const listener of [...this.#opened]) listener(link);
    return link;
  }

  async request<M extends MethodName>(
    method: M,
    params: Params<M>,
    signal?: AbortSignal,
  ): Promise<Result<M>> {
    return (await this.link()).request(method, params, signal);
  }

  onEvent(listener: (event: StoredEvent) => void): () => void {
    this.#events.add(listener);
    return () => this.#events.delete(listener);
  }

  onDelta(listener: (delta: MessageDelta) => void): () => void {
    this.#deltas.add(listener);
    return () => this.#deltas.delete(listener);
  }

  /** Called with each link that is opened, also with the one that is open already. */
  onOpened(listener: (link: Link) => void): () => void {
    this.#opened.add(listener);
    if (this.#current) listener(this.#current);
    return () => this.#opened.delete(listener);
  }

  /** Saves what is under way and lets the data folder go. Nothing can be asked afterwards. */
  async close(): Promise<void> {
    this.#closed = true;
    const link = await this.#link?.catch(() => undefined);
    this.#current = undefined;
    await link?.close();
  }

  /** Closes the link; the next request opens a new one. */
  async reopen(): Promise<void> {
    const link = this.#link;
    this.#link = undefined;
    this.#current = undefined;
    await (await link?.catch(() => undefined))?.close();
  }
}
