/**
 * Whether OpenAI's strict mode takes the schema: every object closed, every property required. Others are sent as
 * not strict, where the schema guides the model and does not bind it.
 */
export function fitsStrictMode(schema: unknown): boolean {
  if (typeof schema !== 'object' || schema === null) return true;
  if (Array.isArray(schema)) return schema.every(fitsStrictMode);
  const node = schema as Record<string, unknown>;
  const properties = node.properties;
  const isObject = node.type === 'object' || typeof properties === 'object';
  if (isObject) {
    if (node.additionalProperties !== false) return false;
    const required = new Set(Array.isArray(node.required) ? node.required : []);
    if (Object.keys(properties ?? {}).some((name) => !required.has(name))) return false;
  }
  if ('oneOf' in node || 'allOf' in node || 'not' in node || 'patternProperties' in node) return false;
  const children = [node.items, node.anyOf, ...Object.values((properties as object | undefined) ?? {})];
  const definitions = [node.$defs, node.definitions].flatMap((defs) => Object.values((defs as object) ?? {}));
  return [...children, ...definitions].every(fitsStrictMode);
}
