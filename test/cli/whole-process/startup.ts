import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, it } from 'mocha';
import { z } from 'zod';
import { ModelDefinition } from '../../../src/protocol/models.ts';
import { root } from '../abai-process.ts';
import { demo, useSurroundings } from './surroundings.ts';

export function describeStartup(program: readonly string[]): void {
  describe('at the start', function () {
    this.timeout(60_000);
    const world = useSurroundings(program);

    it('lists the models as definitions', async () => {
      const { value, code } = await world.abai.json(['models', '--json']);
      assert.equal(code, 0);
      const models = z.array(ModelDefinition).parse(value);
      const references = models.map(({ provider, id }) => `${provider}:${id}`);
      for (const model of [...demo.split(','), 'openai:gpt-4o', 'openai:gpt-4o-mini']) {
        assert.ok(references.includes(model), model);
      }
    });

    it('loads nothing of the back end to print its version', async () => {
      const coverage = join(world.abai.home, 'coverage');
      await world.abai.run(['--version'], { env: { NODE_V8_COVERAGE: coverage } });
      const urls = readdirSync(coverage).flatMap((file) => {
        const { result } = JSON.parse(readFileSync(join(coverage, file), 'utf8')) as {
          result: { url: string }[];
        };
        return result.map(({ url }) => url);
      });
      const ours = urls.filter(
        (url) => url.startsWith('file:') && !/node_modules.(tsx|esbuild|get-tsconfig)/u.test(url),
      );
      assert.ok(
        ours.some((url) => url.includes('cli')),
        ours.join('\n'),
      );
      const bytes = ours.reduce((sum, url) => sum + statSync(fileURLToPath(url.split('?')[0]!)).size, 0);
      // The first file of zod alone would be more.
      assert.ok(bytes < 60_000, `${bytes} bytes: ${ours.join('\n')}`);
    });

    it('prints its version', async () => {
      const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
      const { code, out, err } = await world.abai.run(['--version']);
      assert.deepEqual([code, out, err], [0, `${version}\n`, '']);
      assert.deepEqual(world.abai.files(), []);
    });
  });
}
