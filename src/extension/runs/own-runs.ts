import type * as vscode from 'vscode';
import type { Client } from '../../protocol/client.ts';
import type { MethodName, Params } from '../../protocol/methods.ts';
import type { Run, RunConsent } from '../../protocol/runs.ts';

const ownRunsKey = 'abai.ownRuns';
/** More than anybody has under way: older ones are forgotten. */
const mostKept = 50;

/** The actions after which a run goes on. */
const goingOn: ReadonlySet<MethodName> = new Set<MethodName>([
  'run:start',
  'run:resume',
  'run:extend',
  'run:retry',
  'batch:resolve',
]);

/**
 * The runs that somebody in this window set going: those it shows progress of and tells the end of. Kept with the
 * workspace, so that a window that was reloaded is still the one.
 */
export class OwnRuns {
  readonly #state: vscode.Memento;
  readonly #consent: () => RunConsent;
  readonly #listeners = new Set<(run: Run) => void>();

  constructor(state: vscode.Memento, consent: () => RunConsent) {
    this.#state = state;
    this.#consent = consent;
  }

  #ids(): string[] {
    const value: unknown = this.#state.get(ownRunsKey);
    return Array.isArray(value) ? value.filter((id) => typeof id === 'string') : [];
  }

  has(runId: string): boolean {
    return this.#ids().includes(runId);
  }

  #took(run: Run): void {
    const others = this.#ids().filter((id) => id !== run.id);
    void this.#state.update(ownRunsKey, [run.id, ...others].slice(0, mostKept));
    for (const listener of [...this.#listeners]) listener(run);
  }

  /** Called when a run is set going here. Returns the unsubscriber. */
  onTaken(listener: (run: Run) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The same client; what is set going through it is this window's own, and goes on as its settings say. */
  through(client: Client): Client {
    return {
      request: async (method, params, signal) => {
        if (!goingOn.has(method)) return client.request(method, params, signal);
        const withConsent = { ...params, consent: this.#consent() } as Params<typeof method>;
        const result = await client.request(method, withConsent, signal);
        this.#took(result as Run);
        return result;
      },
      onEvent: (listener) => client.onEvent(listener),
      onDelta: (listener) => client.onDelta(listener),
    };
  }
}
