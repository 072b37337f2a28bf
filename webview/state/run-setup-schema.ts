import { t } from '../words/translate.ts';
/** A JSON Schema as text; nothing at all when it is empty. */
export function readSchema(text: string): { value?: Record<string, unknown>; problem?: string } {
  if (text.trim() === '') return {};
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return { value: value as Record<string, unknown> };
    }
    return { problem: 'A JSON Schema is an object, like {"type": "object"}.' };
  } catch (error) {
    return { problem: t('This is not JSON: {0}.', (error as Error).message) };
  }
}
