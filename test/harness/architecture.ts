/** The rules about which file may import what, as a function of files: test/architecture.test.ts feeds it the real ones. */

import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import path from 'node:path';
import { root } from './vscode-install.ts';

export interface SourceFile {
  /** From the root, with slashes: `src/core/cost.ts`. */
  path: string;
  text: string;
}

/** All TypeScript files below these folders of the root. */
export function readSources(folders: string[]): SourceFile[] {
  return folders.flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => path.posix.join(folder, file.replaceAll(path.sep, '/')))
      .map((file) => ({ path: file, text: readFileSync(path.join(root, file), 'utf8') })),
  );
}

/** What each layer may import besides itself. Nothing here leads back up, and the test says so. */
export const LAYERS: Record<string, readonly string[]> = {
  'src/extension': [
    'src/runtime',
    'src/gateway',
    'src/backend',
    'src/providers',
    'src/store',
    'src/core',
    'src/protocol',
  ],
  'src/cli': [
    'src/runtime',
    'src/gateway',
    'src/backend',
    'src/providers',
    'src/store',
    'src/core',
    'src/protocol',
  ],
  'src/runtime': ['src/gateway', 'src/backend', 'src/providers', 'src/store', 'src/core', 'src/protocol'],
  'src/gateway': ['src/backend', 'src/core', 'src/protocol'],
  'src/backend': ['src/core', 'src/protocol'],
  'src/providers': ['src/core', 'src/protocol'],
  'src/store': ['src/core', 'src/protocol'],
  'src/core': ['src/protocol'],
  'src/protocol': [],
  webview: ['src/core', 'src/protocol'],
};

/** Packages that have one place. */
const PLACES: Record<string, string> = { vscode: 'src/extension', 'sql.js': 'src/store', pg: 'src/store' };

/** Layers that run in a browser too. */
const WITHOUT_NODE = ['src/core', 'src/protocol', 'webview'];

const MEANINGLESS_NAME = /(^|[-.])(utils?|helpers?|common|managers?|misc)([-.]|$)/i;

interface Import {
  specifier: string;
  typeOnly: boolean;
}

/** The text without comments. Strings stay: a comment sign in a string does not begin a comment. */
export function withoutComments(text: string): string {
  const stringOrComment =
    /("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`)|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g;
  return text.replaceAll(stringOrComment, (_match, string: string | undefined) => string ?? ' ');
}

/** Every import of a file: static, type, re-export, dynamic, and `import('…').Type`. */
export function importsOf(text: string): Import[] {
  const code = withoutComments(text);
  const found: Import[] = [];
  const statement = /(?<![\w$.])(?:import|export)\s+(type\s+)?(?:[\w$*\s{},]+?from\s*)?(['"])([^'"\n]+)\2/g;
  for (const [, type, , specifier] of code.matchAll(statement)) {
    found.push({ specifier: specifier!, typeOnly: type !== undefined });
  }
  const call = /(typeof\s+|[:<|&,=]\s*)?(?<![\w$.])(?:import|require)\s*\(\s*(['"`])([^'"`\n]+)\2/g;
  for (const [whole, , , specifier] of code.matchAll(call)) {
    found.push({ specifier: specifier!, typeOnly: whole.startsWith('typeof') });
  }
  return found;
}

function layerOf(file: string): string | undefined {
  return Object.keys(LAYERS).find((layer) => file.startsWith(`${layer}/`));
}

function packageOf(specifier: string): string {
  const parts = specifier.split('/');
  return specifier.startsWith('@') ? parts.slice(0, 2).join('/') : parts[0]!;
}

function importProblem(file: string, layer: string, { specifier, typeOnly }: Import): string | undefined {
  if (specifier.startsWith('.')) {
    const target = path.posix.join(path.posix.dirname(file), specifier);
    const targetLayer = layerOf(target);
    if (targetLayer === layer || (targetLayer && LAYERS[layer]?.includes(targetLayer))) return undefined;
    // Data and style sheets that are bundled in belong to nobody.
    if (!targetLayer && /\.(json|css|svg)$/.test(target)) return undefined;
    return `imports ${target}, which ${layer} may not`;
  }
  const name = packageOf(specifier);
  const place = PLACES[name];
  if (place && place !== layer) return `imports ${name}, which belongs in ${place}`;
  const ofNode = specifier.startsWith('node:') || builtinModules.includes(name);
  if (ofNode && WITHOUT_NODE.includes(layer))
    return `imports ${specifier}, but ${layer} runs in a browser too`;
  if (layer === 'src/protocol' && name !== 'zod' && !(name === 'vscode-jsonrpc' && typeOnly)) {
    return `imports ${specifier}, but the protocol knows only zod and the types of vscode-jsonrpc`;
  }
  return undefined;
}

/** Whether a file does nothing but pass on what others export. */
function isBarrel(text: string): boolean {
  const code = withoutComments(text).trim();
  const rest = code.replaceAll(
    /(?:import|export)\s+(?:type\s+)?[\w$*\s{},]+?from\s*['"][^'"]+['"]\s*;?/g,
    '',
  );
  return /export\s[^;]*?from/.test(code) && rest.replaceAll(/export\s*\{[^}]*\}\s*;?/g, '').trim() === '';
}

/** What is wrong with one file, as sentences. */
export function problemsOf({ path: file, text }: SourceFile): string[] {
  const layer = layerOf(file);
  if (!layer) return [`${file}: is in no layer of the design`];
  const problems: (string | undefined)[] = importsOf(text).map((each) => importProblem(file, layer, each));
  const folders = file.split('/');
  if (folders.some((name) => MEANINGLESS_NAME.test(name)))
    problems.push('has a name that says nothing of its subject');
  if (isBarrel(text)) problems.push('only passes on what other files export');
  if (/\.transaction\s*\(/.test(withoutComments(text))) {
    problems.push('opens an interactive transaction: hand over a batch of compiled queries');
  }
  return problems.filter((problem) => problem !== undefined).map((problem) => `${file}: ${problem}`);
}

/** The files that no entry point leads to, not even by a type. */
export function unreachedFiles(files: SourceFile[], entries: string[]): string[] {
  const texts = new Map(files.map((file) => [file.path, file.text]));
  const reached = new Set<string>();
  const visit = (file: string): void => {
    const text = texts.get(file);
    if (text === undefined || reached.has(file)) return;
    reached.add(file);
    for (const { specifier } of importsOf(text)) {
      if (specifier.startsWith('.')) visit(path.posix.join(path.posix.dirname(file), specifier));
    }
  };
  for (const entry of entries) visit(entry);
  return files.map((file) => file.path).filter((file) => !reached.has(file));
}

/** `file: name` for each export that its own file does not use either, and no other file, `users` included, names. */
export function unusedExports(files: SourceFile[], entries: string[], users: SourceFile[] = []): string[] {
  const wordsOf = (text: string) => text.match(/[A-Za-z_$][\w$]*/g) ?? [];
  const counts = new Map<string, number>();
  const codes = files.map((file) => ({ path: file.path, code: withoutComments(file.text) }));
  for (const code of [...codes.map((each) => each.code), ...users.map((user) => user.text)]) {
    for (const word of wordsOf(code)) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  const declaration =
    /^export (?:async |abstract )*(?:function\*?|const|let|class|interface|type) ([\w$]+)/gm;
  return codes
    .filter(({ path: file }) => !entries.includes(file))
    .flatMap(({ path: file, code }) => {
      const names = new Set([...code.matchAll(declaration)].map(([, name]) => name!));
      return [...names].filter((name) => counts.get(name) === 1).map((name) => `${file}: ${name}`);
    });
}
