import { CancellationTokenSource, type MessageConnection } from 'vscode-jsonrpc/node';
import type { CallOptions } from '../../core/ports/provider.ts';
import type { ToolAnswer, ToolOffer, Tools } from '../../core/ports/tools.ts';
import { failureRpcCode } from '../../protocol/client.ts';
import { AbaiError } from '../../protocol/errors.ts';
import type { Failure } from '../../protocol/failure.ts';

/** The tools of a window in another process, asked by reverse request. */
export class RemoteTools implements Tools {
  readonly #connected: () => Promise<MessageConnection>;

  constructor(connected: () => Promise<MessageConnection>) {
    this.#connected = connected;
  }

  async list(): Promise<ToolOffer> {
    const connection = await this.#connected();
    return connection.sendRequest<ToolOffer>('tools:list', {}).catch(rethrow);
  }

  /** Asked once: a call that was cut off may have been carried out, so nobody asks for it again without a person's word. */
  async run(call: { name: string; arguments: unknown }, { signal }: CallOptions): Promise<ToolAnswer> {
    const connection = await this.#connected();
    const cancellation = new CancellationTokenSource();
    const cancel = () => cancellation.cancel();
    signal.addEventListener('abort', cancel, { once: true });
    if (signal.aborted) cancel();
    try {
      return await connection.sendRequest<ToolAnswer>('tools:run', { call }, cancellation.token);
    } catch (thrown) {
      if (signal.aborted) throw new AbaiError('cancelled', 'Stopped.');
      return rethrow(thrown);
    } finally {
      signal.removeEventListener('abort', cancel);
      cancellation.dispose();
    }
  }
}

function rethrow(thrown: unknown): never {
  const { code, data } = thrown as { code?: number; data?: Failure };
  if (code === failureRpcCode && data) throw AbaiError.fromFailure(data);
  throw new AbaiError(
    'unavailable',
    'The window whose tools were asked is gone. Open it again and approve the call once more.',
    { cause: thrown },
  );
}
