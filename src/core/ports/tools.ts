import type { CallOptions, ToolDefinition } from './provider.ts';

/** What came of a call: the model is told it either way. */
export interface ToolAnswer {
  /** The content is a sentence about what went wrong. */
  failed?: boolean;
  content: string;
}

export interface ToolOffer {
  tools: ToolDefinition[];
  /** How many rounds of tools one question may take, as the window's settings say. */
  mostRounds: number;
}

/** Tools that models may ask for, with a person's approval: those of a window, in its workspace. */
export interface Tools {
  /** Throws AbaiError `conflict` with a sentence when none may run here. */
  list(): Promise<ToolOffer>;
  /** Rejects only when the call was stopped (`cancelled`) or the window cannot be reached (`unavailable`). */
  run(call: { name: string; arguments: unknown }, options: CallOptions): Promise<ToolAnswer>;
}
