/** A schema's name as vendors take it: 1-64 characters of [A-Za-z0-9_-]. */
export function schemaName(name: string): string {
  return name.replace(/[^A-Za-z0-9_-]/g, '_').slice(0, 64) || 'answer';
}
