import { type Node, parse } from 'acorn';
import { transformSync } from 'esbuild';

export interface FoundWords {
  /** The texts of every `t(…)`. */
  keys: string[];
  /** What looks like words for people and goes through no `t`, and calls of `t` that nothing could look up. */
  bare: string[];
}

/** Attributes and properties whose text people read or hear. */
const readAttributes =
  /^(?:aria-(?:label|description|roledescription|valuetext|placeholder)|title|label|placeholder|alt|heading|summary)$/;
/** Where a text is for machines: what is compared, thrown at developers, looked up or written to a log. */
const machineCalls =
  /^(?:Error|TypeError|RegExp|CustomEvent|Event|URL|customElement|query|queryAll|property|querySelector|querySelectorAll|closest|matches|setAttribute|getAttribute|toggleAttribute|removeAttribute|addEventListener|matchMedia|emit|setProperty|getPropertyValue)$/;
const keyNames =
  /^(?:Enter|Escape|Home|End|Tab|Delete|Backspace|Control|Shift|Meta|Alt|Insert|Page(?:Up|Down)|Arrow\w+|Canvas\w*|Highlight\w*|[FK]ey\w*|Number|String|Boolean|Object|Array|Markdown|Ollama)$/;
const hole = '\u0000';

type AnyNode = Node & Record<string, unknown>;

/** The words of one file of the pages, read from its syntax. */
export function scanWords(source: string): FoundWords {
  const { code } = transformSync(source, {
    loader: 'ts',
    target: 'esnext',
    tsconfigRaw: { compilerOptions: { experimentalDecorators: true, useDefineForClassFields: false } },
  });
  const found: FoundWords = { keys: [], bare: [] };
  visit(parse(code, { ecmaVersion: 'latest', sourceType: 'module' }) as unknown as AnyNode, found);
  return found;
}

function visit(node: AnyNode, found: FoundWords): void {
  if (node.type === 'CallExpression' || node.type === 'NewExpression') visitCall(node, found);
  else if (node.type === 'TaggedTemplateExpression') visitTagged(node, found);
  else {
    const text = node.type === 'TemplateLiteral' ? quasisOf(node).join(hole) : node.value;
    if (typeof text === 'string' && looksLikeWords(text)) found.bare.push(shown(text));
    for (const part of partsWithWords(node)) visitChild(node[part], found);
  }
}

/** The parts of a node that may hold words: not what is compared, imported, or a name. */
function partsWithWords(node: AnyNode): string[] {
  switch (node.type) {
    case 'ImportDeclaration':
    case 'ExportAllDeclaration':
      return [];
    case 'BinaryExpression':
      return node.operator === '+' ? ['left', 'right'] : [];
    case 'SwitchCase':
      return ['consequent'];
    case 'Property':
    case 'PropertyDefinition':
    case 'MethodDefinition':
      return ['value'];
    case 'MemberExpression':
      return ['object'];
    case 'TemplateLiteral':
      return ['expressions'];
    case 'VariableDeclarator':
      // What esbuild adds begins like this.
      return (node.id as { name?: string }).name?.startsWith('__') ? [] : ['init'];
    case 'AssignmentExpression':
      return (node.left as { property?: { name?: string } }).property?.name === 'className' ? [] : ['right'];
    default:
      return Object.keys(node);
  }
}

function visitChild(child: unknown, found: FoundWords): void {
  if (Array.isArray(child)) for (const each of child) visitChild(each, found);
  else if (child && typeof child === 'object' && 'type' in child) visit(child as AnyNode, found);
}

function visitCall(node: AnyNode, found: FoundWords): void {
  const callee = node.callee as AnyNode & { name?: string; property?: { name?: string } };
  const name = callee.name ?? callee.property?.name ?? '';
  const [first, ...rest] = node.arguments as AnyNode[];
  visitChild(callee, found);
  if (callee.type === 'Identifier' && (name === 't' || name === 'tParts')) {
    const key = first && literalText(first);
    if (key === undefined) found.bare.push('t(…) of something other than one literal');
    else found.keys.push(key);
    visitChild(rest, found);
  } else if (!machineCalls.test(name)) visitChild(node.arguments, found);
}

function literalText(node: AnyNode): string | undefined {
  if (node.type === 'Literal' && typeof node.value === 'string') return node.value;
  const quasis = node.type === 'TemplateLiteral' ? quasisOf(node) : [];
  return quasis.length === 1 ? quasis[0] : undefined;
}

function quasisOf(template: AnyNode): string[] {
  return (template.quasis as { value: { cooked: string } }[]).map(({ value }) => value.cooked);
}

function visitTagged(node: AnyNode, found: FoundWords): void {
  const tag = (node.tag as { name?: string }).name;
  const template = node.quasi as AnyNode;
  const quasis = quasisOf(template);
  const expressions = template.expressions as AnyNode[];
  if (tag === 'html' || tag === 'svg') found.bare.push(...bareMarkup(quasis.join(hole)));
  expressions.forEach((expression, at) => {
    // Classes and the like are names, however many there are.
    if (
      tag !== 'css' &&
      !/(?:class|style|id|role|icon|name|slot|part|type|d)=["']?[^"'=<>]*$/.test(quasis[at]!)
    )
      visit(expression, found);
  });
}

/** Text between tags, and in attributes that people read. */
function bareMarkup(markup: string): string[] {
  const bare: string[] = [];
  const texts = markup.replaceAll(/<!--.*?-->/gs, '').replaceAll(/<\/?[\w-][^<>]*>/g, (tag) => {
    for (const [, name, double, single] of tag.matchAll(/([\w-]+)=(?:"([^"]*)"|'([^']*)')/g)) {
      const value = double ?? single ?? '';
      if (readAttributes.test(name!) && hasWord(value)) bare.push(`${name}="${shown(value)}"`);
    }
    for (const [, name, value] of tag.matchAll(/([\w-]+)=([^"'\s>]+)/g))
      if (readAttributes.test(name!) && hasWord(value!)) bare.push(`${name}=${shown(value!)}`);
    return '\n\n';
  });
  for (const text of texts.split(/\n\s*\n/))
    if (hasWord(text)) bare.push(shown(text.trim().replace(/\s+/g, ' ')));
  return bare;
}

function hasWord(text: string): boolean {
  return /\p{L}{2}/u.test(text.replaceAll(hole, ' ').replaceAll(/&\w+;|\b(?:ms|A-B\/AI)\b/g, ''));
}

/** A guess about a literal in code: two words in a row, a word beside a value, or one with a capital letter. */
function looksLikeWords(literal: string): boolean {
  const text = literal.replaceAll(/(?<=\0 )min\b/g, '');
  if (/^[\w-]*\/|^[#.:@<([{-]|[{}=]|;$|:\/\/|^\S+\.\w+$/.test(text.replaceAll(hole, '0'))) return false;
  if (/\p{L}{2}['’]?[,;:.]? \p{L}{2}/u.test(text)) return true;
  if (text.includes(hole)) return /\p{L}{3,}[,;:.]? \0|\0[,;:.]? \p{L}{3,}/u.test(text);
  return /^\p{Lu}\p{Ll}+…?$/u.test(text) && !keyNames.test(text);
}

function shown(text: string): string {
  return text.replaceAll(hole, '…');
}
