import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Truth } from './comparison-truth.ts';
import { Way } from './panel-way.ts';

/** Lets what was set going get as far as it can. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
}

/** Lets everything that is on its way arrive. */
async function arrive(way: Way): Promise<void> {
  for (let round = 0; round < 200 && !way.idle; round++) {
    way.answer();
    way.carry(50);
    way.show(50);
    way.pass();
    await settle();
  }
}

const few = fc.nat({ max: 3 });
const steps = fc.oneof(
  { weight: 8, arbitrary: fc.tuple(fc.constant('stream' as const), few) },
  { weight: 2, arbitrary: fc.tuple(fc.constantFrom('ask', 'regenerate', 'switchBranch', 'retry'), few) },
  { weight: 2, arbitrary: fc.tuple(fc.constantFrom('complete', 'failed', 'checkpoint'), few) },
  { weight: 1, arbitrary: fc.tuple(fc.constantFrom('rename', 'other'), few) },
  { weight: 8, arbitrary: fc.tuple(fc.constantFrom('carry', 'show'), fc.integer({ min: 1, max: 6 })) },
  { weight: 4, arbitrary: fc.tuple(fc.constant('answer' as const), few) },
  { weight: 2, arbitrary: fc.tuple(fc.constantFrom('disconnect', 'connect', 'load', 'pass'), few) },
);

function take(truth: Truth, way: Way, step: string, n: number): void {
  switch (step) {
    case 'stream':
    case 'ask':
    case 'regenerate':
    case 'switchBranch':
    case 'retry':
      truth[step](n);
      break;
    case 'complete':
    case 'failed':
      truth.update(n, step);
      break;
    case 'checkpoint':
      truth.update(n, 'generating');
      break;
    case 'rename':
      truth.rename(`name ${n}`);
      break;
    case 'other':
      truth.tell({ type: 'models:changed', data: {} });
      break;
    case 'carry':
    case 'show':
      way[step](n);
      break;
    case 'answer':
    case 'disconnect':
    case 'connect':
    case 'load':
    case 'pass':
      way[step]();
      break;
    default:
      assert.fail(step);
  }
}

describe('webview: a panel that catches up', () => {
  it('shows what is true in the end, with no gap and nothing twice, whatever came between', async function () {
    this.timeout(60_000);
    const property = fc.asyncProperty(
      fc.boolean(),
      fc.array(steps, { minLength: 5, maxLength: 80 }),
      async (shown, taken) => {
        const truth = new Truth();
        const way = new Way(truth);
        if (shown) await arrive(way);
        for (const [step, n] of taken) {
          take(truth, way, step, n);
          await settle();
        }
        way.connect();
        await arrive(way);
        assert.ok(way.idle, 'it asks again and again');
        const { comparison, messages, seq } = way.feed.live ?? assert.fail('nothing is shown');
        const { comparison: trueOne, messages: trueMessages } = truth.detail;
        assert.deepEqual({ comparison, messages }, { comparison: trueOne, messages: trueMessages });
        assert.ok(seq <= truth.seq);
        assert.deepEqual(way.problems, []);
      },
    );
    await fc.assert(property, { numRuns: 400 });
  });
});
