import assert from 'node:assert/strict';
import {
  importsOf,
  LAYERS,
  problemsOf,
  readSources,
  unreachedFiles,
  unusedExports,
  withoutComments,
} from './harness/architecture.ts';

function check(file: string, text: string): string[] {
  return problemsOf({ path: file, text });
}

describe('the architecture', () => {
  it('is kept by every file of src and webview', () => {
    const files = readSources(['src', 'webview']);
    assert.ok(files.length > 100, `only ${files.length} files were found`);
    assert.deepEqual(files.flatMap(problemsOf), []);
  });

  it('has no layer that leads back to itself', () => {
    const below = (layer: string, path: string[]): void => {
      assert.ok(!path.includes(layer), `${[...path, layer].join(' -> ')}`);
      for (const next of LAYERS[layer] ?? []) below(next, [...path, layer]);
    };
    for (const layer of Object.keys(LAYERS)) below(layer, []);
  });
});

describe('the architecture checker', () => {
  const wrong: [what: string, file: string, text: string, problem: RegExp][] = [
    ['an import upwards', 'src/core/a.ts', `import { b } from '../backend/b.ts';`, /src\/backend\/b\.ts/],
    [
      'a type import upwards',
      'src/core/a.ts',
      `import type { B } from '../store/b.ts';`,
      /src\/store\/b\.ts/,
    ],
    [
      'an import over several lines',
      'src/core/a.ts',
      `import {\n  b,\n  c,\n} from '../store/b.ts';`,
      /src\/store/,
    ],
    ['a dynamic import upwards', 'src/gateway/a.ts', `await import('../extension/b.ts');`, /src\/extension/],
    ['an import type upwards', 'src/gateway/a.ts', `let b: import('../cli/b.ts').B;`, /src\/cli/],
    [
      'a re-export upwards',
      'src/core/a.ts',
      `export * from '../store/b.ts';\nexport const c = 1;`,
      /src\/store/,
    ],
    ['an import for its effect', 'src/core/a.ts', `import '../store/b.ts';`, /src\/store/],
    ['a sibling', 'src/providers/a/b.ts', `import { c } from '../../store/c.ts';`, /src\/store\/c\.ts/],
    [
      'a provider in the back end',
      'src/backend/a.ts',
      `import { c } from '../providers/c.ts';`,
      /src\/providers/,
    ],
    [
      'the back end in the webview',
      'webview/a/b.ts',
      `import { c } from '../../src/backend/c.ts';`,
      /src\/backend/,
    ],
    [
      'the webview in the extension',
      'src/extension/a.ts',
      `import { c } from '../../webview/c.ts';`,
      /webview\/c/,
    ],
    ['vscode outside the extension', 'src/gateway/a.ts', `import type { Uri } from 'vscode';`, /vscode/],
    ['sql.js outside the store', 'src/runtime/a.ts', `const sql = await import('sql.js');`, /sql\.js/],
    ['a file of sql.js', 'src/backend/a.ts', `import 'sql.js/dist/sql-wasm.js';`, /sql\.js/],
    ['Node in core', 'src/core/a.ts', `import { join } from 'node:path';`, /node:path/],
    ['Node without its prefix in core', 'src/core/a.ts', `import fs from 'fs';`, /fs/],
    ['another package in the protocol', 'src/protocol/a.ts', `import { Kysely } from 'kysely';`, /kysely/],
    [
      'code of jsonrpc in the protocol',
      'src/protocol/a.ts',
      `import { x } from 'vscode-jsonrpc';`,
      /vscode-jsonrpc/,
    ],
    ['an interactive transaction', 'src/store/a.ts', `await db.transaction().execute(f);`, /transaction/],
    ['a name without a subject', 'src/core/string-utils.ts', 'export const a = 1;', /name/],
    ['a folder without a subject', 'src/core/helpers/a.ts', 'export const a = 1;', /name/],
    [
      'a barrel',
      'src/core/index.ts',
      `// All of it\nexport { a } from './a.ts';\nexport * from './b.ts';`,
      /passes on/,
    ],
    [
      'a barrel in two steps',
      'src/core/all.ts',
      `import { a } from './a.ts';\nexport { b } from './b.ts';\nexport { a };`,
      /passes on/,
    ],
    ['a file in no layer', 'src/stray.ts', '', /no layer/],
  ];
  for (const [what, file, text, problem] of wrong) {
    it(`finds ${what}`, () => {
      const problems = check(file, text);
      assert.equal(problems.length, 1, problems.join('\n'));
      assert.match(problems[0]!, problem);
    });
  }

  const right: [what: string, file: string, text: string][] = [
    ['an import downwards', 'src/backend/a.ts', `import { b } from '../core/b.ts';`],
    ['an import within a layer', 'src/store/a/b.ts', `import { c } from '../c.ts';`],
    ['the types of jsonrpc in the protocol', 'src/protocol/a.ts', `import type { X } from 'vscode-jsonrpc';`],
    [
      'an import in a comment',
      'src/core/a.ts',
      `// import '../store/b.ts';\n/* import x from 'vscode'; */ export const a = 1;`,
    ],
    ['a word that ends in import', 'src/core/a.ts', `reimport('vscode'); x.import('vscode');`],
    ['a transaction in a comment', 'src/store/a.ts', `// never db.transaction()\nexport const a = 1;`],
    ['an index that does something', 'src/core/index.ts', `export { a } from './a.ts';\nexport const b = 1;`],
    ['JSON', 'src/extension/a.ts', `import names from '../../package.nls.json' with { type: 'json' };`],
    ['a name with "common" inside a word', 'src/core/uncommon-words.ts', 'export const a = 1;'],
  ];
  for (const [what, file, text] of right) {
    it(`lets pass ${what}`, () => assert.deepEqual(check(file, text), []));
  }

  it('finds a file that only itself and other dead files import', () => {
    const files = [
      { path: 'src/cli/main.ts', text: `import type { A } from './a.ts';` },
      { path: 'src/cli/a.ts', text: `export const load = () => import('../core/b.ts');` },
      { path: 'src/core/b.ts', text: '' },
      { path: 'src/core/dead.ts', text: `import '../core/deader.ts';` },
      { path: 'src/core/deader.ts', text: `import './dead.ts';` },
    ];
    assert.deepEqual(unreachedFiles(files, ['src/cli/main.ts']), ['src/core/dead.ts', 'src/core/deader.ts']);
  });

  it('finds an export that nothing uses', () => {
    const files = [
      { path: 'src/cli/main.ts', text: `import { used } from './a.ts';\nexport const entry = used;` },
      {
        path: 'src/cli/a.ts',
        text: `export const used = 1;\n// unused\nexport function unused() {}\nexport const own = 1;\nown;`,
      },
    ];
    assert.deepEqual(unusedExports(files, ['src/cli/main.ts']), ['src/cli/a.ts: unused']);
    const tests = [{ path: 'test/cli/a.test.ts', text: `import { unused } from '../../src/cli/a.ts';` }];
    assert.deepEqual(unusedExports(files, ['src/cli/main.ts'], tests), []);
  });

  it('keeps strings with comment signs', () => {
    assert.equal(withoutComments(`const a = 'http://b'; // c`).trim(), `const a = 'http://b';`);
    assert.deepEqual(importsOf(`const a = '/*'; import b from './b.ts'; const c = '*/';`), [
      { specifier: './b.ts', typeOnly: false },
    ]);
  });
});
