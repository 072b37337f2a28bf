import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { useSurroundings } from './surroundings.ts';

export function describeWrongUse(program: readonly string[]): void {
  describe('wrong use', function () {
    this.timeout(60_000);
    const world = useSurroundings(program);

    it('calls nobody when one of the models is not known', async () => {
      const { code, out, err } = await world.abai.run(
        ['compare', '--models', 'openai:gpt-4o,openai:gpt-4oo', '--json', 'x'],
        world.openai(),
      );
      assert.equal(code, 2, err);
      assert.equal(out, '');
      assert.match(err, /openai:gpt-4oo/u);
      assert.match(err, /Did you mean "openai:gpt-4o"/u);
      assert.equal(world.server.requests.length, 0);
      assert.deepEqual(await world.history(), []);
    });

    it('asks for models when neither the command line nor the project names any', async () => {
      const { code, out, err } = await world.abai.run(['compare', 'x'], world.openai());
      assert.equal(code, 2, err);
      assert.equal(out, '');
      assert.match(err, /Say which models to ask/u);
      assert.equal(world.server.requests.length, 0);
      assert.deepEqual(await world.history(), []);
    });

    for (const [name, args, stdin] of [
      ['an empty prompt', ['compare', '-m', 'openai:gpt-4o', '']],
      ['an empty standard input', ['compare', '-m', 'openai:gpt-4o', '-'], '\n'],
      ['binary data', ['compare', '-m', 'openai:gpt-4o', '-'], 'a\0b'],
      ['an unknown option', ['compare', '-m', 'openai:gpt-4o', '--tempreature', '1', 'x']],
      ['an unknown command', ['compair']],
      ['no command', []],
    ] as [string, string[], string?][]) {
      it(`ends in 2 for ${name}, and opens nothing`, async () => {
        const { code, out, err } = await world.abai.run(
          args,
          world.openai(stdin === undefined ? {} : { stdin }),
        );
        assert.equal(code, 2);
        assert.equal(out, '');
        assert.ok(err.trim().length > 20, err);
        assert.equal(err.includes('    at '), false, 'a stack trace is no sentence');
        assert.equal(world.server.requests.length, 0);
        assert.deepEqual(
          world.abai.files().map(({ path }) => path),
          [],
        );
      });
    }

    it('is told when a full disk cuts off what is printed', async function () {
      if (process.platform !== 'linux') return this.skip();
      for (const words of [['--version'], ['models', '--json']]) {
        const { code, err } = await world.abai.run(words, { stdout: '/dev/full' });
        assert.equal(code, 1, words.join(' '));
        assert.match(err, /could be written to standard output \(its disk is full\)/u);
      }
      const { code, err } = await world.abai.run(['history'], { stdout: '/dev/full' });
      assert.equal(code, 0, `nothing was printed: ${err}`);
    });
  });
}
