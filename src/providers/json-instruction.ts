import type { GenerationRequest } from '../core/ports/provider.ts';

/** What asks for JSON in plain words, where the vendor has no switch for it. */
export function jsonInstruction(schema: GenerationRequest['schema']): string {
  const only = 'Answer with one JSON value and nothing else: no explanation, no Markdown code fence.';
  if (schema === undefined) return `${only} The value must be a JSON object.`;
  return `${only} The value must fit this JSON Schema:\n${JSON.stringify(schema.schema)}`;
}
