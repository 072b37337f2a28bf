import assert from 'node:assert/strict';
import { tellOwnerTrouble } from '../../src/cli/owner-trouble.ts';
import type { OwnerTrouble } from '../../src/gateway/link.ts';

describe('cli/owner-trouble', () => {
  const silent: OwnerTrouble = { reason: 'silent', message: 'Process 7 does not answer.' };
  const newer: OwnerTrouble = { reason: 'newer-version', message: 'A newer one owns it.' };

  function watch(waitMs: number) {
    const said: string[] = [];
    let tell: (trouble: OwnerTrouble | undefined) => void = () => assert.fail('told after its end');
    let giveUp = () => {};
    const givenUp = new Promise<void>((resolve) => {
      giveUp = resolve;
    });
    const stop = tellOwnerTrouble(
      {
        onOwnerSilent(listener) {
          tell = listener;
          return () => {
            tell = () => {};
          };
        },
      },
      (text) => said.push(text),
      giveUp,
      waitMs,
    );
    return { said, givenUp, stop, tell: (trouble?: OwnerTrouble) => tell(trouble) };
  }

  it('says that the owner went silent, and that it is back', () => {
    const { said, tell, stop } = watch(60_000);
    tell(silent);
    tell(undefined);
    stop();
    assert.deepEqual(said, [
      'abai: Process 7 does not answer.\n',
      'abai: The owner of the data folder answers again.\n',
    ]);
  });

  it('gives up after a while, with a sentence', async () => {
    const { said, tell, givenUp } = watch(5);
    tell(silent);
    await givenUp;
    assert.match(said[1] ?? '', /this command ends/);
  });

  it('gives up at once when a newer version has the folder', async () => {
    const { said, tell, givenUp } = watch(60_000);
    tell(newer);
    await givenUp;
    assert.deepEqual(said, ['abai: A newer one owns it.\n', 'abai: This command cannot go on.\n']);
  });
});
