import assert from 'node:assert/strict';
import { arrayElements, NoArray } from '../../../src/backend/files/json-elements.ts';

async function* inPieces(...pieces: string[]): AsyncGenerator<string> {
  yield* pieces;
}

async function elements(...pieces: string[]): Promise<unknown[]> {
  const found: unknown[] = [];
  for await (const text of arrayElements(inPieces(...pieces), 200)) found.push(JSON.parse(text));
  return found;
}

describe('the elements of a JSON array', () => {
  it('are the same wherever the text is cut', async () => {
    const value = [{ a: '],"\\', b: [1, { c: '[{' }] }, 2, 'x,y', [], {}, null, '"'];
    const text = ` \n${JSON.stringify(value, null, 1)}\n`;
    for (let at = 0; at <= text.length; at++)
      assert.deepEqual(await elements(text.slice(0, at), text.slice(at)), value, `cut at ${at}`);
    assert.deepEqual(await elements(...text), value, 'one character at a time');
    assert.deepEqual(await elements('[ ]'), []);
  });

  it('are refused where JSON.parse refuses them', async () => {
    const wrong = [
      '',
      '[',
      '[1',
      '[1,',
      '[1,]',
      '[,]',
      '[,1]',
      '[1,,2]',
      '[1] 2',
      '[1]]',
      '?nonsense',
      '["a',
      '[{]',
    ];
    for (const text of wrong) {
      assert.throws(() => JSON.parse(text), SyntaxError);
      await assert.rejects(elements(text), SyntaxError, text);
    }
  });

  it('are those of an array and of nothing else', async () => {
    for (const text of ['{"a": 1}', '"a"', '1', 'true', 'null', '-2'])
      await assert.rejects(elements(text), NoArray, text);
  });

  it('are given up when one does not end', async () => {
    await assert.rejects(elements('[1, "', 'x'.repeat(150), 'x'.repeat(150)), /Element 2 does not end/);
  });
});
