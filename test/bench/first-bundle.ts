import { readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../harness/vscode-install.ts';

interface Metafile {
  outputs: Record<string, { bytes: number; imports: { path: string; kind: string; external?: boolean }[] }>;
}

/** Bytes of dist/extension.mjs and all that it imports statically, from the last build's metafile. */
export function firstBundleBytes(): number {
  const file = path.join(root, 'out/meta/node.json');
  const { outputs } = JSON.parse(readFileSync(file, 'utf8')) as Metafile;
  const seen = new Set<string>();
  const visit = (name: string): void => {
    if (seen.has(name)) return;
    seen.add(name);
    for (const { path: imported, kind, external } of outputs[name]?.imports ?? []) {
      if (kind === 'import-statement' && !external) visit(imported);
    }
  };
  visit('dist/extension.mjs');
  return [...seen].reduce((sum, name) => sum + (outputs[name]?.bytes ?? Number.NaN), 0);
}
