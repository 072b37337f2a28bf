import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { laterDay } from '../../src/core/activity-sums.ts';
import {
  activityBars,
  activityContent,
  drawActivity,
} from '../../webview/components/activity-spend/activity-plot.ts';
import { seriesCount } from '../../webview/components/plot/drawing.ts';
import { activityRow, monthOfActivity } from './activity-fixtures.ts';

const names = { nameOf: (reference: string) => reference, others: 'Others' };
const november = { from: '2026-11-01', to: '2026-11-30' };

describe('webview: the plot of the activity', () => {
  it('has a bar for each day, those without anything too', () => {
    const rows = [
      activityRow({ day: '2026-11-03', cost: 1 }),
      activityRow({ day: '2026-11-03', model: 'gpt-4o-mini', cost: 2 }),
    ];
    const { step, bars, series } = activityBars(rows, 'cost', november, 60, names);
    assert.deepEqual([step, bars.length], ['day', 30]);
    assert.deepEqual(
      series.map(({ key }) => key),
      ['openai:gpt-4o-mini', 'openai:gpt-4o'],
    );
    assert.deepEqual(bars[2]!.values, [2, 1]);
    assert.ok(bars.every(({ values }, at) => at === 2 || values.every((value) => value === 0)));
  });

  it('adds days up to weeks and months where there is no room for them', () => {
    const rows = ['2026-11-02', '2026-11-08', '2026-11-09'].map((day) => activityRow({ day, cost: 1 }));
    const weeks = activityBars(rows, 'cost', november, 20, names);
    assert.equal(weeks.step, 'week');
    assert.deepEqual(
      weeks.bars.map(({ day, values }) => [day, values[0]]),
      [
        ['2026-10-26', 0],
        ['2026-11-02', 2],
        ['2026-11-09', 1],
        ['2026-11-16', 0],
        ['2026-11-23', 0],
        ['2026-11-30', 0],
      ],
    );
    const months = activityBars(rows, 'calls', november, 4, names);
    assert.deepEqual([months.step, months.bars.length, months.bars[0]!.values], ['month', 1, [12]]);
  });

  it('shows the heaviest models by themselves and the others as one', () => {
    const rows = Array.from({ length: 12 }, (_, at) =>
      activityRow({ day: '2026-11-03', model: `m${at}`, tokensIn: at * 100, tokensOut: 0 }),
    );
    const { series, bars } = activityBars(rows, 'tokens', november, 60, names);
    assert.equal(series.length, seriesCount);
    assert.deepEqual([series[0]!.label, series.at(-1)!.label], ['openai:m11', 'Others']);
    assert.equal(
      bars[2]!.values.reduce((sum, value) => sum + value, 0),
      6600,
    );
    assert.equal(bars[2]!.values.at(-1), 0 + 100 + 200 + 300 + 400);
  });

  it('stays inside at every width, with the bars upon each other', () => {
    const rows = monthOfActivity();
    for (const width of [240, 400, 840, 1600]) {
      for (const measure of ['cost', 'tokens', 'calls'] as const) {
        const { shapes, spots, height } = activityContent(rows, { measure, ...names }).draw(width);
        const rects = shapes.filter((shape) => shape.kind === 'rect');
        assert.ok(rects.length > 3);
        for (const { x, y, width: wide, height: high } of [...rects, ...spots]) {
          assert.ok(x >= 0 && x + wide <= width + 0.01, `${x} + ${wide} of ${width}`);
          assert.ok(y >= 0 && y + high <= height && wide > 1);
        }
        for (const [at, one] of rects.entries()) {
          const next = rects[at + 1];
          if (next && next.x === one.x) assert.ok(next.y + next.height <= one.y + 0.01, 'they overlap');
        }
      }
    }
  });

  it('says of a bar what it stands for, and that a cost is not known', () => {
    const rows = [
      activityRow({ day: '2026-11-03', cost: 1.5 }),
      activityRow({ day: '2026-11-03', provider: 'lab', model: 'x', cost: null, unknownCosts: 2 }),
      activityRow({ day: '2026-11-04', provider: 'lab', model: 'x', cost: null, unknownCosts: 1 }),
    ];
    const texts = drawActivity(activityBars(rows, 'cost', november, 60, names), 'cost', 840).spots.map(
      ({ text }) => text,
    );
    assert.deepEqual(texts, [
      'Nov 3: $1.50 · openai:gpt-4o $1.50 · 2 calls of unknown cost',
      'Nov 4: 1 call of unknown cost',
    ]);
  });

  it('reaches over the whole range that is chosen, and over later days of the back end', () => {
    const rows = [activityRow({ day: '2026-11-10' }), activityRow({ day: '2026-12-01' })];
    const { table } = activityContent(rows, { measure: 'calls', ...november, ...names });
    assert.deepEqual(table[0], ['Day', 'openai:gpt-4o']);
    assert.equal(table.length, 1 + 31);
    assert.deepEqual(table.at(-1), ['Dec 1', '4']);
    const years = activityContent([activityRow({ day: laterDay('2026-11-10', -500) }), ...rows], {
      measure: 'calls',
      ...names,
    });
    assert.equal(years.table[0]![0], 'Month');
  });
});
