import type { Params } from '../../src/protocol/methods.ts';
import type { PageClient } from '../connection/page-client.ts';
import { toFailure } from '../connection/request-failed.ts';
import type { ComposerDesk } from './composer-desk.ts';
import type { LiveComparison } from './live-comparison.ts';
import { begunBy, hasArrived, isSameWish, type NamedStart, type Outgoing, withEcho } from './outgoing.ts';
import type { PanelLook } from './panel-look.ts';
import { recipients } from './recipients.ts';
import type { Stage } from './stage.ts';

export interface SenderPorts {
  client: PageClient;
  stage: Stage;
  desk: ComposerDesk;
  look: PanelLook;
  begins(): void;
  /** Whether it was sent or not. */
  ended(): void;
  failed(thrown: unknown): void;
  /** Keeps what is shown for the next page of this panel. */
  keep(): void;
}

/** Milliseconds for which an unanswered send may be sent again by a later page of the panel. */
const longestWaitMs = 10 * 60_000;

/** Sends what is on the desk: a new comparison, or one more turn of the one that is shown. */
export class Sender {
  readonly #ports: SenderPorts;
  #outgoing: Outgoing | undefined;
  /** A send of which nobody knows whether it went out: the same words go out under the same ids. */
  #unsure: Outgoing | undefined;
  #echoed: { of: LiveComparison; outgoing: Outgoing; live: LiveComparison } | undefined;
  /** The comparison that is on its way. */
  #begun: LiveComparison | undefined;

  constructor(ports: SenderPorts) {
    this.#ports = ports;
  }

  /** A send is on its way. */
  get sending(): boolean {
    return this.#outgoing !== undefined;
  }

  /** What is to be kept for the next page of this panel. */
  get outgoing(): Outgoing | undefined {
    return this.#outgoing;
  }

  /** The new comparison that is on its way, as it will be. */
  get begun(): LiveComparison | undefined {
    return this.#begun;
  }

  /** What is shown together with the question that is on its way. The same object for the same one. */
  echoIn(of: LiveComparison): LiveComparison {
    const outgoing = this.#outgoing;
    if (!outgoing) return of;
    if (this.#echoed?.of !== of || this.#echoed.outgoing !== outgoing)
      this.#echoed = { of, outgoing, live: withEcho(of, outgoing) };
    return this.#echoed.live;
  }

  async send(): Promise<void> {
    const { stage, desk } = this.#ports;
    if (this.sending || desk.draft.prompt.trim() === '') return;
    const wish =
      stage.showing.kind === 'showing' && stage.live ? this.#question(stage.live) : this.#comparison();
    const outgoing = this.#unsure && isSameWish(this.#unsure, wish) ? this.#unsure : wish;
    if (outgoing.method === 'comparison:send') desk.edit({ prompt: '', attachments: [] });
    else desk.clear(desk.draft.models);
    await this.#deliver(outgoing);
  }

  /** Goes on with what the last page of this panel has sent and was not answered. */
  async resume(outgoing: Outgoing): Promise<void> {
    if (Date.now() - outgoing.at > longestWaitMs) this.#takeBack(outgoing);
    else await this.#deliver(outgoing);
  }

  async #deliver(outgoing: Outgoing): Promise<void> {
    const { begins, ended, failed, keep } = this.#ports;
    this.#outgoing = outgoing;
    this.#unsure = undefined;
    this.#begun = this.#beginningOf(outgoing);
    keep();
    begins();
    try {
      await (outgoing.method === 'comparison:start'
        ? this.#begin(outgoing.params)
        : this.#ask(outgoing.params));
    } catch (thrown) {
      if (hasArrived(this.#ports.stage.live, outgoing)) return;
      if (toFailure(thrown).code === 'unavailable') this.#unsure = outgoing;
      this.#outgoing = undefined;
      this.#begun = undefined;
      this.#takeBack(outgoing);
      failed(thrown);
    } finally {
      this.#outgoing = undefined;
      this.#begun = undefined;
      keep();
      ended();
    }
  }

  #takeBack(outgoing: Outgoing): void {
    const { desk } = this.#ports;
    const attachments = outgoing.params.attachments?.filter((attachment) => 'hash' in attachment) ?? [];
    const begun = this.#beginningOf(outgoing);
    if (begun) desk.reuse(begun.comparison, attachments, desk.draft);
    else if (outgoing.method === 'comparison:send') {
      desk.takeBack({ prompt: outgoing.params.content, attachments });
    }
  }

  #beginningOf(outgoing: Outgoing): LiveComparison | undefined {
    if (outgoing.method !== 'comparison:start') return undefined;
    const { models } = this.#ports.desk;
    return begunBy(outgoing, (model) => models.label(model).name);
  }

  #comparison(): Outgoing {
    const params = { ...this.#ports.desk.toStart(), requestId: crypto.randomUUID() };
    return { at: Date.now(), method: 'comparison:start', params };
  }

  async #begin(params: NamedStart): Promise<void> {
    const { client, stage, look } = this.#ports;
    const { comparisonId, models } = params;
    look.blind.begin(comparisonId, models.length);
    await stage.begin(async () => {
      const detail = await client.request('comparison:start', params);
      // An owner of an older version gives it an id of its own.
      const { id, threads } = detail.comparison;
      if (id !== comparisonId) look.blind.begin(id, threads.length);
      return detail;
    });
  }

  #question(live: LiveComparison): Outgoing {
    const { desk, look } = this.#ports;
    const { prompt, attachments, to, tools } = desk.draft;
    const { id: comparisonId, threads } = live.comparison;
    const meant = recipients(threads, to);
    const able = meant.filter(({ model }) => desk.models.mayExist(model));
    if (able.length < meant.length) {
      desk.tellMissing(
        meant.filter((thread) => !able.includes(thread)).map((thread) => look.blind.nameOf(live, thread)),
      );
    }
    const asked = (able.length > 0 ? able : meant).map(({ conversationId }) => conversationId);
    return {
      at: Date.now(),
      method: 'comparison:send',
      params: {
        requestId: crypto.randomUUID(),
        comparisonId,
        content: prompt,
        questionIds: Object.fromEntries(asked.map((id) => [id, crypto.randomUUID()])),
        ...(attachments.length > 0 ? { attachments: [...attachments] } : {}),
        ...(tools ? { tools: [...tools] } : {}),
        ...(asked.length < threads.length ? { conversationIds: asked } : {}),
      },
    };
  }

  async #ask(params: Params<'comparison:send'>): Promise<void> {
    const { client, stage } = this.#ports;
    await stage.goOn(params.comparisonId, () => client.request('comparison:send', params));
  }
}
