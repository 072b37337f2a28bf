import { linkedAbort } from '../core/linked-abort.ts';
import type { Caller } from '../core/ports/caller.ts';
import type { GenerationRequest, Part, ProviderEntry } from '../core/ports/provider.ts';
import { untilAborted } from '../core/until-aborted.ts';
import type { Waiting } from '../protocol/conversations.ts';
import { AbaiError, toAbaiError } from '../protocol/errors.ts';
import type { Catalogue } from './catalogue.ts';
import { coveredProvider } from './covered-provider.ts';
import type { ResolvedEndpoint } from './endpoint.ts';
import { EndpointTurns } from './endpoint-turns.ts';
import { IdleProviders } from './idle-providers.ts';
import type { KeyHolders } from './key-holders.ts';
import type { Lanes } from './lanes.ts';
import type { BackendPorts } from './ports.ts';
import { endsAfterAbort } from './timed-wait.ts';

/** One request to one model, and who wants to hear of it. */
export interface ModelCall {
  request: GenerationRequest;
  caller: Caller;
  signal: AbortSignal;
  /** Ends the call while it is not sent or waits to be sent again; once sent, only `signal` does. Default: `signal`. */
  mayBegin?: AbortSignal;
  /** A person's comparison goes before a batch. */
  priority: 'person' | 'batch';
  /** Calls of one group take one turn among the groups of their priority. */
  group?: string;
  /** Asked when the lane has a place for a try: false when it would cost too much by now, which ends the call. */
  hasRoom?(): boolean;
  /** A try begins: what an earlier one told besides text is void. */
  onTry(): void;
  /** That try is over, with why it failed if it did. */
  onTryOver(failure: AbaiError | undefined): void;
  onPart(part: Part): void;
  /** Why nothing comes. */
  onWait(waiting: Waiting): void;
  /** True once something of the answer was shown: from then on nothing is tried again by itself. */
  shown(): boolean;
}

/** Calls models: finds endpoint and key, waits for the lane, tries again what can heal, tries the next key if there is one. */
export class ModelCalls {
  readonly #ports: BackendPorts;
  readonly #catalogue: Catalogue;
  readonly #lanes: Lanes;
  readonly #keys: KeyHolders;
  readonly #turns = new EndpointTurns();
  readonly #providers = new IdleProviders();

  constructor(ports: BackendPorts, catalogue: Catalogue, lanes: Lanes, keys: KeyHolders) {
    this.#ports = ports;
    this.#catalogue = catalogue;
    this.#lanes = lanes;
    this.#keys = keys;
  }

  /** Resolves when the adapter ended; throws the last AbaiError. Ends soon after its signal, whoever is deaf to that. */
  run(call: ModelCall): Promise<void> {
    return endsAfterAbort(this.#run(call), call.signal, this.#ports.clock);
  }

  async #run(call: ModelCall): Promise<void> {
    const { clock } = this.#ports;
    // Names of keys are asked of a window that may be gone: nobody waits for it who has stopped.
    const { entry, endpoints } = await untilAborted(
      this.#catalogue.endpointsOf(call.request.model, call.caller),
      call.signal,
    );
    const ordered = this.#turns.order(entry.id, endpoints, clock.now());
    for (const [index, endpoint] of ordered.entries()) {
      const last = index === ordered.length - 1;
      try {
        await this.#through(entry, endpoint, call, last);
        this.#turns.worked(endpoint);
        return;
      } catch (thrown) {
        const error = toAbaiError(thrown);
        const another = this.#turns.failed(endpoint, error, clock.now());
        if (last || !another || call.shown() || (call.mayBegin ?? call.signal).aborted) throw thrown;
        this.#ports.log.info('The next key or address is tried.', {
          endpoint: endpoint.name,
          code: error.code,
        });
      }
    }
  }

  async #through(
    entry: ProviderEntry,
    endpoint: ResolvedEndpoint,
    call: ModelCall,
    last: boolean,
  ): Promise<void> {
    const { caller, signal, mayBegin = signal } = call;
    const request = endpoint.extras
      ? { ...call.request, extras: { ...endpoint.extras, ...call.request.extras } }
      : call.request;
    const create = coveredProvider(await entry.load());
    const apiKey = () =>
      this.#keys.key({
        caller,
        name: endpoint.name,
        origin: endpoint.origin,
        signal: mayBegin,
        onWait: () => call.onWait(waitForKey(entry.name)),
      });
    // Before the lane: a call that waits for its key keeps nobody else waiting.
    if (entry.needsKey) await apiKey();
    const mayRetry = () => last && !call.shown();
    const { priority, group } = call;
    const { onWait } = call;
    const laneRun = { endpoint, provider: entry.id, signal: mayBegin, priority, group, mayRetry, onWait };
    await this.#lanes.run(laneRun, async (onHeaders) => {
      if (call.hasRoom?.() === false) throw new AbaiError('cancelled', 'Stopped.');
      call.onTry();
      // All calls of a run share theirs.
      const own = linkedAbort(signal);
      let failure: AbaiError | undefined;
      try {
        await this.#providers.lend(endpoint, create, { apiKey, onHeaders }, async (provider) => {
          for await (const part of provider.generate(request, { signal: own.signal })) call.onPart(part);
        });
        // Some SDKs end an aborted stream as if it were whole.
        if (signal.aborted) throw new AbaiError('cancelled', 'Stopped.');
      } catch (thrown) {
        failure = toAbaiError(thrown);
        throw thrown;
      } finally {
        own.close(false);
        call.onTryOver(failure);
      }
    });
  }
}

export const waitForKey = (provider: string): Waiting => ({
  until: null,
  reason: `Needs a window with the key for ${provider}: open the one that asked, or stop this and ask again from here.`,
});
