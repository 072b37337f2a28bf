import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Cost } from '../../../src/protocol/generation.ts';
import type { ModelDefinition } from '../../../src/protocol/models.ts';
import type { Draft } from '../../state/saved-state.ts';

/** Milliseconds after the last key before tokens are counted. */
const countMs = 300;

type Estimate = typeof import('../../state/prompt-estimate.ts');

/** How many tokens a draft is and what they cost. What counts loads with the first words. */
export class PromptCounter implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  #estimate: Estimate | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Of the prompt with all that it carries; undefined until they are counted. */
  tokens: number | undefined;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  hostDisconnected(): void {
    clearTimeout(this.#timer);
  }

  count(draft: Draft): void {
    clearTimeout(this.#timer);
    if (draft.prompt === '' && draft.attachments.length === 0) {
      this.tokens = undefined;
      return;
    }
    this.#timer = setTimeout(async () => {
      this.#estimate ??= await import('../../state/prompt-estimate.ts').catch(() => undefined);
      this.tokens = this.#estimate?.draftTokens(draft);
      this.#host.requestUpdate();
    }, countMs);
  }

  /** What the prompt costs with a model, without its answer. */
  cost(model: ModelDefinition | undefined): Cost | undefined {
    if (!model || this.tokens === undefined) return undefined;
    return this.#estimate?.promptCost(model, this.tokens, Date.now());
  }
}
