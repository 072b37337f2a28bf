import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const folder = resolve(import.meta.dirname, '../.github/workflows');

describe('the workflows', () => {
  it('name each action by its commit, because a tag can be moved, and say which version that is', () => {
    const files = readdirSync(folder).filter((file) => /\.ya?ml$/.test(file));
    const uses = files.flatMap((file) =>
      [...readFileSync(join(folder, file), 'utf8').matchAll(/^\s*(?:-\s+)?uses:\s*(.+)$/gm)].map(
        ([, used]) => used!,
      ),
    );
    assert.ok(uses.length > 3);
    const pinned = /^[\w.-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/;
    assert.deepEqual(
      uses.filter((used) => !used.startsWith('./') && !pinned.test(used)),
      [],
    );
  });
});
