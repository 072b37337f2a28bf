import assert from 'node:assert/strict';
import { Marked } from 'marked';
import { BlockSplitter, blockLimit } from '../../webview/render/block-splitter.ts';
import { drawnPart, mostDrawn } from '../../webview/render/drawn-part.ts';
import { isTableRule, isTooDense } from '../../webview/render/markdown-density.ts';
import { toolLines } from '../../webview/state/tool-lines.ts';
import { growth, mostGrowth } from '../harness/growth.ts';

const marked = new Marked({ gfm: true });

/** What drawing an answer does before there is a page: cut into blocks, and each made HTML. */
function drawn(text: string): void {
  const splitter = new BlockSplitter();
  splitter.push(text);
  splitter.end();
  for (const block of splitter.finished) {
    if (block.kind === 'markdown' && !isTooDense(block.source)) marked.parse(block.source, { async: false });
  }
}

/** What is repeated; `head` and `end` stand around it once. */
const hostile: Record<string, [piece: string, head?: string, end?: string]> = {
  'stress that never ends': ['*_a'],
  'the other way round': ['*a_'],
  'stress of two kinds': ['**x_'],
  'stress over line ends': ['*_a\n'],
  'stress in a list': ['*_a', '- '],
  'stress in lists that are none': ['12) *_a **b\n', 'text\n'],
  'stress in a table that is none': ['*_a|**b\n'],
  'stress in a cell': ['*_a', 'a|b\n-|-\nc|'],
  stars: ['*', '', 'a'],
  'words of underscores': ['a_'],
  strikes: ['~~a ~b '],
  formulas: ['$_{a}^{*b} '],
  brackets: ['['],
  'brackets that open links': ['[a](<b'],
  pictures: ['![['],
  backticks: ['`a``b```c'],
  'addresses of mail': ['a.', '', '@'],
  'addresses of mail, one after another': ['a@b.'],
  'addresses with entities': ['&a;', 'www.a.b'],
  'addresses with brackets': ['(.', 'https://a.b/'],
  tags: ['<a b="c'],
  comments: ['<!--'],
  definitions: ['[a]: b\n'],
  quotes: ['> ', '', 'a'],
  'lists in lists': ['- ', '', 'a'],
  'numbers in numbers': ['1. ', '', 'a'],
  blanks: [' ', 'a', 'b'],
  'line ends': ['a\n'],
  'dashes under a head': ['-', 'a | b\n', ' x\n'],
  'dashes of psql': ['-', 'a | b\n', '+---\n'],
  'colons under a head': [':-', 'a | b\n', 'x\n'],
  'a table without end': ['|a|b|\n', '|a|b|\n|-|-|\n'],
  'a table of many columns': ['|a', '', '\n'],
};

describe('webview: what is drawn of hostile Markdown', function () {
  this.timeout(60_000);

  for (const [name, [piece, head = '', end = '']] of Object.entries(hostile)) {
    it(`takes time in step with its length: ${name}`, async () => {
      const text = (units: number) => head + piece.repeat(Math.ceil(units / piece.length)) + end;
      const grown = await growth((units) => drawn(text(units)), 2 * blockLimit);
      assert.ok(grown < mostGrowth, `eight times the text took ${grown.toFixed(1)} times as long`);
      // Blocks are drawn one by one: beyond their size only their number grows.
      const start = performance.now();
      drawn(text(200_000));
      assert.ok(performance.now() - start < 5000, 'within seconds');
    });
  }

  it('is text as people write it, with all its stress, lists, tables and links', () => {
    const paragraph =
      'It is **very** _good_ at `code`, see [the docs](https://a.example/x.y?z=1&w=2). '.repeat(60);
    const list = '- **Name**: a *value*, and ~~another~~ __one__\n'.repeat(90);
    const table = `| a | b |\n|---|:--:|\n${'| **x** | _y_ |\n'.repeat(280)}`;
    const form = `Name: ${'_'.repeat(40)}\n`.repeat(100);
    const nested = Array.from({ length: 40 }, (_, depth) => `${'  '.repeat(depth)}- *item*`).join('\n');
    for (const text of [paragraph, list, table, form, nested])
      assert.equal(isTooDense(text), false, text.slice(0, 40));
  });

  it('goes on with a table under its head, of which the line below is told cell by cell', () => {
    for (const rule of ['---|---', '|:-:|-:|', ' | --- | :--- | ', '-|-', '---'])
      assert.equal(isTableRule(rule), true, rule);
    for (const none of ['', '|', ': :', '---+---', '--- ---|-', '-:-|-', 'a|-', '||-'])
      assert.equal(isTableRule(none), false, none);
    const splitter = new BlockSplitter();
    splitter.push(`| a | b |\n|---|---|\n${'| 1 | 2 |\n'.repeat(1000)}`);
    splitter.end();
    assert.ok(splitter.finished.length > 1);
    for (const { source } of splitter.finished) assert.match(source, /^\| a \| b \|\n\|---\|---\|\n/);
  });

  it('ends somewhere, and never inside of a character', () => {
    assert.equal(drawnPart('short'), 'short');
    assert.equal(drawnPart('a'.repeat(mostDrawn + 5)).length, mostDrawn);
    assert.equal(drawnPart('ab😀cd', 3), 'ab');
    assert.equal(drawnPart('ab😀cd', 4), 'ab😀');
  });

  it('may have as many groups of backticks as it likes in the call of a tool', () => {
    const call = { id: '1', name: 'look', arguments: '`a` ``b`` '.repeat(300_000) };
    assert.match(toolLines({ toolCalls: [call] } as never)[0]!, /``` look/);
  });

  it('is cut also where a line of megabytes arrives at once', () => {
    const splitter = new BlockSplitter();
    splitter.push(`${'word '.repeat(200_000)}\nend`);
    splitter.end();
    assert.ok(splitter.finished.every(({ source }) => source.length < 40_000));
    assert.equal(splitter.finished.map(({ source }) => source).join('').length, 1_000_005);
  });
});
