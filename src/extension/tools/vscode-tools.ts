import * as vscode from 'vscode';
import type { ToolDefinition } from '../../core/ports/provider.ts';
import type { ToolAnswer } from '../../core/ports/tools.ts';
import { withToken } from './workspace-folders.ts';

/** Milliseconds: a tool may ask a person something, or search for long. */
const mostMs = 5 * 60_000;

/** Vendors refuse other names. */
const nameForVendors = /^[A-Za-z0-9_-]{1,64}$/;

/** The tools that extensions registered with VS Code. */
export function registeredTools(): ToolDefinition[] {
  return vscode.lm.tools.flatMap(({ name, description, inputSchema }) =>
    nameForVendors.test(name)
      ? [{ name, description, parameters: { type: 'object', ...inputSchema } as Record<string, unknown> }]
      : [],
  );
}

export async function runRegistered(name: string, input: object, signal: AbortSignal): Promise<ToolAnswer> {
  const { content } = await withToken(
    signal,
    (token) => vscode.lm.invokeTool(name, { input, toolInvocationToken: undefined }, token),
    mostMs,
  );
  const texts = content.flatMap((part) => {
    if (part instanceof vscode.LanguageModelTextPart) return [part.value];
    if (part instanceof vscode.LanguageModelPromptTsxPart) return [JSON.stringify(part.value)];
    return [];
  });
  if (texts.length < content.length) texts.push('[Parts that are no text were left out.]');
  return { content: texts.join('\n') };
}
