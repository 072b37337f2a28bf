import { type Node, parse } from 'acorn';
import { transformSync } from 'esbuild';

export interface FoundSentences {
  /** What people are told: what every AbaiError says, and what else reads as a sentence. `{0}` … for the values. */
  sentences: string[];
  /** Every text, of which some are parts of sentences. */
  texts: string[];
}

type AnyNode = Node & Record<string, unknown>;

/** Objects that hear no sentence for people. Tagged templates are SQL. */
const unheard = new Set(['log', '#log', 'console']);

/** The sentences that one source file makes, read from its syntax. */
export function scanSentences(source: string): FoundSentences {
  const { code } = transformSync(source, { loader: 'ts', target: 'esnext' });
  const found: FoundSentences = { sentences: [], texts: [] };
  visit(parse(code, { ecmaVersion: 'latest', sourceType: 'module' }) as unknown as AnyNode, found);
  return found;
}

function visit(node: AnyNode, found: FoundSentences): void {
  if (/^(?:Import|ExportAll)Declaration$/.test(node.type) || isUnheard(node)) return;
  const made = node.type === 'NewExpression' ? (node.callee as { name?: string }).name : undefined;
  if (made === 'AbaiError') {
    const [code, message, ...rest] = node.arguments as AnyNode[];
    if (message) takeAll(message, found);
    visitChild([code, ...rest], found);
    return;
  }
  // A plain one is for developers, but some are taken up into a sentence.
  if (made === 'Error') {
    visitChild(node.arguments, { ...found, sentences: [] });
    return;
  }
  const text = templateText(node);
  if (text === undefined) for (const part of Object.values(node)) visitChild(part, found);
  else take(text, found, readsAsSentence(text.text));
}

/** A message, or each of the two that it may be. */
function takeAll(node: AnyNode, found: FoundSentences): void {
  const text = templateText(node);
  if (text) take(text, found, true);
  else if (node.type === 'ConditionalExpression') {
    takeAll(node.consequent as AnyNode, found);
    takeAll(node.alternate as AnyNode, found);
  } else visitChild(node, found);
}

function take({ text, holes }: Template, found: FoundSentences, isSentence: boolean): void {
  const trimmed = text.trim();
  if (trimmed !== '') found.texts.push(trimmed);
  if (isSentence && /\p{L}/u.test(trimmed.replaceAll(/\{\d\}/g, ''))) found.sentences.push(trimmed);
  for (const hole of holes) visit(hole, found);
}

function visitChild(child: unknown, found: FoundSentences): void {
  if (Array.isArray(child)) for (const each of child) visitChild(each, found);
  else if (child && typeof child === 'object' && 'type' in child) visit(child as AnyNode, found);
}

function isUnheard(node: AnyNode): boolean {
  if (node.type === 'TaggedTemplateExpression') return true;
  if (node.type !== 'CallExpression') return false;
  const { object } = node.callee as { object?: { name?: string; property?: { name?: string } } };
  return unheard.has(object?.property?.name ?? object?.name ?? '');
}

interface Template {
  text: string;
  holes: AnyNode[];
}

/** A literal, a template literal, or several that are added. */
function templateText(node: AnyNode): Template | undefined {
  const parts = partsOf(node);
  if (!parts.some((part) => typeof part === 'string')) return undefined;
  const holes = parts.filter((part) => typeof part !== 'string');
  let number = 0;
  const text = parts.map((part) => (typeof part === 'string' ? part : `{${number++}}`)).join('');
  return { text, holes };
}

function partsOf(node: AnyNode): (string | AnyNode)[] {
  if (node.type === 'Literal') return typeof node.value === 'string' ? [node.value] : [];
  if (node.type === 'TemplateLiteral') {
    const expressions = node.expressions as AnyNode[];
    return (node.quasis as { value: { cooked: string } }[]).flatMap(({ value }, at) =>
      at < expressions.length ? [value.cooked, expressions[at]!] : [value.cooked],
    );
  }
  if (node.type === 'BinaryExpression' && node.operator === '+') {
    const sides = [node.left as AnyNode, node.right as AnyNode];
    return sides.flatMap((side) => {
      const parts = partsOf(side);
      return parts.length > 0 ? parts : [side];
    });
  }
  return [];
}

/** Three words, a beginning and an end. */
function readsAsSentence(text: string): boolean {
  const said = text.trim();
  return (
    /^(?:\p{Lu}|\{\d\}|[“"…])/u.test(said) &&
    /\p{Ll}[^\s]*[.!?]$/u.test(said.replace(/\{\d\}/g, 'a')) &&
    (said.match(/\p{L}+|\{\d\}/gu)?.length ?? 0) >= 3
  );
}
