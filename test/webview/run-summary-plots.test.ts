import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type Drawing, textWidth } from '../../webview/components/plot/drawing.ts';
import { checkLines, checksContent } from '../../webview/components/run-summary/checks-plot.ts';
import {
  costLatencyContent,
  dotsOf,
  radiusOf,
} from '../../webview/components/run-summary/cost-latency-plot.ts';
import { placeLabel } from '../../webview/components/run-summary/dot-labels.ts';
import { latencyContent, placeAmong, shownBars } from '../../webview/components/run-summary/latency-plot.ts';
import {
  costPerThousand,
  type Series,
  seriesOf,
} from '../../webview/components/run-summary/summary-figures.ts';
import { bounds, emptySummary, models, summaryRun, variantSummary } from './run-summary-fixtures.ts';

const labels = models.map(({ label }) => label);
const series: Series[] = models.map((figures, at) => ({
  series: at,
  label: figures.label,
  summary: variantSummary(figures, at),
}));

const textsOf = ({ shapes }: Drawing) => shapes.flatMap((shape) => (shape.kind === 'text' ? [shape] : []));

describe('webview: figures of a run', () => {
  it('follow the order of the run’s variants', () => {
    const run = summaryRun(labels);
    const variants = models.map((figures, at) => variantSummary(figures, at)).reverse();
    assert.deepEqual(
      seriesOf(run, { variants, latencyBounds: bounds }).map(({ label }) => label),
      labels,
    );
  });

  it('leave cached answers out of what a thousand cost', () => {
    const summary = variantSummary(models[0]!, 0);
    summary.counts.cached = 98;
    assert.equal(costPerThousand(summary), 19);
    assert.equal(costPerThousand(emptySummary(0)), null);
  });
});

describe('webview: the plot of cost and latency', () => {
  it('shows the models that have both and names the others', () => {
    const mixed = [
      series[0]!,
      { series: 1, label: 'No price', summary: variantSummary({ ...models[1]!, usd: null }, 1) },
      { series: 2, label: 'Nothing', summary: emptySummary(2) },
    ];
    const { dots, left } = dotsOf(mixed, undefined);
    assert.deepEqual(
      dots.map(({ label }) => label),
      ['GPT-4o'],
    );
    assert.deepEqual(left, ['No price (cost unknown)', 'Nothing (no answers yet)']);
    assert.match(costLatencyContent(mixed, undefined).about, /Not shown: No price \(cost unknown\), Nothing/);
  });

  it('labels each sign with its rate and interval, and without the interval where it is narrow', () => {
    const content = costLatencyContent(series, 'number=={{expected}}');
    const wide = textsOf(content.draw(900)).map(({ text }) => text);
    assert.ok(wide.includes('GPT-4o 94 % (90–97)') || wide.includes('GPT-4o 94 % (90–96)'), wide.join('|'));
    assert.ok(textsOf(content.draw(360)).some(({ text }) => text === 'GPT-4o 94 %'));
  });

  it('has no axis of costs where all is free', () => {
    const free = models.map((figures, at) => ({
      series: at,
      label: figures.label,
      summary: variantSummary({ ...figures, usd: 0 }, at),
    }));
    const drawing = costLatencyContent(free, undefined).draw(600);
    assert.deepEqual(
      textsOf(drawing)
        .filter(({ text }) => /\$|free/.test(text))
        .map(({ text }) => text),
      ['free'],
    );
    assert.match(drawing.spots[0]!.text, /^GPT-4o: free, 1\.40 s/);
  });

  it('grows the area of a sign with its rate', () => {
    const at = (rate: number) => radiusOf({ rate, low: 0, high: 1 }) ** 2;
    assert.ok(at(1) > at(0.5) && at(0.5) > at(0));
    assert.ok(Math.abs(at(1) - at(0.5) - (at(0.5) - at(0))) < 1e-9, 'area, not radius');
  });

  it('puts labels where nothing else is', () => {
    const field = { x: 0, y: 0, width: 400, height: 300 };
    const spot = fc.record({ x: fc.integer({ min: 20, max: 380 }), y: fc.integer({ min: 20, max: 280 }) });
    fc.assert(
      fc.property(fc.array(spot, { minLength: 1, maxLength: 8 }), (spots) => {
        const taken: { x: number; y: number; width: number; height: number }[] = [];
        for (const { x, y } of spots) {
          const box = placeLabel({ x, y, radius: 6 }, 80, field, taken);
          if (taken.length === 0) assert.ok(box, 'the first finds a place');
          if (!box) continue;
          assert.ok(box.x >= 0 && box.x + box.width <= 400 && box.y >= 0 && box.y + box.height <= 300);
          const hit = taken.some(
            (other) =>
              box.x < other.x + other.width &&
              other.x < box.x + box.width &&
              box.y < other.y + other.height &&
              other.y < box.y + box.height,
          );
          assert.ok(!hit, 'labels lie apart');
          taken.push(box);
        }
      }),
    );
  });

  it('numbers the signs and names them below where their names would run into each other', () => {
    const crowd = Array.from({ length: 8 }, (_, at) => {
      const label = `Model ${at} with quite a long name`;
      return { series: at, label, summary: variantSummary({ label, usd: 1, p50: 1000 + at, rate: 0.9 }, at) };
    });
    const wide = costLatencyContent(series, undefined).draw(372);
    const crowded = costLatencyContent(crowd, undefined).draw(372);
    assert.ok(crowded.height >= wide.height + 8 * 20);
    const texts = textsOf(crowded).map(({ text }) => text);
    for (let at = 0; at < 8; at += 1) {
      assert.equal(texts.filter((text) => text === String(at + 1)).length, 2, 'beside the sign and below');
      assert.ok(texts.includes(`Model ${at} with quite a long name 99 %`), texts.join('|'));
    }
  });

  it('keeps to its width, from narrow to wide', () => {
    for (const width of [320, 372, 800]) {
      const drawing = costLatencyContent(series, undefined).draw(width);
      for (const { x, text, anchor } of textsOf(drawing)) {
        const start =
          anchor === 'end' ? x - textWidth(text) : anchor === 'middle' ? x - textWidth(text) / 2 : x;
        assert.ok(start >= -8 && start + textWidth(text) <= width + 8, `${text} at ${width}`);
      }
    }
  });
});

