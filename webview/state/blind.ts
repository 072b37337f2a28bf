import type { Thread } from '../../src/protocol/comparisons.ts';
import type { Message } from '../../src/protocol/conversations.ts';
import type { Failure } from '../../src/protocol/failure.ts';
import { t } from '../words/translate.ts';
import type { LiveComparison } from './live-comparison.ts';

/** What a page keeps of it. */
export interface SavedBlind {
  /** The next comparison hides the names. */
  wanted: boolean;
  /** The comparison that was begun so, and whether its names have been shown since. */
  comparisonId?: string;
  revealed?: boolean;
}

/** Reads what an older page kept. In doubt the names are shown. */
export function readBlind(value: object): SavedBlind {
  const { wanted, comparisonId, revealed } = value as { [K in keyof SavedBlind]?: unknown };
  return {
    wanted: wanted === true,
    ...(typeof comparisonId === 'string' ? { comparisonId, revealed: revealed !== false } : {}),
  };
}

/** In place of every model's reference. */
const hiddenModel = (): string => t('hidden until you vote');

/**
 * Hides from whom the answers of one comparison are, and mixes their order, until its names are shown. What is drawn is
 * drawn from what this gives out, so no tooltip and no label can tell. The order stays when the names are shown.
 */
export class Blind {
  wanted: boolean;
  #comparisonId: string | undefined;
  #revealed: boolean;
  #made: { of: LiveComparison; revealed: boolean; live: LiveComparison } | undefined;
  /** The same object for the same one: what is drawn from it is not drawn again. */
  readonly #messages = new WeakMap<Message, Message>();
  readonly #threads = new WeakMap<readonly Message[], readonly Message[]>();

  constructor({ wanted, comparisonId, revealed = false }: SavedBlind = { wanted: false }) {
    this.wanted = wanted;
    this.#comparisonId = comparisonId;
    this.#revealed = revealed;
  }

  get saved(): SavedBlind | undefined {
    const { wanted } = this;
    if (this.#comparisonId === undefined) return wanted ? { wanted } : undefined;
    return { wanted, comparisonId: this.#comparisonId, revealed: this.#revealed };
  }

  /** A comparison was begun. One model alone would only be nameless. */
  begin(comparisonId: string, columns: number): void {
    if (!this.wanted || columns < 2) return;
    this.#comparisonId = comparisonId;
    this.#revealed = false;
  }

  hides(comparisonId: string | undefined): boolean {
    return comparisonId !== undefined && comparisonId === this.#comparisonId && !this.#revealed;
  }

  reveal(): void {
    this.#revealed = true;
  }

  /** The comparison as it may be seen. */
  show(live: LiveComparison): LiveComparison {
    const { comparison, messages } = live;
    if (comparison.id !== this.#comparisonId) return live;
    if (this.#made?.of === live && this.#made.revealed === this.#revealed) return this.#made.live;
    const mixed = [...comparison.threads].sort((a, b) => place(comparison.id, a) - place(comparison.id, b));
    const threads = this.#revealed
      ? mixed
      : mixed.map(({ conversationId }, at) => ({
          conversationId,
          model: hiddenModel(),
          modelName: nameAt(at),
        }));
    const shown: LiveComparison = {
      ...live,
      comparison: { ...comparison, threads },
      messages: this.#revealed
        ? messages
        : Object.fromEntries(Object.entries(messages).map(([id, thread]) => [id, this.#thread(thread)])),
    };
    this.#made = { of: live, revealed: this.#revealed, live: shown };
    return shown;
  }

  /** A message as it may be seen in a comparison. */
  message(live: LiveComparison, message: Message): Message {
    return this.hides(live.comparison.id) ? this.#message(message) : message;
  }

  /** What a thread may be called. */
  nameOf(live: LiveComparison, { conversationId, modelName }: Thread): string {
    const shown = this.show(live).comparison.threads;
    return shown.find((thread) => thread.conversationId === conversationId)?.modelName ?? modelName;
  }

  /** A failure as it may be told beside a comparison: reasons often name a provider or a model. */
  failure(live: LiveComparison | undefined, failure: Failure): Failure {
    if (!live || !this.hides(live.comparison.id)) return failure;
    const said = failure.message.toLowerCase();
    const telling = live.comparison.threads.flatMap(({ model, modelName }) => {
      const colon = model.indexOf(':');
      return [modelName, model.slice(0, colon), model.slice(colon + 1)];
    });
    if (!telling.some((word) => word !== '' && said.includes(word.toLowerCase()))) return failure;
    return { ...failure, message: t('That did not work. Show the names to see why.') };
  }

  #thread(thread: readonly Message[]): readonly Message[] {
    const made = this.#threads.get(thread) ?? thread.map((message) => this.#message(message));
    this.#threads.set(thread, made);
    return made;
  }

  #message(message: Message): Message {
    const made = this.#messages.get(message) ?? withoutOrigin(message);
    this.#messages.set(message, made);
    return made;
  }
}

/** Without all that tells models apart but what they wrote. */
function withoutOrigin(message: Message): Message {
  const { id, conversationId, parentId, role, content, thinking, status, stopReason } = message;
  const { attachments, citations, toolCalls, error, waiting, timestamp } = message;
  return {
    id,
    conversationId,
    parentId,
    role,
    content,
    status,
    timestamp,
    ...(thinking === undefined ? {} : { thinking }),
    ...(stopReason === undefined ? {} : { stopReason }),
    ...(attachments === undefined ? {} : { attachments }),
    ...(citations === undefined ? {} : { citations }),
    ...(toolCalls === undefined ? {} : { toolCalls }),
    ...(error === undefined ? {} : { error: withoutReason(error) }),
    ...(waiting === undefined
      ? {}
      : { waiting: { until: waiting.until, reason: t('Why is shown with the names.') } }),
  };
}

function withoutReason({ retryable }: Failure): Failure {
  return {
    code: 'provider',
    message: t('This model could not answer. Why is shown with its name.'),
    retryable,
  };
}

/** Answer A, B … Z, AA, AB … */
function nameAt(index: number): string {
  let letters = '';
  for (let rest = index; rest >= 0; rest = Math.floor(rest / 26) - 1) {
    letters = String.fromCharCode(65 + (rest % 26)) + letters;
  }
  return t('Answer {0}', letters);
}

/** Where a column comes: by chance, but the same for every page that shows it. After FNV-1a and MurmurHash3's end. */
function place(comparisonId: string, { conversationId }: Thread): number {
  let hash = 0x811c9dc5;
  for (const letter of `${conversationId} ${comparisonId}`) {
    hash = Math.imul(hash ^ letter.codePointAt(0)!, 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
