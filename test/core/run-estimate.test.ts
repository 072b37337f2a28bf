import assert from 'node:assert/strict';
import { promptTokens } from '../../src/core/prompt-tokens.ts';
import { durationOf, type LaneLoad, sumBands } from '../../src/core/run-estimate.ts';

describe('the duration of a run', () => {
  const load = (more: Partial<LaneLoad>): LaneLoad => ({
    calls: 100,
    latency: { low: 500, likely: 1000, high: 2000 },
    window: 10,
    lane: 'a',
    ceiling: 100,
    ...more,
  });
  const likely = (...loads: LaneLoad[]) => durationOf(loads).likely;

  it('is that of the slowest variant, by the calls that it has at once', () => {
    assert.deepEqual(durationOf([load({})]), { low: 5000, likely: 10_000, high: 20_000 });
    assert.equal(likely(load({}), load({ calls: 20 })), 10_000);
    assert.equal(likely(load({ calls: 3 })), 1000);
    assert.equal(likely(), 0);
  });

  it('is longer where variants share a lane that takes few', () => {
    assert.equal(likely(load({ ceiling: 1 }), load({ ceiling: 1 })), 200_000);
    assert.equal(likely(load({ ceiling: 1 }), load({ ceiling: 1, lane: 'b' })), 100_000);
    assert.equal(likely(load({ ceiling: 5 })), 20_000);
  });
});

describe('bands', () => {
  it('add up over what is known', () => {
    const band = { low: 1, likely: 2, high: 3 };
    assert.deepEqual(sumBands([band, null, band]), { low: 2, likely: 4, high: 6 });
    assert.equal(sumBands([null]), null);
    assert.equal(sumBands([]), null);
  });
});

describe('the tokens of prompts', () => {
  const rows = [['short', 'other'], ['a much longer text that says the same over and over again'], []];

  it('grow with the values that a prompt uses, and only with those', () => {
    const [one, twice, none] = promptTokens(
      [{ template: 'Say {{a}}' }, { template: 'Say {{a}}', system: '{{a}}' }, { template: 'Say it' }],
      ['a', 'b'],
      rows,
      '',
    );
    assert.ok(one![1]! > one![0]! && one![0]! > one![2]!);
    assert.ok(twice![1]! > one![1]! + 10);
    assert.equal(new Set(none).size, 1);
  });

  it('count what stands around each prompt, and nothing for a column that is not there', () => {
    const tokens = (extra: string) =>
      promptTokens([{ template: '{{a}}{{missing}}' }], ['a'], rows, extra)[0]!;
    assert.ok(tokens('{"type":"object","properties":{}}')[0]! > tokens('')[0]! + 3);
    assert.ok(tokens('')[0]! > 0);
  });

  it('take the rest of a long value to be like its beginning', () => {
    const text = 'word '.repeat(20_000);
    const [[short], [long]] = [text.slice(0, 20_000), text].map(
      (value) => promptTokens([{ template: '{{a}}' }], ['a'], [[value]], '')[0]!,
    ) as [[number], [number]];
    assert.ok(Math.abs(long / short - 5) < 0.01);
  });
});
