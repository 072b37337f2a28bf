import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { linkedAbort } from '../../src/core/linked-abort.ts';

describe('core/linked-abort', () => {
  it("follows its caller's signal, with the reason", () => {
    const caller = new AbortController();
    const { signal } = linkedAbort(caller.signal);
    assert.equal(signal.aborted, false);
    caller.abort('enough');
    assert.equal(signal.aborted, true);
    assert.equal(signal.reason, 'enough');
  });

  it('is aborted from the start when its caller is', () => {
    assert.equal(linkedAbort(AbortSignal.abort('enough')).signal.reason, 'enough');
  });

  it("lets go of its caller's signal when it is closed, and ends only when that is early", () => {
    const { signal } = new AbortController();
    const [whole, early] = [linkedAbort(signal), linkedAbort(signal)];
    whole.close(false);
    early.close(true);
    assert.deepEqual([whole.signal.aborted, early.signal.aborted], [false, true]);
    assert.equal(getEventListeners(signal, 'abort').length, 0);
  });
});
