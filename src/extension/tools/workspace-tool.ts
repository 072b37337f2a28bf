import type { ToolDefinition } from '../../core/ports/provider.ts';

/** A tool that reads the workspace and changes nothing. What it says and is told is for models, in English. */
export interface WorkspaceTool extends ToolDefinition {
  /** Throws AbaiError with a sentence that the model is told. */
  run(given: Record<string, unknown>, signal: AbortSignal): Promise<string>;
}
