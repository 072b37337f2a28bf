import assert from 'node:assert/strict';
import { collectEagerlyWhenLarge } from '../../src/cli/eager-collection.ts';

/** What is told while the memory has these sizes one after another, in MB, and at the end. */
function told(megabytes: readonly (number | undefined)[]): boolean[] {
  const said: boolean[] = [];
  let look = () => {};
  let size: number | undefined = 0;
  const end = collectEagerlyWhenLarge({
    resident: () => (size === undefined ? undefined : size * 1e6),
    collectEagerly: (eagerly) => said.push(eagerly),
    every: (_ms, given) => {
      look = given;
      return () => {
        look = () => assert.fail('looked after its end');
      };
    },
  });
  for (size of megabytes) look();
  end();
  return said;
}

describe('cli/eager-collection', () => {
  it('leaves a small process alone', () => {
    assert.deepEqual(told([50, 200, 279]), []);
  });

  it('begins above its bound, and ends well below it', () => {
    assert.deepEqual(told([200, 290, 300, 250, 190, 170, 250]), [true, false]);
  });

  it('stays as it is while the memory cannot be told', () => {
    assert.deepEqual(told([undefined, 290, undefined, 250]), [true, false]);
  });

  it('is over with what it was for', () => {
    assert.deepEqual(told([290]), [true, false]);
  });
});
