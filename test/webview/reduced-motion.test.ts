import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { readSources } from '../harness/architecture.ts';

/** What moves in a style: an animation that takes time, or a transition. */
function moving(css: string): string[] {
  const allowed = [...css.matchAll(/@media \(prefers-reduced-motion: no-preference\) \{/g)].map(
    ({ index }) => {
      let depth = 0;
      for (let at = index; at < css.length; at += 1) {
        if (css[at] === '{') depth += 1;
        if (css[at] === '}' && --depth === 0) return [index, at] as const;
      }
      return [index, css.length] as const;
    },
  );
  return (
    [...css.matchAll(/\b(animation|transition|scroll-behavior)(?:-[a-z]+)?:\s*([^;]+);/g)]
      .filter(({ index }) => !allowed.some(([from, to]) => index > from && index < to))
      .map(([, name, value]) => `${name}: ${value}`)
      .filter((rule) => !/: (none|auto)$/.test(rule))
      // One that takes no time only puts off what is shown.
      .filter((rule) => !/^animation: \w+ 0s /.test(rule))
  );
}

describe('webview: reduced motion', () => {
  const sources = readSources(['webview']);

  it('stops everything that moves by a style', () => {
    for (const { path, text } of sources) assert.deepEqual(moving(text), [], path);
  });

  it('stops what spins or scrolls by itself', () => {
    const asked = /prefers-reduced-motion: reduce/;
    for (const { path, text } of sources) {
      const moves = /behavior: 'smooth'|\.animate\(|\?spin=|\sspin(?=[\s>])/.test(
        text.replaceAll(/^\s*(\/\/|\*).*$/gm, ''),
      );
      if (moves) assert.match(text, asked, path);
    }
  });

  it('is found where it is missing', () => {
    assert.deepEqual(moving('a { animation: turn 1s linear; }'), ['animation: turn 1s linear']);
    assert.deepEqual(moving('a { transition: opacity 1s; }'), ['transition: opacity 1s']);
    const still = '@media (prefers-reduced-motion: no-preference) { a { animation: turn 1s; } }';
    assert.deepEqual(moving(still), []);
    assert.deepEqual(moving(`${still} b { scroll-behavior: smooth; }`), ['scroll-behavior: smooth']);
    assert.deepEqual(moving('.late { animation: appear 0s 250ms both; } a { transition: none; }'), []);
  });
});
