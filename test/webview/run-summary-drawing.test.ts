import assert from 'node:assert/strict';
import fc from 'fast-check';
import { fitted, lines, seriesCount, signPath, textWidth } from '../../webview/components/plot/drawing.ts';
import { paperInks, seriesInks } from '../../webview/components/plot/inks.ts';
import { svgText } from '../../webview/components/plot/picture.ts';
import { linearScale, logScale, scaleFor } from '../../webview/components/plot/scale.ts';
import { checksContent } from '../../webview/components/run-summary/checks-plot.ts';
import type { Series } from '../../webview/components/run-summary/summary-figures.ts';
import { models, variantSummary } from './run-summary-fixtures.ts';

const labels = models.map(({ label }) => label);
const series: Series[] = models.map((figures, at) => ({
  series: at,
  label: figures.label,
  summary: variantSummary(figures, at),
}));

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
