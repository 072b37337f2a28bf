import assert from 'node:assert/strict';
import { EventLines } from '../../src/providers/event-lines.ts';

/** The data of all events when the text comes in pieces of this size; names of errors with an exclamation mark. */
function read(text: string, size = text.length): string[] {
  const lines = new EventLines();
  const seen = [];
  for (let at = 0; at < text.length; at += size) seen.push(...lines.take(text.slice(at, at + size)));
  seen.push(...lines.end(''));
  return seen.map(({ data, isError }) => (isError ? `!${data}` : data));
}

describe('providers/event-lines', () => {
  const texts: [string, string, string[]][] = [
    [
      'events with names, ids and comments',
      ': hi\nevent: a\nid: 7\ndata: one\n\n\n\ndata:two\n\n',
      ['one', 'two'],
    ],
    ['data of several lines', 'data: {\ndata:  "a": 1\ndata: }\n\n', ['{\n "a": 1\n}']],
    ['lines that end with \\r\\n', 'event: a\r\ndata: one\r\n\r\ndata: two\r\n\r\n', ['one', 'two']],
    ['lines that end with \\r', 'data: one\r\rdata: two\r\r', ['one', 'two']],
    ['errors by their name, and only those', 'event: error\ndata: x\n\ndata: y\n\n', ['!x', 'y']],
    ['a last event without its end', 'data: one\n\ndata: two', ['one', 'two']],
    ['an event without data as none', 'event: ping\n\nretry: 5\n\n', []],
  ];
  for (const [what, text, expected] of texts) {
    it(`reads ${what}, in pieces of any size`, () => {
      for (const size of [1, 2, 3, 5, text.length]) assert.deepEqual(read(text, size), expected, `${size}`);
    });
  }

  it('gives an event as soon as it is whole', () => {
    const lines = new EventLines();
    assert.deepEqual(lines.take('data: one\n'), []);
    assert.deepEqual(lines.take('\nda'), [{ data: 'one', isError: false }]);
  });
});
