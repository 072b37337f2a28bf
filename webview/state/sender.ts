import type { PageClient } from '../connection/page-client.ts';
import type { ComposerDesk } from './composer-desk.ts';
import type { LiveComparison } from './live-comparison.ts';
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

/** Sends what is on the desk: a new comparison, or one more turn of the one that is shown. */
export class Sender {
  readonly #ports: SenderPorts;
  #sending = false;

  constructor(ports: SenderPorts) {
    this.#ports = ports;
  }

  /** A send is on its way. */
  get sending(): boolean {
    return this.#sending;
  }

  async send(): Promise<void> {
    const { stage, desk, begins, ended, failed } = this.#ports;
    const content = desk.draft.prompt;
    if (this.#sending || content.trim() === '') return;
    this.#sending = true;
    begins();
    try {
      if (stage.showing.kind === 'showing' && stage.live) await this.#ask(stage.live, content);
      else await this.#begin();
    } catch (thrown) {
      failed(thrown);
    } finally {
      this.#sending = false;
      ended();
    }
  }

  async #begin(): Promise<void> {
    const { client, stage, desk, look } = this.#ports;
    const { models } = desk.draft;
    const params = desk.toStart();
    await stage.begin(
      async () => {
        const detail = await client.request('comparison:start', params);
        look.blind.begin(detail.comparison.id, detail.comparison.threads.length);
        return detail;
      },
      () => desk.clear(models),
    );
  }

  async #ask(live: LiveComparison, content: string): Promise<void> {
    const { client, stage, desk, look, keep } = this.#ports;
    const { attachments } = desk.draft;
    const { id: comparisonId, threads } = live.comparison;
    const meant = recipients(threads, desk.draft.to);
    const able = meant.filter(({ model }) => desk.models.mayExist(model));
    if (able.length < meant.length) {
      desk.tellMissing(
        meant.filter((thread) => !able.includes(thread)).map((thread) => look.blind.nameOf(live, thread)),
      );
    }
    const asked = able.length > 0 ? able : meant;
    const some = asked.length < threads.length;
    await stage.goOn(comparisonId, () =>
      client.request('comparison:send', {
        comparisonId,
        content,
        ...(attachments.length > 0 ? { attachments: [...attachments] } : {}),
        ...(some ? { conversationIds: asked.map(({ conversationId }) => conversationId) } : {}),
      }),
    );
    if (desk.draft.prompt === content) desk.edit({ prompt: '', attachments: [] });
    keep();
  }
}
