import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { AnswerBlocks } from '../../src/cli/answer-blocks.ts';
import { styleFor } from '../../src/cli/style.ts';
import { answer } from './comparison-fixture.ts';

const labels = [
  { model: 'demo:swift', name: 'Swift — Demo (offline, not an AI)' },
  { model: 'demo:sage', name: 'Sage' },
  { model: 'demo:bard', name: 'Bard' },
];

function blocks(colour = false) {
  const output = { text: '' };
  const written = new AnswerBlocks(
    labels,
    (text) => {
      output.text += text;
    },
    styleFor(colour),
  );
  return { output, blocks: written };
}

describe('AnswerBlocks', () => {
  it('labels the first block before any text comes', () => {
    assert.equal(blocks().output.text, '── demo:swift · Swift — Demo (offline, not an AI) ──\n');
  });

  it('writes the first unfinished answer as it comes and keeps the others for their turn', () => {
    const { output, blocks: all } = blocks();
    const start = output.text;
    all.text(1, 'sage 1 ');
    all.text(0, 'swift');
    assert.equal(output.text, `${start}swift`);
    all.text(2, 'bard');
    all.end(2, answer(3, { content: 'bard' }));
    assert.equal(output.text, `${start}swift`, 'a later one that is over still waits');
    all.end(0, answer(1, { content: 'swift' }));
    assert.equal(output.text, `${start}swift\n\n── demo:sage · Sage ──\nsage 1 `);
    all.text(1, 'sage 2');
    all.end(1, answer(2, { content: 'sage 1 sage 2' }));
    assert.equal(
      output.text,
      `${start}swift\n\n── demo:sage · Sage ──\nsage 1 sage 2\n\n── demo:bard · Bard ──\nbard\n`,
    );
  });

  it('says below its text what became of an answer', () => {
    const { output, blocks: all } = blocks();
    all.text(0, 'half\n');
    all.end(
      0,
      answer(1, {
        content: 'half\n',
        status: 'failed',
        error: { code: 'provider', message: 'The stream broke.', retryable: true },
      }),
    );
    all.end(1, answer(2, { status: 'cancelled' }));
    all.text(2, 'cut');
    all.end(
      2,
      answer(3, { content: 'cut', stopReason: 'length', warnings: [{ code: 'x', message: 'No seed.' }] }),
    );
    assert.match(output.text, /half\n✗ Failed: The stream broke\.\n\n── demo:sage/u);
    assert.match(output.text, /Sage ──\n✗ Cancelled/u);
    assert.match(output.text, /cut\n! Cut off[^\n]*\n! No seed\.\n$/u);
  });

  it('does not let an empty answer pass for a missing one', () => {
    const { output, blocks: all } = blocks();
    all.end(0, answer(1, { content: '' }));
    assert.match(output.text, /\(The answer is empty\.\)/u);
  });

  it('lets no control character of an answer, a name or an error through', () => {
    let text = '';
    const all = new AnswerBlocks(
      [{ model: 'demo:x', name: 'N\u001b]0;t\u0007ame\n' }],
      (piece) => {
        text += piece;
      },
      styleFor(false),
    );
    all.text(0, 'a\u001b[');
    all.text(0, '31mb\r');
    all.end(
      0,
      answer(1, {
        status: 'failed',
        error: { code: 'provider', message: 'bad\u001b[2J\nthing', retryable: false },
      }),
    );
    assert.equal(text, '── demo:x · Name ──\nab\n✗ Failed: bad thing\n');
  });

  it('paints only when told to', () => {
    const { output, blocks: all } = blocks(true);
    all.end(0, answer(1, { status: 'cancelled' }));
    assert.ok(output.text.startsWith('\u001b[1m── demo:swift'));
    assert.ok(output.text.includes('\u001b[33m✗ Cancelled'));
  });
});
