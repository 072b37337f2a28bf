import assert from 'node:assert/strict';
import fc from 'fast-check';
import { fillTemplate, missingNames, parseTemplate } from '../../src/core/template.ts';

const fill = (source: string, values: Record<string, string> = {}) =>
  fillTemplate(parseTemplate(source), new Map(Object.entries(values)));

describe('templates', () => {
  it('fill in columns, with spaces and any name a header may have', () => {
    assert.equal(
      fill('Q: {{question}}\nA in {{ the language }}', { question: '1+1?', 'the language': 'fr' }),
      'Q: 1+1?\nA in fr',
    );
  });
  it('leave escaped, empty and broken braces as text', () => {
    assert.equal(fill('\\{{x}} {{}} {{ }} {x} {{x'), '{{x}} {{}} {{ }} {x} {{x');
  });
  it('insert values as they are', () => {
    assert.equal(fill('{{a}}', { a: '{{b}} $1 \\{{' }), '{{b}} $1 \\{{');
  });
  it('name what is missing, each once', () => {
    const template = parseTemplate('{{a}} {{b}} {{a}} {{c}}');
    assert.deepEqual(template.names, ['a', 'b', 'c']);
    assert.deepEqual(missingNames(template, ['b']), ['a', 'c']);
    assert.throws(() => fillTemplate(template, new Map()), /uses \{\{a\}\}/);
  });
  it('give back any text without placeholders', () => {
    fc.assert(
      fc.property(
        fc.string().filter((text) => !text.includes('{{')),
        (text) => assert.equal(fill(text), text),
      ),
    );
  });

  it('are read in linear time', () => {
    const time = (source: string) => {
      const start = performance.now();
      parseTemplate(source);
      return performance.now() - start;
    };
    for (const [piece, before] of [
      [' ', '{{'],
      ['{{', ''],
      ['{{ ', ''],
      ['{{a', ''],
      ['\\{{', ''],
      [' }', '{{'],
    ] as const) {
      const [small, large] = [10_000, 20_000].map((times) => {
        const source = before + piece.repeat(times);
        return Math.min(time(source), time(source));
      });
      // Twice the text takes twice the time; four times it would be the square.
      assert.ok(large! < small! * 8 + 100, `${JSON.stringify(piece)}: ${small} ms, then ${large} ms`);
    }
  });
});
