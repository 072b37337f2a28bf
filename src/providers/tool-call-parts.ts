import type { Part } from '../core/ports/provider.ts';

/** A tool call whose arguments came as text. What isn't JSON is passed on as text, and said. */
export function toolCallParts(id: string, name: string, text: string): Part[] {
  const trimmed = text.trim();
  if (trimmed === '') return [{ type: 'tool-call', call: { id, name, arguments: {} } }];
  try {
    return [{ type: 'tool-call', call: { id, name, arguments: JSON.parse(trimmed) } }];
  } catch {
    return [
      {
        type: 'warning',
        warning: {
          code: 'tool-arguments-broken',
          message: `The arguments for the tool "${name}" aren't valid JSON.`,
        },
      },
      { type: 'tool-call', call: { id, name, arguments: text } },
    ];
  }
}
