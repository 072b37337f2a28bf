import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { LocalEngine } from '../../../src/store/engine/local-engine.ts';
import { openOrSetAside } from '../../../src/store/engine/open-or-set-aside.ts';
import { migrate } from '../../../src/store/migrate.ts';
import { migrations } from '../../../src/store/migrations/all.ts';

const messages = 400;

describe('a database with damage where everything begins', function () {
  this.timeout(120_000);
  let folder: string;
  let sound: string;
  let file: string;

  before(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'abai-scan-'));
    sound = path.join(folder, 'sound.db');
    file = path.join(folder, 'a.db');
    const engine = await LocalEngine.open(sound);
    await migrate(engine, migrations, () => 1);
    await engine.commit([
      { sql: `insert into projects (id, name, created_at, last_used) values ('p', 'P', 1, 1)` },
      { sql: `insert into settings values ('a', '"b"')` },
      {
        sql: `insert into conversations (id, project_id, name, created_at, last_used) values ('c', 'p', 'C', 1, 1)`,
      },
      {
        sql: `with recursive n(i) as (select 1 union all select i + 1 from n where i < ${messages})
          insert into messages (id, conversation_id, role, content, status, timestamp)
          select 'm' || i, 'c', 'user', 'wörds ' || i || hex(zeroblob((i * 97) % 9000)), 'succeeded', i from n`,
      },
    ]);
    await engine.close();
  });
  after(() => fs.rmSync(folder, { recursive: true, force: true }));
  beforeEach(() => fs.copyFileSync(sound, file));
  afterEach(() => {
    for (const name of fs.readdirSync(folder))
      if (name.startsWith('a.db')) fs.rmSync(path.join(folder, name), { recursive: true });
  });

  /** As the product opens it. Answers how many messages are there then, and whether all of them are as they were. */
  async function survivors(): Promise<{ messages: number; whole: boolean }> {
    const { engine, damage } = await openOrSetAside(file);
    try {
      await migrate(engine, migrations, () => 1);
      if (damage?.keptAt) await engine.salvageFrom(damage.keptAt).catch(() => undefined);
      const [row] = await engine.read(
        `select count(*) as n, sum(content = 'wörds ' || n || hex(zeroblob((n * 97) % 9000))) as same from messages`,
      );
      const [others] = await engine.read(
        'select (select count(*) from projects) + (select count(*) from settings) as n',
      );
      return { messages: Number(row?.n), whole: row?.same === row?.n && Number(others?.n) === 2 };
    } finally {
      await engine.close();
    }
  }
  function flip(position: number, length: number): void {
    const bytes = fs.readFileSync(file);
    for (let at = position; at < position + length; at++) bytes[at] = (bytes[at] ?? 0) ^ 0xff;
    fs.writeFileSync(file, bytes);
  }

  it('is found whole again, whichever six bytes of its header are flipped', async () => {
    for (let position = 0; position < 100; position += 6) {
      fs.copyFileSync(sound, file);
      flip(position, 6);
      assert.deepEqual(await survivors(), { messages, whole: true }, `bytes ${position} to ${position + 5}`);
    }
  });

  it('is found whole again when the page with the list of tables is gone', async () => {
    for (const [position, length] of [
      [100, 8],
      [100, 3996],
      [0, 4096],
      [3000, 1000],
    ] as const) {
      fs.copyFileSync(sound, file);
      flip(position, length);
      const found = await survivors();
      assert.ok(found.messages === messages && found.whole, `${position}: ${JSON.stringify(found)}`);
    }
  });

  it('keeps what stands on every other page when one is noise', async () => {
    const pages = fs.statSync(sound).size / 4096;
    for (let page = 1; page < pages; page += Math.max(1, Math.floor(pages / 12))) {
      fs.copyFileSync(sound, file);
      flip(page * 4096, 4096);
      fs.writeFileSync(`${file}.suspect`, '');
      const found = await survivors();
      assert.ok(found.messages >= messages - 60, `page ${page}: ${found.messages}`);
    }
  });
});
