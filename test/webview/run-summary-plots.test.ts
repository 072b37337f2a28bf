import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  type Drawing,
  fitted,
  lines,
  seriesCount,
  signPath,
  textWidth,
} from '../../webview/components/plot/drawing.ts';
import { paperInks, seriesInks } from '../../webview/components/plot/inks.ts';
import { svgText } from '../../webview/components/plot/picture.ts';
import { linearScale, logScale, scaleFor } from '../../webview/components/plot/scale.ts';
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

/** By WCAG. */
function contrast(a: string, b: string): number {
  const luminance = (colour: string) => {
    const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
      const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
      return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const [low = 0, high = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

describe('webview: scales of a plot', () => {
  it('have round ticks from end to end', () => {
    assert.deepEqual(linearScale(0, 13, 0, 100).ticks, [0, 5, 10, 15]);
    assert.deepEqual(linearScale(0, 0.00031, 0, 100).ticks, [0, 0.0001, 0.0002, 0.0003, 0.0004]);
    assert.deepEqual(linearScale(0, 1, 0, 100, 5).ticks, [0, 0.5, 1]);
    assert.deepEqual(linearScale(0, 0, 0, 100).ticks, [0, 0.5, 1]);
    assert.deepEqual(logScale(0.04, 30, 0, 100).ticks, [0.01, 0.1, 1, 10, 100]);
    assert.deepEqual(logScale(0.5, 8, 0, 100).ticks, [0.1, 0.2, 0.5, 1, 2, 5, 10]);
  });

  it('hold every value between their ends', () => {
    const positive = fc.double({ min: 1e-6, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(fc.array(positive, { minLength: 1 }), (values) => {
        const scale = scaleFor(values, 10, 200);
        for (const value of values) assert.ok(scale(value) >= 9.99 && scale(value) <= 200.01, `${value}`);
        assert.ok(scale.ticks.length >= 2 && scale.ticks.length <= 15, `${scale.ticks}`);
      }),
    );
  });

  it('are logarithmic only where values lie far apart and none is zero', () => {
    assert.equal(scaleFor([0.1, 9], 0, 100).ticks[0], 0.1);
    assert.equal(scaleFor([1, 9], 0, 100).ticks[0], 0);
    assert.equal(scaleFor([0, 0.1, 9], 0, 100).ticks[0], 0);
  });
});

describe('webview: what plots are drawn with', () => {
  it('has a sign and a colour for each of eight series', () => {
    assert.equal(seriesCount, 8);
    const signs = Array.from({ length: 8 }, (_, at) => signPath(at, 0, 0, 5));
    assert.equal(new Set(signs).size, 8);
    for (const kind of ['vscode-light', 'vscode-dark']) assert.equal(new Set(seriesInks(kind)).size, 8);
  });

  it('is seen on every background', () => {
    const grounds = {
      'vscode-dark': ['#1f1f1f', '#2b2b2b'],
      'vscode-high-contrast': ['#000000'],
      'vscode-light': ['#ffffff', '#f8f8f8'],
      'vscode-high-contrast-light': ['#ffffff'],
    };
    for (const [kind, colours] of Object.entries(grounds)) {
      for (const ground of colours) {
        for (const ink of seriesInks(kind)) assert.ok(contrast(ink, ground) >= 3, `${ink} on ${ground}`);
      }
    }
    for (const ink of ['text', 'muted'] as const) assert.ok(contrast(paperInks[ink], '#ffffff') >= 4.5, ink);
  });

  it('cuts names in their middle and breaks sentences at spaces', () => {
    const name = 'Llama 4 Maverick 17B 128E Instruct (Q4_K_M)';
    assert.match(fitted(name, 120), /^Llama.*….*M\)$/);
    assert.ok(textWidth(fitted(name, 120)) <= 120);
    assert.equal(fitted('GPT-4o', 120), 'GPT-4o');
    assert.equal(
      lines('a few words that do not fit in one line', 100).join(' '),
      'a few words that do not fit in one line',
    );
    assert.ok(lines('a few words that do not fit in one line', 100).every((line) => textWidth(line) <= 100));
  });
});

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

describe('webview: a plot in a file', () => {
  const picture = () => ({
    title: 'A < B & "C"',
    about: 'x\u0000y',
    drawing: checksContent(series).draw(840),
  });

  it('stands alone: concrete colours, no script, no style sheet, nothing from elsewhere', () => {
    const text = svgText(picture(), paperInks);
    assert.match(text, /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" width="872"/);
    assert.match(text, /<rect width="872" height="\d+" fill="#ffffff"\/>/);
    assert.doesNotMatch(text, /var\(|currentColor|color-mix|<script|<style|href|undefined|NaN/);
    assert.match(text, /<title>A &lt; B &amp; &quot;C&quot;<\/title>/);
    assert.ok(text.includes('>xy<'));
  });

  it('describes every figure to those who do not see it', () => {
    for (const label of labels)
      assert.match(svgText(picture(), paperInks), new RegExp(`<desc>[^<]*${label}`));
  });
});
