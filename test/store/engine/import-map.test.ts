import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileImports, importMapFor } from '../../../src/store/engine/import-map.ts';

const require = createRequire(import.meta.url);

interface Trace {
  calls: { name: string; namespace: string }[];
  memory: string;
  sha256: string;
}

/**
 * Runs one build of sql.js through a fixed workload and notes every call out of the wasm. The release build has
 * one-letter import names, the debug build real ones; the same workload makes the same calls in both.
 */
async function trace(build: string): Promise<Trace> {
  const script = require.resolve(`sql.js/dist/${build}.js`);
  delete require.cache[script];
  const binary = readFileSync(script.replace(/\.js$/, '.wasm'));
  const calls: Trace['calls'] = [];
  let memory = '';
  // biome-ignore lint/suspicious/noExplicitAny: the module's hooks and the WebAssembly types are not declared
  const wasm = (globalThis as any).WebAssembly;
  const realRandom = Math.random;
  let n = 0;
  // Names of temporary files and databases are random; their length must not differ between the builds.
  Math.random = () => 0.25 + (n++ % 7) / 100;
  try {
    const sql = await require(script)({
      useOldExtensionFunctions: false,
      // biome-ignore lint/suspicious/noExplicitAny: as above
      instantiateWasm(imports: any, done: (instance: unknown, module: unknown) => void) {
        // The debug build passes one object under two names.
        const wrapped = new Set<unknown>();
        for (const [namespace, functions] of Object.entries<Record<string, unknown>>(imports)) {
          if (wrapped.has(functions)) continue;
          wrapped.add(functions);
          for (const [name, value] of Object.entries(functions)) {
            if (typeof value !== 'function') continue;
            functions[name] = (...args: unknown[]) => {
              calls.push({ name, namespace });
              return value(...args);
            };
          }
        }
        wasm
          .instantiate(binary, imports)
          .then((result: { instance: { exports: object }; module: unknown }) => {
            const exports = result.instance.exports as Record<string, unknown>;
            memory = Object.keys(exports).find((key) => exports[key] instanceof wasm.Memory) ?? '';
            done(result.instance, result.module);
          });
        return {};
      },
    });
    calls.length = 0;
    let db = new sql.Database(new Uint8Array(0));
    db.exec('create table t(a integer primary key, b); insert into t values(1, zeroblob(20000))');
    db.exec('begin; insert into t values(2, zeroblob(90000)); commit; delete from t where a = 2');
    db.exec('pragma journal_mode = truncate; insert into t values(3, 1)');
    db.exec('pragma journal_mode = persist; insert into t values(4, 1); vacuum');
    // A temporary table larger than its cache spills, which looks for a folder with access().
    db.exec('pragma temp_store = file; pragma temp.cache_size = 1; create temp table big(v)');
    db.exec('insert into big select zeroblob(4000) from t, t, t, t');
    db.exec('pragma locking_mode = exclusive; pragma journal_mode = wal; insert into t values(5, 1)');
    db.exec('pragma wal_checkpoint(truncate); pragma journal_mode = delete');
    const bytes = db.export();
    db.close();
    db = new sql.Database(bytes);
    db.exec('select * from t');
    db.close();
  } finally {
    Math.random = realRandom;
  }
  return { calls, memory, sha256: createHash('sha256').update(binary).digest('hex') };
}

describe('import map', () => {
  it('is what the debug build of the installed sql.js says', async () => {
    const debug = await trace('sql-wasm-debug');
    const release = await trace('sql-wasm');
    assert.equal(release.calls.length, debug.calls.length, 'the builds make the same calls');
    const derived = new Map<string, string>();
    const namespaces = new Set<string>();
    release.calls.forEach(({ name, namespace }, i) => {
      const real = (debug.calls[i]?.name ?? '').replace(/^__syscall_/, '');
      assert.equal(derived.get(real) ?? name, name, `${real} has one name only`);
      derived.set(real, name);
      namespaces.add(namespace);
    });
    const expected = {
      namespace: [...namespaces].join(),
      memory: release.memory,
      names: Object.fromEntries(fileImports.map((name) => [name, derived.get(name)])),
    };
    assert.deepEqual(importMapFor(release.sha256), expected);
  });

  it('refuses a wasm that it does not know with a sentence for the developer', () => {
    assert.throws(() => importMapFor('00ff'), {
      code: 'store',
      message: /00ff.*Developer:.*import-map\.test\.ts/,
    });
  });
});
