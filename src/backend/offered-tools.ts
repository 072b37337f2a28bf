import type { Caller } from '../core/ports/caller.ts';
import type { ToolDefinition } from '../core/ports/provider.ts';
import type { ConversationTools } from '../protocol/conversations.ts';
import { AbaiError } from '../protocol/errors.ts';

/** What one thread may call. */
export interface ThreadTools {
  definitions: ToolDefinition[];
  /** To be stored with the conversation, when it is not what it was. */
  changed?: ConversationTools;
}

/** The tools that an action chose for the threads it asks, looked up once. */
export class ToolChoice {
  /** Undefined: each thread keeps what it has. */
  readonly names: readonly string[] | undefined;
  readonly #caller: Caller;
  #offered: Promise<readonly ToolDefinition[]> | undefined;

  private constructor(caller: Caller, names: readonly string[] | undefined) {
    this.#caller = caller;
    this.names = names;
  }

  /** Throws AbaiError `invalid` when the caller has no such tools, `conflict` when none may run where it is. */
  static async of(caller: Caller, wanted: readonly string[] | undefined): Promise<ToolChoice> {
    const choice = new ToolChoice(caller, wanted && [...new Set(wanted)]);
    if (!choice.names?.length) return choice;
    if (!caller.tools) {
      throw new AbaiError('invalid', 'Tools run in a VS Code window: ask from one, or ask without tools.');
    }
    const { tools } = await caller.tools.list();
    choice.#offered = Promise.resolve(tools);
    const missing = choice.names.filter((name) => !tools.some((tool) => tool.name === name));
    if (missing.length === 0) return choice;
    throw new AbaiError(
      'invalid',
      `This window has no tool named “${missing.join('”, “')}”: choose the tools anew.`,
    );
  }

  /** For a thread with what it had so far. Of that, what is missing where the caller is, is not offered this time. */
  async forThread(stored: ConversationTools | undefined): Promise<ThreadTools> {
    const enabled = this.names ?? stored?.enabled ?? [];
    const definitions = enabled.length === 0 ? [] : await this.#among(enabled);
    if (!this.names || same(this.names, stored?.enabled ?? [])) return { definitions };
    const approved = (stored?.approved ?? []).filter((name) => this.names!.includes(name));
    return { definitions, changed: { enabled: [...this.names], approved } };
  }

  async #among(names: readonly string[]): Promise<ToolDefinition[]> {
    this.#offered ??= this.#list();
    return (await this.#offered).filter(({ name }) => names.includes(name));
  }

  async #list(): Promise<readonly ToolDefinition[]> {
    try {
      return (await this.#caller.tools?.list())?.tools ?? [];
    } catch {
      return [];
    }
  }
}

function same(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((name) => other.includes(name));
}
