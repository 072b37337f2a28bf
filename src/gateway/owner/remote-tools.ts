import type { MessageConnection } from 'vscode-jsonrpc/node';
import type { CallOptions } from '../../core/ports/provider.ts';
import type { ToolAnswer, ToolOffer, Tools } from '../../core/ports/tools.ts';
import { AbaiError } from '../../protocol/errors.ts';
import { askWindow } from './reverse-request.ts';

/** The tools of a window in another process, asked by reverse request. */
export class RemoteTools implements Tools {
  readonly #connected: () => Promise<MessageConnection>;
  readonly #answerMs: number;

  constructor(connected: () => Promise<MessageConnection>, answerMs: number) {
    this.#connected = connected;
    this.#answerMs = answerMs;
  }

  async list(): Promise<ToolOffer> {
    return askWindow(await this.#connected(), 'tools:list', {}, { gone, answerMs: this.#answerMs });
  }

  /** Asked once: a call that was cut off may have been carried out, so nobody asks for it again without a person's word. */
  async run(call: { name: string; arguments: unknown }, { signal }: CallOptions): Promise<ToolAnswer> {
    const options = { gone, answerMs: this.#answerMs, isLong: true, signal };
    return askWindow(await this.#connected(), 'tools:run', { call }, options);
  }
}

function gone(): AbaiError {
  return new AbaiError(
    'unavailable',
    'The window whose tools were asked is gone. Open it again and approve the call once more.',
  );
}
