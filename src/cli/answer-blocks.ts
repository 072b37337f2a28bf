import type { Message } from '../protocol/conversations.ts';
import { answerRecord } from './answer-record.ts';
import type { AnswerListener } from './answer-tracker.ts';
import { SafeText, safeLine } from './safe-text.ts';
import type { Style } from './style.ts';

interface Block {
  label: string;
  safe: SafeText;
  /** What arrived while another block was live. */
  waiting: string;
  end: Message | undefined;
}

export interface BlockLabel {
  /** `provider:id`. */
  model: string;
  /** The model's name for people. */
  name: string;
}

/**
 * Answers as labelled blocks, one after the other, though they arrive all at once: the first unfinished one is written
 * as it comes, the others wait for their turn. So the output reads the same on a terminal and in a file.
 */
export class AnswerBlocks implements AnswerListener {
  readonly #write: (text: string) => void;
  readonly #style: Style;
  readonly #blocks: Block[];
  #live = -1;
  #lastWritten = '\n';

  constructor(labels: readonly BlockLabel[], write: (text: string) => void, style: Style) {
    this.#write = write;
    this.#style = style;
    this.#blocks = labels.map(({ model, name }) => ({
      label: `── ${safeLine(model)} · ${safeLine(name)} ──`,
      safe: new SafeText(),
      waiting: '',
      end: undefined,
    }));
    this.#next();
  }

  text(place: number, piece: string): void {
    const block = this.#blocks[place];
    if (!block) return;
    const shown = block.safe.push(piece);
    if (place === this.#live) this.#put(shown);
    else block.waiting += shown;
  }

  end(place: number, message: Message): void {
    const block = this.#blocks[place];
    if (!block) return;
    block.end = message;
    if (place === this.#live) this.#finish(block, message);
  }

  #next(): void {
    this.#live += 1;
    const block = this.#blocks[this.#live];
    if (!block) return;
    this.#put(`${this.#live === 0 ? '' : '\n'}${this.#style.bold(block.label)}\n`);
    this.#put(block.waiting);
    block.waiting = '';
    if (block.end) this.#finish(block, block.end);
  }

  #finish(block: Block, message: Message): void {
    if (this.#lastWritten !== '\n') this.#put('\n');
    for (const line of closingLines(message, this.#style)) this.#put(`${line}\n`);
    block.end = message;
    this.#next();
  }

  #put(text: string): void {
    if (text === '') return;
    this.#lastWritten = text.at(-1)!;
    this.#write(text);
  }
}

/** What there is to say below an answer. */
function closingLines(message: Message, style: Style): string[] {
  const lines: string[] = [];
  const { status, error } = answerRecord('', message);
  if (status === 'failed') lines.push(style.red(`✗ Failed: ${safeLine(error?.message ?? '')}`));
  else if (status === 'cancelled') lines.push(style.yellow('✗ Cancelled. What arrived is kept.'));
  else if (message.content.trim() === '') lines.push(style.dim('(The answer is empty.)'));
  if (message.stopReason === 'length') {
    lines.push(style.yellow('! Cut off: the answer reached the limit on its length.'));
  }
  for (const warning of message.warnings ?? []) lines.push(style.yellow(`! ${safeLine(warning.message)}`));
  return lines;
}
