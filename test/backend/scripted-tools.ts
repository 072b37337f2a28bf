import type { Part } from '../../src/core/ports/provider.ts';
import type { ToolAnswer, Tools } from '../../src/core/ports/tools.ts';
import { AbaiError } from '../../src/protocol/errors.ts';

/** One call that a window was asked to run; the test says what it gives. */
export interface ToolRun {
  name: string;
  arguments: unknown;
  signal: AbortSignal;
  give(answer: ToolAnswer | Error): void;
}

/** Tools of a window that give what the test says. */
export class ScriptedTools implements Tools {
  readonly runs: ToolRun[] = [];
  mostRounds = 8;
  names = ['read_file', 'search_text'];
  /** They do not hear that they should stop. */
  deaf = false;
  /** Why none may run here. */
  refusal: AbaiError | undefined;

  async list() {
    if (this.refusal) throw this.refusal;
    const tools = this.names.map((name) => ({
      name,
      description: `Does ${name}.`,
      parameters: { type: 'object' },
    }));
    return { tools, mostRounds: this.mostRounds };
  }

  run(call: { name: string; arguments: unknown }, { signal }: { signal: AbortSignal }): Promise<ToolAnswer> {
    return new Promise((resolve, reject) => {
      const give = (answer: ToolAnswer | Error) =>
        answer instanceof Error ? reject(answer) : resolve(answer);
      this.runs.push({ ...call, signal, give });
      signal.addEventListener('abort', () => {
        if (!this.deaf) reject(new AbaiError('cancelled', 'Stopped.'));
      });
    });
  }
}

export const calling = (...calls: [id: string, name: string, given?: unknown][]): Part[] => [
  ...calls.map(
    ([id, name, given = {}]): Part => ({ type: 'tool-call', call: { id, name, arguments: given } }),
  ),
  { type: 'end', reason: 'tool-calls' },
];
