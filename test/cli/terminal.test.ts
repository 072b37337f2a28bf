import assert from 'node:assert/strict';
import { PassThrough, Writable } from 'node:stream';
import { describe, it } from 'mocha';
import { type OutputStream, openTerminal } from '../../src/cli/terminal.ts';

function stream(isTTY: boolean, columns?: number): OutputStream & { text: () => string } {
  const written = new PassThrough() as PassThrough & OutputStream;
  written.isTTY = isTTY;
  if (columns !== undefined) written.columns = columns;
  return Object.assign(written, { text: () => String(written.read() ?? '') });
}

describe('openTerminal', () => {
  it('keeps results and notes apart', () => {
    const stdout = stream(false);
    const stderr = stream(false);
    const terminal = openTerminal(stdout, stderr, {});
    terminal.out('result');
    terminal.note('note');
    assert.equal(stdout.text(), 'result');
    assert.equal(stderr.text(), 'note');
  });

  it('shows colours on a terminal only, and not when asked not to', () => {
    const colour = (isTTY: boolean, environment: Record<string, string>) =>
      openTerminal(stream(isTTY), stream(true), environment).colour;
    assert.equal(colour(true, {}), true);
    assert.equal(colour(true, { NO_COLOR: '' }), true);
    assert.equal(colour(true, { NO_COLOR: '1' }), false);
    assert.equal(colour(true, { TERM: 'dumb' }), false);
    assert.equal(colour(false, {}), false);
  });

  it('knows its width, and none of a pipe', () => {
    assert.equal(openTerminal(stream(true, 120), stream(true), {}).columns, 120);
    assert.equal(openTerminal(stream(true, 0), stream(true), {}).columns, 80);
    assert.equal(openTerminal(stream(false), stream(true), {}).columns, undefined);
  });

  it('writes lines again only where they are seen as one', () => {
    const live = (isTTY: boolean, environment: Record<string, string>) =>
      openTerminal(stream(true), stream(isTTY), environment).live;
    assert.equal(live(true, {}), true);
    assert.equal(live(true, { TERM: 'dumb' }), false);
    assert.equal(live(false, {}), false);
  });

  it('goes quiet when the reader has gone', async () => {
    let writes = 0;
    const stdout = new Writable({
      write: (_piece, _encoding, done) => {
        writes += 1;
        done(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
      },
    });
    const stderr = stream(false);
    const terminal = openTerminal(stdout, stderr, {});
    terminal.out('one');
    await new Promise((resolve) => terminal.closed.addEventListener('abort', resolve));
    terminal.out('two');
    await terminal.drained();
    assert.equal(writes, 1);
    assert.equal(stderr.text(), '');
  });

  it('tells a full disk from a reader who has gone', async () => {
    const failing = (code: string) =>
      new Writable({ write: (_piece, _encoding, done) => done(Object.assign(new Error(code), { code })) });
    for (const [code, failed] of [
      ['EPIPE', false],
      ['ENOSPC', true],
      ['EIO', true],
      ['EDQUOT', true],
    ] as const) {
      const terminal = openTerminal(failing(code), stream(false), {});
      terminal.out('one');
      await terminal.drained();
      assert.equal(terminal.closed.aborted, true, code);
      assert.equal(terminal.failure !== undefined, failed, code);
    }
  });

  it('lets nothing but colours and the clearing of a line get to a terminal, and data go elsewhere as it is', () => {
    const hostile =
      'a\u001b]52;c;ZXZpbA==\u0007b\u009b31mc\u001b[2Jd\u202ee\u2067f\u0007g\u001bPx\u001b\\h\rx\u001b[1;31mi\u001b[0m🙂\n';
    const clean = 'abcdefghx\u001b[1;31mi\u001b[0m🙂\n';
    const [shown, piped, note] = [stream(true), stream(false), stream(false)];
    openTerminal(shown, note, {}).out(hostile);
    openTerminal(piped, note, {}).out(hostile);
    openTerminal(piped, note, {}).note(`\r\u001b[K${hostile}`);
    assert.equal(shown.text(), clean);
    assert.equal(piped.text(), hostile);
    assert.equal(note.text(), `\r\u001b[K${clean}`);
  });

  it('is drained when a slow reader has everything', async () => {
    const read: string[] = [];
    const slow = new Writable({
      write: (piece, _encoding, done) => {
        setTimeout(() => {
          read.push(String(piece));
          done();
        }, 2);
      },
    });
    const terminal = openTerminal(slow, stream(false), {});
    for (const word of ['a', 'b', 'c']) terminal.out(word);
    await terminal.drained();
    assert.equal(read.join(''), 'abc');
  });
});
