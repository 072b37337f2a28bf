import type { Comparison, ComparisonDetail } from '../../src/protocol/comparisons.ts';
import type { StoredEvent } from '../../src/protocol/events.ts';
import type { PageClient } from '../connection/page-client.ts';
import { toFailure } from '../connection/request-failed.ts';
import { t } from '../words/translate.ts';
import { ComparisonFeed } from './comparison-feed.ts';
import { countGenerating, type LiveComparison } from './live-comparison.ts';
import type { EmptyView } from './view.ts';

export interface StagePorts {
  client: PageClient;
  changed(urgent: boolean): void;
  /** What is shown may be old. */
  failed(thrown: unknown): void;
  /** Something else fills the panel. */
  turned(): void;
  /** Another comparison is shown than before, or none, or it has another name. */
  shown(title: string): void;
}

/** What fills the panel: one comparison that is kept up to date, or something in its place. */
export class Stage {
  readonly #ports: StagePorts;
  readonly #feed: ComparisonFeed;
  #showing: EmptyView | { kind: 'showing' } = { kind: 'starting' };
  #comparisonId: string | undefined;

  constructor(ports: StagePorts) {
    this.#ports = ports;
    const { client, changed, failed } = ports;
    const load = (comparisonId: string) => client.request('comparison:get', { comparisonId });
    this.#feed = new ComparisonFeed({ load, changed, failed });
    client.onDelta((delta) => this.#feed.hearDelta(delta));
  }

  /** Of the comparison that is shown or being loaded. */
  get comparisonId(): string | undefined {
    return this.#comparisonId;
  }

  /** The comparison that is shown, with all its branches and names. */
  get live(): LiveComparison | undefined {
    return this.#feed.live;
  }

  get showing(): EmptyView | { kind: 'showing' } {
    return this.#showing;
  }

  /** How many answers are arriving. */
  get streams(): number {
    return this.live ? countGenerating(this.live) : 0;
  }

  /** No comparison is shown, nor will be before somebody sends. */
  get composing(): boolean {
    return this.#showing.kind !== 'showing' && this.#showing.kind !== 'loading';
  }

  get title(): string {
    return this.live?.comparison.name ?? t('New Comparison');
  }

  /** Shows a comparison as the host wrote it into the page; what has happened since is not in it. */
  async see(detail: ComparisonDetail): Promise<void> {
    this.#comparisonId = detail.comparison.id;
    await this.#feed.show(
      async () => detail,
      () => true,
    );
    this.#turn({ kind: 'showing' });
  }

  /** Loads and shows a comparison. */
  async open(comparisonId: string): Promise<void> {
    this.#comparisonId = comparisonId;
    if (this.live?.comparison.id !== comparisonId) {
      this.#feed.clear();
      this.#turn({ kind: 'loading' });
    }
    const wanted = (): boolean => this.#comparisonId === comparisonId;
    try {
      await this.#feed.show(() => this.#ports.client.request('comparison:get', { comparisonId }), wanted);
      if (wanted()) this.#opened();
    } catch (thrown) {
      if (wanted()) this.#turn({ kind: 'failed', failure: toFailure(thrown) });
    }
  }

  /** Shows the composer alone. */
  compose(): void {
    this.#comparisonId = undefined;
    this.#feed.clear();
    this.#turn({ kind: 'compose' });
    this.#ports.shown(this.title);
  }

  /**
   * Shows the comparison that is begun by a request, unless something else was opened meanwhile. Throws what the request
   * throws.
   */
  async begin(ask: () => Promise<ComparisonDetail>): Promise<void> {
    let begun: Comparison | undefined;
    await this.#feed.show(
      async () => {
        const detail = await ask();
        begun = detail.comparison;
        return detail;
      },
      () => this.#showing.kind === 'compose',
    );
    if (!begun || this.live?.comparison.id !== begun.id) return;
    this.#comparisonId = begun.id;
    this.#opened();
  }

  /** Shows the answer to a request that adds to the comparison. Throws what the request throws. */
  async goOn(comparisonId: string, ask: () => Promise<ComparisonDetail>): Promise<void> {
    await this.#feed.show(ask, () => this.#comparisonId === comparisonId);
  }

  hear(event: StoredEvent): void {
    const { live } = this;
    this.#feed.hearEvent(event);
    const name = live?.comparison.name;
    if (name !== undefined && this.live && this.live.comparison.name !== name) this.#ports.shown(this.title);
    if (event.type === 'comparison:deleted' && event.data.comparisonId === this.#comparisonId && live) {
      this.#turn({ kind: 'deleted', comparison: live.comparison });
    } else if (event.type === 'comparison:created' && event.data.comparison.id === this.#comparisonId) {
      if (this.#showing.kind === 'deleted') void this.open(event.data.comparison.id);
    } else if (event.type === 'data:replaced' && this.#comparisonId !== undefined) {
      void this.open(this.#comparisonId);
    }
  }

  #opened(): void {
    this.#turn({ kind: 'showing' });
    if (this.live) this.#ports.shown(this.title);
  }

  #turn(showing: EmptyView | { kind: 'showing' }): void {
    this.#showing = showing;
    this.#ports.turned();
  }
}
