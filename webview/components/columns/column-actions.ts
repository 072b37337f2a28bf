import type { Comparison } from '../../../src/protocol/comparisons.ts';
import type { Message } from '../../../src/protocol/conversations.ts';
import {
  type Arrangement,
  withBase,
  withCollapsed,
  withFocus,
  withMoved,
  withOpened,
  withWidth,
} from '../../state/arrangement.ts';
import { attachedTexts } from '../../state/attached-texts.ts';
import { isComparable } from '../../state/base-answer.ts';
import type { Panel } from '../../state/panel.ts';
import { threadDocument } from '../../state/thread-document.ts';
import type { MenuItem } from '../run-menu/run-menu.ts';
import { columnMenu } from './column-menu.ts';

/** One of the columns, as the others see it. */
export interface Neighbour {
  conversationId: string;
  name: string;
  /** The newest answer, in whatever state. */
  latest: Message | undefined;
  /** The same when it can be compared. */
  answer: Message | undefined;
}

/** What can be done with a column beside others, whoever asks for it. */
export class ColumnActions {
  readonly #panel: () => Panel;
  readonly #neighbours: () => readonly Neighbour[];

  constructor(panel: () => Panel, neighbours: () => readonly Neighbour[]) {
    this.#panel = panel;
    this.#neighbours = neighbours;
  }

  get #arrangement(): Arrangement {
    return this.#panel().arrangement;
  }

  #find(conversationId: string): Neighbour | undefined {
    return this.#neighbours().find((neighbour) => neighbour.conversationId === conversationId);
  }

  /** Compares the others with this answer, or no longer. */
  toggleBase(conversationId: string): void {
    const { base } = this.#arrangement;
    this.#arrange(withBase(this.#arrangement, base === conversationId ? undefined : conversationId));
  }

  stopComparing(): void {
    this.#arrange(withBase(this.#arrangement, undefined));
  }

  toggleFocus(conversationId: string): void {
    const { focused } = this.#arrangement;
    this.#arrange(withFocus(this.#arrangement, focused === conversationId ? undefined : conversationId));
  }

  /** Shows all columns again; false when none was focused. */
  endFocus(): boolean {
    if (this.#arrangement.focused === undefined) return false;
    this.#arrange(withFocus(this.#arrangement, undefined));
    return true;
  }

  collapse(conversationId: string): void {
    this.#arrange(withCollapsed(this.#arrangement, conversationId));
  }

  open(conversationId: string): void {
    this.#arrange(withOpened(this.#arrangement, conversationId));
  }

  /** Gives a column a width in pixels; undefined lets it share again what is left. */
  resize(conversationId: string, width: number | undefined): void {
    this.#arrange(withWidth(this.#arrangement, conversationId, width));
  }

  /** All columns are as wide as each other again. */
  shareWidth(): void {
    const { widths: _, ...rest } = this.#arrangement;
    this.#arrange(rest);
  }

  /** Puts a column before another one, or behind all. */
  moveBefore(conversationId: string, before: string | undefined): void {
    const ids = this.#neighbours().map((neighbour) => neighbour.conversationId);
    this.#arrange(withMoved(this.#arrangement, ids, conversationId, before));
  }

  /** Moves a column one place to the left, -1, or to the right, 1. */
  move(conversationId: string, by: -1 | 1): void {
    const ids = this.#neighbours().map((neighbour) => neighbour.conversationId);
    const at = ids.indexOf(conversationId);
    if (at < 0 || at + by < 0 || at + by >= ids.length) return;
    this.moveBefore(conversationId, ids[by < 0 ? at - 1 : at + 2]);
  }

  toggleAgreement(): void {
    this.#arrange({ ...this.#arrangement, agreement: !this.#arrangement.agreement });
  }

  toggleTogether(): void {
    this.#arrange({ ...this.#arrangement, together: !this.#arrangement.together });
  }

  /** Opens two answers in VS Code's diff editor, as they are now. */
  async openDiff(left: string, right: string): Promise<void> {
    const [one, other] = [this.#find(left), this.#find(right)];
    if (!one?.answer || !other?.answer) return;
    await this.#panel().window.openDiff({
      left: one.answer.content,
      right: other.answer.content,
      leftTitle: one.name,
      rightTitle: other.name,
    });
  }

  /** Opens every question and answer of a column as a document, as they may be seen now. */
  async openThread(conversationId: string): Promise<void> {
    const { view, window, client } = this.#panel();
    if (view.kind !== 'showing') return;
    const { comparison, messages } = view.live;
    const thread = comparison.threads.find((each) => each.conversationId === conversationId);
    const own = messages[conversationId] ?? [];
    if (!thread) return;
    await window.openDocument(threadDocument(comparison, thread, own, await attachedTexts(client, own)));
  }

  async openAnswer(conversationId: string): Promise<void> {
    await this.#panel().window.openDocument(this.#find(conversationId)?.latest?.content ?? '');
  }

  /** What the menu of a column offers. */
  menu(conversationId: string): MenuItem[] {
    return columnMenu(this, conversationId, this.#neighbours(), this.#arrangement);
  }

  #arrange(arrangement: Arrangement): void {
    this.#panel().arrange(arrangement);
  }
}

/** The columns of a comparison as each other's neighbours. */
export function neighboursOf(
  threads: Comparison['threads'],
  messages: Readonly<Record<string, readonly Message[]>>,
  nameOf: (thread: Comparison['threads'][number]) => string,
): Neighbour[] {
  return threads.map((thread) => {
    const latest = messages[thread.conversationId]?.findLast(({ role }) => role === 'assistant');
    const answer = latest && isComparable(latest) ? latest : undefined;
    return { conversationId: thread.conversationId, name: nameOf(thread), latest, answer };
  });
}
