import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type Block, BlockSplitter, blockLimit } from '../../webview/render/block-splitter.ts';

function split(text: string, pieces: number[] = []): Block[] {
  const splitter = new BlockSplitter();
  let from = 0;
  for (const piece of pieces) {
    splitter.push(text.slice(from, from + piece));
    from += piece;
  }
  splitter.push(text.slice(from));
  splitter.end();
  assert.equal(splitter.tail, undefined);
  return splitter.finished;
}

const markdown = (...sources: string[]) => sources.map((source) => ({ kind: 'markdown', source }));

describe('webview: block splitter', () => {
  it('cuts at blank lines and at headings', () => {
    assert.deepEqual(split('One\ntwo\n\nThree\n# Four\nFive'), [
      ...markdown('One\ntwo\n\n', 'Three\n', '# Four\n', 'Five\n'),
    ]);
  });

  it('keeps a list together, with its blank lines, continued items and code', () => {
    const list = '1. one\n\n   more\n2. two\n\n   ```js\n   a\n\n   b\n   ```\n\n3. three\n\n';
    assert.deepEqual(split(`${list}After`), markdown(list, 'After\n'));
  });

  it('keeps an indented code block together', () => {
    assert.deepEqual(split('    a\n\n    b\n\nc'), markdown('    a\n\n    b\n\n', 'c\n'));
  });

  it('takes a fence out, with its language, also without an end', () => {
    const code = { kind: 'code', language: 'ts', fence: 0, first: true, last: true };
    assert.deepEqual(split('Text\n```ts\na\n\n# b\n```\nMore'), [
      ...markdown('Text\n'),
      { ...code, source: 'a\n\n# b\n' },
      ...markdown('More\n'),
    ]);
    assert.deepEqual(split('~~~ts\na'), [{ ...code, source: 'a\n' }]);
  });

  it('ends a fence only with as long a marker of its own kind', () => {
    const [block] = split('````\n```\n~~~~\n````');
    assert.equal(block?.source, '```\n~~~~\n');
  });

  it('shows an open fence as code, without its half closing line', () => {
    const splitter = new BlockSplitter();
    splitter.push('```py\nx = 1\n```');
    assert.deepEqual(splitter.finished, []);
    assert.deepEqual(splitter.tail, {
      kind: 'code',
      language: 'py',
      source: 'x = 1\n',
      fence: 0,
      first: true,
      last: true,
    });
  });

  it('reads all line ends', () => {
    assert.deepEqual(split('a\r\n\r\nb\r\n'), markdown('a\n\n', 'b\n'));
  });

  it('cuts a line of megabytes at blanks, and never inside a character', () => {
    const words = split('word '.repeat(20_000));
    assert.ok(words.every(({ source }) => source.length <= blockLimit));
    assert.ok(words.slice(0, -1).every((block) => block.kind === 'plain' && block.source.endsWith(' ')));
    const faces = split('😀'.repeat(20_000));
    // Half a character cannot be encoded.
    for (const { source } of faces) encodeURIComponent(source);
    assert.equal(
      faces
        .map(({ source }) => source)
        .join('')
        .trimEnd(),
      '😀'.repeat(20_000),
    );
  });

  it('cuts long code at line ends into parts of one fence', () => {
    const lines = `${'x'.repeat(99)}\n`.repeat(1000);
    const parts = split(`\`\`\`\n${lines}\`\`\``);
    assert.ok(parts.length > 4);
    assert.ok(parts.every((part) => part.kind === 'code' && part.fence === 0));
    assert.deepEqual(
      parts.map((part) => part.kind === 'code' && [part.first, part.last]),
      parts.map((_, index) => [index === 0, index === parts.length - 1]),
    );
    assert.equal(parts.map(({ source }) => source).join(''), lines);
  });

  it('goes on with a long list in another block, and with a long table under its header', () => {
    const items = Array.from({ length: 2000 }, (_, index) => `${index + 1}. item\n`);
    const lists = split(items.join(''));
    assert.ok(lists.length > 4);
    assert.equal(lists.map(({ source }) => source).join(''), items.join(''));
    const head = '| a | b |\n|---|:-:|\n';
    const tables = split(`${head}${'| 1 | 2 |\n'.repeat(2000)}`);
    assert.ok(tables.length > 4);
    assert.ok(tables.every(({ source }) => source.startsWith(head)));
    assert.equal(tables.map(({ source }) => source.slice(head.length)).join(''), '| 1 | 2 |\n'.repeat(2000));
  });

  it('gives the same blocks however the text arrives, and loses nothing', () => {
    const line = fc.constantFrom(
      'text',
      '',
      '- item',
      '  more',
      '```js',
      '```',
      '# Head',
      '    code',
      '| a | b |',
      '1. one',
      '~~~',
    );
    const document = fc.array(line, { maxLength: 30 }).map((lines) => lines.join('\n'));
    const pieces = fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 60 });
    fc.assert(
      fc.property(document, pieces, (text, sizes) => {
        const blocks = split(text, sizes);
        assert.deepEqual(blocks, split(text));
        const kept = blocks
          .map(({ source }) => source)
          .join('')
          .replace(/\s/g, '');
        const without = text.replace(/^ {0,3}(```|~~~)(js)?$/gm, '').replace(/\s/g, '');
        assert.equal(kept.replace(/```js|```|~~~/g, ''), without.replace(/```js|```|~~~/g, ''));
      }),
      { numRuns: 300 },
    );
  });
});
