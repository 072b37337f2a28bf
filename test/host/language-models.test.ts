import assert from 'node:assert/strict';
import { extension, finished, startComparison, until } from './extension-under-test.ts';

const model = 'vscode-lm:fake/echo';

describe('VS Code’s own language models', () => {
  const listed = async () => {
    const { window } = await extension();
    return (await window.link.request('models:get-all', {})).filter(
      ({ provider }) => provider === 'vscode-lm',
    );
  };

  it('are offered beside the others', async () => {
    const [echo] = await until('the fake model', async () => {
      const models = await listed();
      return models.length > 0 && models;
    });
    assert.equal(echo!.id, 'fake/echo');
    assert.equal(echo!.name, 'Fake Echo');
    assert.equal(echo!.contextSize, 4096);
  });

  it('answer in a comparison, streamed, with estimated tokens and unknown cost', async () => {
    await until('the fake model', async () => (await listed()).length > 0);
    const { comparison } = await startComparison('Say this back to me', [model, 'demo:swift']);
    const detail = await finished(comparison.id);
    const answer = detail.messages[comparison.threads[0]!.conversationId]!.at(-1)!;
    assert.equal(answer.content, 'echo: Say this back to me');
    assert.equal(answer.status, 'complete');
    assert.equal(answer.usage!.estimated, true);
    assert.equal(answer.costBasis, 'unknown');
    assert.ok(answer.timing!.ttftMs !== null);
  });

  it('say what to do when consent is refused, and leave the other columns alone', async () => {
    await until('the fake model', async () => (await listed()).length > 0);
    const { comparison } = await startComparison('Please refuse', [model, 'demo:swift']);
    const detail = await finished(comparison.id);
    const [refused, other] = comparison.threads.map(
      (thread) => detail.messages[thread.conversationId]!.at(-1)!,
    );
    assert.equal(refused!.status, 'failed');
    assert.ok(refused!.error!.message.length > 20, refused!.error!.message);
    assert.equal(other!.status, 'complete');
  });
});
