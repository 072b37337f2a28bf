import type { ToolDefinition } from '../../core/ports/provider.ts';
import type { ToolAnswer } from '../../core/ports/tools.ts';
import { AbaiError } from '../../protocol/errors.ts';
import { diagnostics } from './diagnostics.ts';
import { listFiles } from './list-files.ts';
import { readFile } from './read-file.ts';
import { searchText } from './search-text.ts';
import { symbols } from './symbols.ts';
import { registeredTools, runRegistered } from './vscode-tools.ts';
import type { WorkspaceTool } from './workspace-tool.ts';

export function workspaceTools(): WorkspaceTool[] {
  return [readFile, listFiles, searchText, diagnostics, symbols];
}

/** The registered ones that no tool of ours stands before. */
export function furtherTools(): ToolDefinition[] {
  const own = new Set(workspaceTools().map(({ name }) => name));
  return registeredTools().filter(({ name }) => !own.has(name));
}

export function allTools(): ToolDefinition[] {
  const own = workspaceTools().map(({ name, description, parameters }) => ({
    name,
    description,
    parameters,
  }));
  return [...own, ...furtherTools()];
}

/** Never throws but for a call that was stopped: what goes wrong is told to the model. */
export async function runTool(
  { name, arguments: given }: { name: string; arguments: unknown },
  signal: AbortSignal,
): Promise<ToolAnswer> {
  try {
    const input = given === undefined || given === null ? {} : given;
    if (typeof input !== 'object' || Array.isArray(input)) {
      return { failed: true, content: 'The arguments must be a JSON object.' };
    }
    const own = workspaceTools().find((tool) => tool.name === name);
    if (own) return { content: await own.run(input as Record<string, unknown>, signal) };
    if (furtherTools().some((tool) => tool.name === name)) return await runRegistered(name, input, signal);
    return { failed: true, content: `There is no tool named “${name}”.` };
  } catch (thrown) {
    if (signal.aborted) throw new AbaiError('cancelled', 'Stopped.');
    return { failed: true, content: (thrown as Error | undefined)?.message || 'The tool failed.' };
  }
}
