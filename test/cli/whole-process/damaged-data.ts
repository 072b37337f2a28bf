import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { z } from 'zod';
import { ModelDefinition } from '../../../src/protocol/models.ts';
import { useSurroundings } from './surroundings.ts';

export function describeDamagedData(program: readonly string[]): void {
  describe('with data that is not as it should be', function () {
    this.timeout(60_000);
    const world = useSurroundings(program);

    it('uses the shipped models beside a broken catalogue of the user, and says so', async () => {
      mkdirSync(world.abai.dataDir, { recursive: true });
      writeFileSync(join(world.abai.dataDir, 'models.json'), '{ not json');
      const { code, value, err } = await world.abai.json(['models', '--json']);
      assert.equal(code, 0);
      assert.ok(
        z
          .array(ModelDefinition)
          .parse(value)
          .some(({ id }) => id === 'swift'),
      );
      assert.match(err, /models\.json/u);
    });

    it('sets a file aside that is no database, and says so', async () => {
      await world.compare('demo:swift', 'x');
      const database = readdirSync(world.abai.dataDir, { recursive: true, encoding: 'utf8' }).find((file) =>
        file.endsWith('.db'),
      );
      assert.ok(database, 'there is a database');
      const garbage = randomBytes(20_000);
      for (const { path } of world.abai.files()) {
        if (path.startsWith(join(world.abai.dataDir, database))) writeFileSync(path, garbage);
      }
      const { code, err } = await world.abai.run(['history', '--json']);
      assert.equal(code, 0, err);
      assert.ok(err.trim(), 'it said so');
      assert.ok(
        world.abai.files().some(({ bytes }) => bytes.equals(garbage)),
        'the file was kept',
      );
    });
  });
}
