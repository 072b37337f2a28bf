import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LocalEngine } from '../../src/store/engine/local-engine.ts';
import { mediaFolder } from '../../src/store/media-folder.ts';
import { migrate } from '../../src/store/migrate.ts';
import { migrations } from '../../src/store/migrations/all.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

describe('media folder', () => {
  let dir: string;
  let engine: LocalEngine;
  let now = Date.UTC(2026, 10, 21);
  const media = () => mediaFolder(join(dir, 'media'), engine, () => now);

  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'abai-media-'));
    engine = await LocalEngine.open(join(dir, 'ab-ai.db'));
    await migrate(engine, migrations, () => now);
  });
  afterEach(async () => {
    await engine.close();
    await rm(dir, { recursive: true, force: true });
  });

  it('keeps the same content once, by its hash, and gives it back', async () => {
    const hash = await media().keep(bytes('hello'));
    assert.equal(hash, '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824');
    assert.equal(await media().keep(bytes('hello')), hash);
    assert.deepEqual(await readdir(join(dir, 'media')), [hash]);
    assert.equal(Buffer.from((await media().read(hash))!).toString(), 'hello');
  });

  it('writes a file anew that a crash cut off', async () => {
    const hash = await media().keep(bytes('hello'));
    await writeFile(join(dir, 'media', hash), 'he');
    await media().keep(bytes('hello'));
    assert.equal(Buffer.from((await media().read(hash))!).toString(), 'hello');
  });

  it('reads nothing that is not there, nor anything beside its folder', async () => {
    assert.equal(await media().read('0'.repeat(64)), undefined);
    assert.equal(await media().read('../ab-ai.db'), undefined);
  });

  it('sweeps what no message names and nobody gave for a while', async () => {
    const [named, young, old] = await Promise.all(
      ['named', 'young', 'old'].map((text) => media().keep(bytes(text))),
    );
    await engine.commit([
      {
        sql: `insert into projects (id, name, description, settings, created_at, last_used) values ('p', 'P', '', '{}', 1, 1)`,
      },
      {
        sql: `insert into conversations (id, project_id, name, created_at, last_used) values ('c', 'p', 'C', 1, 1)`,
      },
      {
        sql: `insert into messages (id, conversation_id, role, content, status, timestamp, attachments)
          values ('m', 'c', 'user', 'x', 'complete', 1, ?)`,
        parameters: [JSON.stringify([{ kind: 'text', name: 'a', hash: named, bytes: 5, tokens: 1 }])],
      },
    ]);
    const long = now / 1000 - 1000;
    for (const hash of [named!, old!]) await utimes(join(dir, 'media', hash), long, long);
    await utimes(join(dir, 'media', young!), now / 1000, now / 1000);
    assert.equal(await media().sweep(now - 500_000), 1);
    assert.deepEqual((await readdir(join(dir, 'media'))).sort(), [named, young].sort());
  });

  it('makes a content young again that is given once more', async () => {
    const hash = await media().keep(bytes('draft'));
    await utimes(join(dir, 'media', hash), 1, 1);
    now += 1000;
    await media().keep(bytes('draft'));
    assert.equal(await media().sweep(now - 500), 0);
  });
});