describe('webview: the plot of latencies', () => {
  it('leaves out what no model needed', () => {
    assert.deepEqual(
      shownBars([
        [0, 0, 0, 5, 0, 0, 0],
        [0, 0, 0, 0, 1, 0, 0],
      ]),
      { first: 2, last: 5 },
    );
    assert.deepEqual(shownBars([[3, 0]]), { first: 0, last: 1 });
  });

  it('places a value between its bounds', () => {
    assert.equal(placeAmong([0, 100, 300], 50), 0.5);
    assert.equal(placeAmong([0, 100, 300], 200), 1.5);
    assert.equal(placeAmong([0, 100, 300], 900), 2);
    assert.equal(placeAmong([10, 100], 5), 0);
  });

  it('tells each model’s figures, and every bar in its table', () => {
    const content = latencyContent(series, bounds);
    assert.match(
      content.draw(600).spots[0]!.text,
      /^GPT-4o: half within 1\.40 s, 95 % within 2\.52 s, \d+ answers$/,
    );
    const [head, ...rows] = content.table;
    assert.deepEqual(head, ['Latency', ...labels]);
    const counted = rows.reduce((sum, [, first]) => sum + Number(first), 0);
    assert.equal(
      counted,
      series[0]!.summary.latencyHistogram.reduce((sum, bar) => sum + bar, 0),
    );
  });
});

describe('webview: the plot of pass rates', () => {
  it('has a line for each check and model that has answers', () => {
    const two = models.map((figures, at) => ({
      series: at,
      label: figures.label,
      summary: variantSummary(figures, at, ['json', 'contains==yes']),
    }));
    two[1]!.summary.checks[1]!.total = 0;
    const groups = checkLines(two);
    assert.deepEqual(
      groups.map(({ check, lines: under }) => [check, under.length]),
      [
        ['json', 3],
        ['contains==yes', 2],
      ],
    );
    assert.equal(checksContent(two).draw(500).spots.length, 5);
  });

  it('draws the whiskers from end to end of the interval', () => {
    const { shapes } = checksContent(series.slice(0, 1)).draw(500);
    const { low, high } = series[0]!.summary.checks[0]!;
    const whisker = shapes.find((shape) => shape.kind === 'line' && shape.ink === 0 && shape.y1 === shape.y2);
    assert.ok(whisker?.kind === 'line');
    const grid = shapes.flatMap((shape) => (shape.kind === 'line' && shape.ink === 'line' ? [shape.x1] : []));
    const share = (x: number) => (x - grid[0]!) / (grid.at(-1)! - grid[0]!);
    assert.ok(Math.abs(share(whisker.x1) - low) < 0.01 && Math.abs(share(whisker.x2) - high) < 0.01);
  });
});
