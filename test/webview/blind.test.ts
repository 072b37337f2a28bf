import assert from 'node:assert/strict';
import { Blind } from '../../webview/state/blind.ts';
import { fromDetail } from '../../webview/state/live-comparison.ts';
import { metrics } from '../../webview/state/metrics.ts';
import { finished, makeDetail } from './fixtures.ts';

const references = ['openai:gpt-4o', 'anthropic:claude-sonnet-4', 'demo:swift', 'demo:prose', 'demo:bullets'];
const telling = /openai|gpt|anthropic|claude|sonnet|demo|swift|prose|bullets|0\.0012|286|5100/iu;

function live(id = 'comparison-1') {
  const error = { code: 'auth' as const, message: 'OpenAI refused the key.', retryable: false };
  return fromDetail(
    makeDetail({
      id,
      references,
      prompt: 'Why?',
      answers: (index) =>
        [
          {
            ...finished,
            content: 'One.',
            thinking: 'Hm.',
            warnings: [{ code: 'x', message: 'GPT-4o takes none.' }],
          },
          { ...finished, status: 'failed' as const, error },
          { waiting: { until: 5, reason: 'Anthropic allows no more.' } },
          { ...finished, content: 'Four.' },
          { content: 'Five' },
        ][index]!,
    }),
  );
}

function begun(id = 'comparison-1'): Blind {
  const blind = new Blind({ wanted: true });
  blind.begin(id, 5);
  return blind;
}

describe('webview: blind comparisons', () => {
  it('leave nothing of the names, the costs and the speeds in what is shown, but all text', () => {
    const shown = begun().show(live());
    assert.doesNotMatch(JSON.stringify({ ...shown, comparison: shown.comparison.threads }), telling);
    assert.deepEqual(
      shown.comparison.threads.map(({ modelName }) => modelName),
      ['Answer A', 'Answer B', 'Answer C', 'Answer D', 'Answer E'],
    );
    const answer = shown.messages.c0!.at(-1)!;
    assert.equal(answer.content, 'One.');
    assert.equal(answer.thinking, 'Hm.');
    assert.deepEqual(metrics(answer), []);
    assert.equal(shown.messages.c1!.at(-1)!.status, 'failed');
    assert.equal(shown.messages.c2!.at(-1)!.waiting?.until, 5);
  });

  it('mix the order, for each comparison anew, and keep it when the names are shown', () => {
    const orders = Array.from({ length: 40 }, (_, at) => {
      const blind = begun(`comparison-${at}`);
      const hidden = blind.show(live(`comparison-${at}`)).comparison.threads;
      blind.reveal();
      const named = blind.show(live(`comparison-${at}`)).comparison.threads;
      const order = hidden.map(({ conversationId }) => conversationId);
      assert.deepEqual(
        named.map(({ conversationId }) => conversationId),
        order,
      );
      for (const thread of named)
        assert.equal(thread.model, references[Number(thread.conversationId.slice(1))]);
      return order;
    });
    for (const column of ['c0', 'c1', 'c2', 'c3', 'c4']) {
      const places = new Set(orders.map((order) => order.indexOf(column)));
      assert.equal(places.size, 5, `${column} comes in each place sometimes`);
    }
  });

  it('show everything as it is once revealed, and of any other comparison', () => {
    const blind = begun();
    assert.equal(blind.hides('comparison-1'), true);
    assert.equal(blind.hides('comparison-2'), false);
    const other = live('comparison-2');
    assert.equal(blind.show(other), other);
    blind.reveal();
    assert.equal(blind.hides('comparison-1'), false);
    const original = live();
    assert.equal(blind.show(original).messages, original.messages);
  });

  it('give out the same object for what did not change, so that it is not drawn again', () => {
    const blind = begun();
    const one = live();
    assert.equal(blind.show(one), blind.show(one));
    const moved = { ...one, messages: { ...one.messages, c4: [...one.messages.c4!] } };
    assert.equal(blind.show(moved).messages.c0, blind.show(one).messages.c0);
    assert.notEqual(blind.show(moved).messages.c4, blind.show(one).messages.c4);
  });

  it('begin only when wanted and with something to choose from, and outlive their page', () => {
    const never = new Blind();
    never.begin('comparison-1', 5);
    assert.equal(never.hides('comparison-1'), false);
    assert.equal(never.saved, undefined);
    const alone = new Blind({ wanted: true });
    alone.begin('comparison-1', 1);
    assert.equal(alone.hides('comparison-1'), false);
    assert.equal(new Blind(begun().saved).hides('comparison-1'), true);
    const seen = begun();
    seen.reveal();
    assert.equal(new Blind(seen.saved).hides('comparison-1'), false);
  });

  it('tell only failures that name nobody', () => {
    const blind = begun();
    const said = (message: string) =>
      blind.failure(live(), { code: 'provider', message, retryable: false }).message;
    assert.doesNotMatch(said('Anthropic needs a key.'), telling);
    assert.doesNotMatch(said('There is no gpt-4o.'), telling);
    assert.equal(said('The disk is full.'), 'The disk is full.');
    blind.reveal();
    assert.equal(said('Anthropic needs a key.'), 'Anthropic needs a key.');
  });
});
