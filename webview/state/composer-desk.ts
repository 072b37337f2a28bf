import type { Attachment } from '../../src/protocol/attachments.ts';
import type { Comparison } from '../../src/protocol/comparisons.ts';
import type { Parameters } from '../../src/protocol/generation.ts';
import type { PageClient } from '../connection/page-client.ts';
import { t } from '../words/translate.ts';
import { ModelIndex } from './model-index.ts';
import type { NamedStart } from './outgoing.ts';
import { readSchema } from './run-setup-schema.ts';
import { type Draft, emptyDraft } from './saved-state.ts';

/** Milliseconds after the last key before a draft is kept. */
const keepDraftMs = 250;

export interface DeskPorts {
  client: PageClient;
  changed(): void;
  /** The draft is for a new comparison. */
  composing(): boolean;
  failed(thrown: unknown): void;
  /** Keeps what is shown for the next page of this panel. */
  keep(): void;
}

/** What somebody writes and may choose from: the draft, the models, and what there is to know about them. */
export class ComposerDesk {
  readonly #ports: DeskPorts;
  #keepTimer: ReturnType<typeof setTimeout> | undefined;

  draft: Draft = emptyDraft;
  models = new ModelIndex();
  /** Things to know that stop nobody, as sentences. */
  notices: readonly string[] = [];

  constructor(ports: DeskPorts) {
    this.#ports = ports;
  }

  edit(change: Partial<Draft>): void {
    this.draft = { ...this.draft, ...change };
    this.settle();
    this.#keepTimer = setTimeout(() => this.#ports.keep(), keepDraftMs);
    this.#ports.changed();
  }

  /** Nothing is to be kept later. */
  settle(): void {
    clearTimeout(this.#keepTimer);
  }

  /** What could not be sent, in front of what was written since. */
  takeBack({ prompt, attachments }: Pick<Draft, 'prompt' | 'attachments'>): void {
    const { draft } = this;
    this.edit({
      prompt: together(prompt, draft.prompt),
      attachments: [...attachments, ...draft.attachments],
    });
  }

  /** What `comparison:start` gets of the draft, with names for what it will make. */
  toStart(): Omit<NamedStart, 'requestId'> {
    const { prompt, system, models, source, attachments, parameters, own, schema, tools } = this.draft;
    const { value: asJson } = readSchema(schema);
    return {
      comparisonId: crypto.randomUUID(),
      prompt,
      models: models.map((model) => ({
        model,
        ...(isSaid(own[model]) ? { parameters: own[model] } : {}),
        conversationId: crypto.randomUUID(),
        questionId: crypto.randomUUID(),
      })),
      ...(attachments.length > 0 ? { attachments: [...attachments] } : {}),
      ...(isSaid(parameters) ? { parameters } : {}),
      ...(asJson ? { schema: asJson } : {}),
      ...(tools?.length ? { tools: [...tools] } : {}),
      ...(system.trim() === '' ? {} : { system }),
      ...(source === undefined ? {} : { source: source as Comparison['source'] }),
    };
  }

  /** An empty draft for these models; with the words of `kept`, if there are any. */
  clear(models: readonly string[], kept?: Draft): void {
    this.draft = { ...emptyDraft, models };
    if (kept) this.takeBack(kept);
  }

  /** Puts the system prompt of the current project into a draft that has none; where that cannot be had, nothing. */
  async beginAsProject(): Promise<void> {
    const { client, composing } = this.#ports;
    const project = await client.request('project:get', {}).catch(() => undefined);
    const system = project?.settings.systemPrompt;
    if (system && composing() && this.draft.system.trim() === '') this.edit({ system });
  }

  /** The same question to the same models, to be changed and sent again. */
  reuse(comparison: Comparison, attachments: readonly Attachment[] = [], kept?: Draft): void {
    const { prompt, system, threads, source, parameters, schema, tools } = comparison;
    const own = threads.flatMap(({ model, parameters }) => (parameters ? [[model, parameters]] : []));
    this.draft = {
      prompt: together(prompt, kept?.prompt ?? ''),
      system: system ?? '',
      models: threads.map(({ model }) => model),
      ...(source === undefined ? {} : { source }),
      attachments,
      parameters: parameters ?? {},
      own: Object.fromEntries(own),
      schema: schema ? JSON.stringify(schema, null, 2) : '',
      ...(tools ? { tools } : {}),
    };
  }

  /** Reads which models there are. */
  async load(): Promise<void> {
    const { client, changed, composing, failed } = this.#ports;
    try {
      const [models, providers] = await Promise.all([
        client.request('models:get-all', {}),
        client.request('providers:list', {}),
      ]);
      this.models = new ModelIndex(models, providers);
      this.leaveOutMissing();
      changed();
    } catch (thrown) {
      // A comparison can be read without the list; only who composes needs it.
      if (composing()) failed(thrown);
    }
  }

  /** Takes models out of the draft of a new comparison that no longer exist, and says so. */
  leaveOutMissing(): void {
    if (!this.#ports.composing()) return;
    const missing = this.draft.models.filter((model) => !this.models.mayExist(model));
    if (missing.length === 0) return;
    this.tellMissing(missing);
    this.edit({ models: this.draft.models.filter((model) => !missing.includes(model)) });
  }

  tellMissing(missing: readonly string[]): void {
    const notice =
      missing.length === 1
        ? t('The model {0} no longer exists. It was left out.', missing.join())
        : t('The models {0} no longer exist. They were left out.', missing.join(', '));
    this.tell(notice);
  }

  tell(notice: string): void {
    if (!this.notices.includes(notice)) this.notices = [...this.notices, notice];
    this.#ports.changed();
  }

  dismiss(notice: string): void {
    this.notices = this.notices.filter((other) => other !== notice);
    this.#ports.changed();
  }
}

/** Two texts as one, with an empty line between them if both say something. */
function together(first: string, second: string): string {
  return [first, second].filter((text) => text.trim() !== '').join('\n\n');
}

function isSaid(parameters: Parameters | undefined): boolean {
  return parameters !== undefined && Object.keys(parameters).length > 0;
}
