import type { Dice } from './dice.ts';
import type { Topic } from './topic.ts';

type Schema = Record<string, unknown>;

const DEEPEST = 12;

/** A JSON value that fits a simple JSON Schema, made of the prompt's words. Patterns and conditions are not looked at. */
export function sampleOf(schema: unknown, topic: Topic, dice: Dice): unknown {
  const root = (typeof schema === 'object' && schema !== null ? schema : {}) as Schema;
  const words = topic.keywords;

  const resolve = (node: Schema): Schema => {
    let at = node;
    for (let hop = 0; typeof at.$ref === 'string' && hop < 8; hop++) {
      let found: unknown = root;
      for (const step of at.$ref.replace(/^#\/?/, '').split('/').filter(Boolean)) {
        found = (found as Schema | undefined)?.[
          decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~')
        ];
      }
      at = (typeof found === 'object' && found !== null ? found : {}) as Schema;
    }
    return at;
  };

  const visit = (raw: unknown, name: string, depth: number): unknown => {
    if (typeof raw !== 'object' || raw === null) return words[0];
    let node = resolve(raw as Schema);
    if ('const' in node) return node.const;
    if (Array.isArray(node.enum) && node.enum.length > 0) return choose(node.enum);
    const options = node.anyOf ?? node.oneOf;
    if (Array.isArray(options) && options.length > 0) return visit(options[0], name, depth + 1);
    if (Array.isArray(node.allOf)) {
      node = node.allOf.reduce<Schema>((all, part) => merge(all, resolve(part as Schema)), { ...node });
    }
    const type = Array.isArray(node.type) ? node.type.find((one) => one !== 'null') : node.type;
    switch (type ?? (node.properties ? 'object' : node.items ? 'array' : 'string')) {
      case 'object':
        return object(node, depth);
      case 'array':
        return array(node, name, depth);
      case 'integer':
        return Math.round(between(node, 1));
      case 'number':
        return between(node, typeof node.multipleOf === 'number' ? node.multipleOf : 0.5);
      case 'boolean':
        return dice.roll(2) === 1;
      case 'null':
        return null;
      default:
        return text(node, name);
    }
  };

  /** An allowed value that the prompt names goes before chance. */
  const choose = (values: unknown[]): unknown =>
    values.find((value) => words.some((word) => word.toLowerCase() === String(value).toLowerCase())) ??
    dice.pick(values);

  const object = (node: Schema, depth: number): Schema => {
    const required = new Set(Array.isArray(node.required) ? (node.required as string[]) : []);
    const made: Schema = {};
    for (const [name, property] of Object.entries((node.properties ?? {}) as Schema)) {
      // Optional properties end recursive schemas.
      if (depth < DEEPEST && (required.has(name) || depth < 4)) made[name] = visit(property, name, depth + 1);
    }
    if (Object.keys(made).length === 0 && node.additionalProperties !== false && depth === 0) {
      made.demo = true;
      made.about = words.join(', ');
    }
    return made;
  };

  const array = (node: Schema, name: string, depth: number): unknown[] => {
    const fewest = typeof node.minItems === 'number' ? node.minItems : 0;
    const most = typeof node.maxItems === 'number' ? node.maxItems : Math.max(3, fewest);
    if (depth >= DEEPEST && fewest === 0) return [];
    const length = Math.min(most, Math.max(fewest, depth >= 4 ? fewest : 2));
    const prefix = Array.isArray(node.prefixItems) ? node.prefixItems : [];
    return Array.from({ length }, (_, at) =>
      visit(prefix[at] ?? node.items ?? {}, `${name} ${at}`, depth + 1),
    );
  };

  const between = (node: Schema, step: number): number => {
    const bound = (key: string, otherKey: string, nudge: number): number | undefined => {
      if (typeof node[key] === 'number') return node[key] as number;
      return typeof node[otherKey] === 'number' ? (node[otherKey] as number) + nudge : undefined;
    };
    const low = bound('minimum', 'exclusiveMinimum', step);
    const high = bound('maximum', 'exclusiveMaximum', -step);
    const from = low ?? (high !== undefined ? Math.min(0, high) : 1);
    const to = high ?? from + 10 * step;
    return Math.min(to, from + step * dice.roll(Math.max(1, Math.floor((to - from) / step) + 1)));
  };

  const text = (node: Schema, name: string): string => {
    const formatted = formats[String(node.format)];
    if (formatted !== undefined) return formatted;
    const label = name.replaceAll(/[_-]/g, ' ').trim();
    let made = label ? `Demo ${label}: ${dice.pick(words)}` : `Demo: ${words.join(', ')}`;
    const fewest = typeof node.minLength === 'number' ? node.minLength : 0;
    while (made.length < fewest) made += `, ${dice.pick(words)}`;
    return typeof node.maxLength === 'number' ? made.slice(0, node.maxLength) : made;
  };

  return visit(root, '', 0);
}

const formats: Readonly<Record<string, string>> = {
  date: '2001-02-03',
  time: '04:05:06Z',
  'date-time': '2001-02-03T04:05:06Z',
  email: 'demo@example.com',
  uri: 'https://example.com/demo',
  uuid: '00000000-0000-4000-8000-000000000000',
  ipv4: '192.0.2.1',
};

function merge(into: Schema, from: Schema): Schema {
  return {
    ...into,
    ...from,
    properties: { ...(into.properties as Schema), ...(from.properties as Schema) },
    required: [...((into.required as string[]) ?? []), ...((from.required as string[]) ?? [])],
  };
}
