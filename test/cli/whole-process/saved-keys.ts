import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { useSurroundings } from './surroundings.ts';

export function describeSavedKeys(program: readonly string[]): void {
  describe('with saved keys', function () {
    this.timeout(60_000);
    const world = useSurroundings(program);
    const address = () => ({ OPENAI_BASE_URL: world.server.url });

    it('asks a model with the key that was saved for its address, and shows four characters of it', async () => {
      const saved = await world.abai.run(['keys', 'set', 'openai'], {
        stdin: `${world.key}\n`,
        env: address(),
      });
      assert.equal(saved.code, 0, saved.err);
      const answered = await world.compare('openai:gpt-4o', 'Hi', { env: address() });
      assert.equal(answered.code, 0, answered.err);
      const { out } = await world.abai.run(['keys'], { env: address() });
      assert.match(out, new RegExp(`openai +••••${world.key.slice(-4)}`, 'u'));
      assert.ok(!(saved.out + saved.err + out).includes(world.key.slice(0, 8)));

      const removed = await world.abai.run(['keys', 'remove', 'openai'], { env: address() });
      assert.equal(removed.code, 0, removed.err);
      const refused = await world.compare('openai:gpt-4o', 'Hi', { env: address() });
      assert.equal(refused.code, 1);
      assert.equal(refused.answers[0]!.error!.code, 'auth');
    });

    it('says how it is used', async () => {
      for (const args of [
        ['keys', 'set'],
        ['keys', 'drop', 'openai'],
        ['keys', 'list', 'openai'],
      ]) {
        const { code, err } = await world.abai.run(args, { stdin: '' });
        assert.equal(code, 2, err);
      }
      const { code, err } = await world.abai.run(['keys', 'set', 'openai'], { stdin: 'two words\n' });
      assert.equal(code, 2);
      assert.match(err, /held no key/);
    });
  });
}
