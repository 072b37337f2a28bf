import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { within } from '../../src/extension/within.ts';

describe('a call with a time limit', () => {
  it('gives the result, or the failure', async () => {
    assert.equal(await within(Promise.resolve(7), 'Too late.'), 7);
    await assert.rejects(within(Promise.reject(new Error('no')), 'Too late.'), /no/);
  });

  it('says what VS Code did not do', async () => {
    await assert.rejects(within(new Promise(() => {}), 'VS Code did not copy the text in time.', 1), {
      code: 'unavailable',
      message: 'VS Code did not copy the text in time.',
    });
  });
});
