import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { runProgram } from '../../src/cli/program.ts';
import { AbaiError } from '../../src/protocol/errors.ts';
import { FakeClient, fakeContext } from './fake-context.ts';

const version = () => '1.2.3';

describe('abai', () => {
  it('prints its version and help without opening anything', async () => {
    for (const [argv, out] of [
      [['--version'], /^1\.2\.3\n$/u],
      [['-V'], /^1\.2\.3\n$/u],
      [['--help'], /abai compare/u],
      [['help'], /abai compare/u],
      [['help', 'compare'], /--models LIST/u],
      [['compare', '--help'], /--models LIST/u],
      [['--help', 'history'], /--limit COUNT/u],
      [['models', '-h'], /abai models \[options\]/u],
    ] as const) {
      const context = fakeContext();
      assert.equal(await runProgram(argv, context, version), 0, argv.join(' '));
      assert.match(context.printed.out, out);
      assert.equal(context.printed.note, '');
    }
  });

  it('ends wrong use in 2, with nothing opened and a sentence on standard error', async () => {
    const wrong: [string[], RegExp][] = [
      [[], /abai compare/u],
      [['frobnicate'], /no command "frobnicate"/u],
      [['--frob'], /no option "--frob"/u],
      [['help', 'frob'], /no command "frob"/u],
      [['models', '--frob'], /abai models has no option "--frob"/u],
      [['models', 'openai'], /takes no "openai"/u],
      [['history', '--limit', 'many'], /whole number/u],
      [['history', '--limit', '0'], /whole number/u],
      [['compare', '--models', '', 'hello'], /empty name/u],
      [['compare', '--models', 'demo:swift,,demo:sage', 'hello'], /empty name/u],
      [['compare'], /no prompt/u],
      [['projects', 'drop', 'x'], /takes list, create/u],
      [['projects', 'create'], /abai projects create NAME/u],
      [['projects', 'rename', 'x'], /rename PROJECT NAME/u],
      [['profiles', 'mine'], /takes no "mine"/u],
      [['profiles', '--import', '/nowhere/x.json'], /cannot be read/u],
      [['profiles', '--import', '/nowhere/a\u001b[31mb\u009b5mc.json'], /\/nowhere\/abc\.json/u],
      [['profiles', '--import', 'a', '--export', 'b'], /not both/u],
      [['compare', '--models', 'demo:swift'], /no prompt/u],
      [['compare', '--models', 'demo:swift', ' '], /prompt is empty/u],
      [['compare', '--models', 'demo:swift', '-'], /prompt is empty/u],
      [['compare', '--models', 'demo:swift', 'two', 'prompts'], /quotes/u],
    ];
    for (const [argv, sentence] of wrong) {
      const context = fakeContext();
      assert.equal(await runProgram(argv, context, version), 2, argv.join(' '));
      assert.match(context.printed.note, sentence);
      assert.equal(context.printed.out, '');
    }
  });

  it('ends in 1 when the data cannot be opened, and says why without a secret', async () => {
    const secret = `sk-${'x'.repeat(29)}`;
    const context = fakeContext({
      connect: async () => {
        throw new AbaiError('store', `The folder is read-only (${secret}).`);
      },
    });
    assert.equal(await runProgram(['models'], context, version), 1);
    assert.match(context.printed.note, /^abai: The folder is read-only/u);
    assert.equal(context.printed.note.includes(secret), false);
  });

  it('hands the data folder on, from before or after the command', async () => {
    const asked: (string | undefined)[] = [];
    const fake = new FakeClient({ 'comparison:list': () => [] });
    const connect: typeof fake.connect = (dataDir) => {
      asked.push(dataDir);
      return fake.connect(dataDir);
    };
    for (const argv of [
      ['--data-dir', '/before', 'history'],
      ['history', '--data-dir=/after'],
      ['--data-dir', '/before', 'history', '--data-dir', '/after'],
      ['history'],
    ]) {
      assert.equal(await runProgram(argv, fakeContext({ connect }), version), 0);
    }
    assert.deepEqual(asked, ['/before', '/after', '/after', undefined]);
    assert.equal(fake.closed, true);
  });
});
