/**
 * A server in a process of its own that answers every Chat Completions request with the same words, streamed when asked
 * to, after a wait of so many milliseconds: `node answering-server.ts WAIT`. Prints its base URL. It knows no more HTTP
 * than its clients speak, so that it is not what is measured.
 */

import { createServer, type Socket } from 'node:net';

const waitMs = Number(process.argv[2] ?? 0);
const words = Array.from({ length: 20 }, (_, at) => `word${at} `);
const usage = { prompt_tokens: 12, completion_tokens: words.length, total_tokens: 12 + words.length };
const about = { id: 'chatcmpl-1', created: 1, model: 'bench' };

const chunk = (choices: object[], more = {}) =>
  `data: ${JSON.stringify({ ...about, object: 'chat.completion.chunk', choices, ...more })}\n\n`;
const choice = (delta: object, finish_reason: string | null = null) => [{ index: 0, delta, finish_reason }];

/** Each event is an HTTP chunk of its own, as servers send them that flush every token. */
const streamed = answer('text/event-stream', [
  chunk(choice({ role: 'assistant', content: '' })),
  ...words.map((content) => chunk(choice({ content }))),
  chunk(choice({}, 'stop')),
  chunk([], { usage }),
  'data: [DONE]\n\n',
]);
const whole = answer('application/json', [
  JSON.stringify({
    ...about,
    object: 'chat.completion',
    choices: [{ index: 0, message: { role: 'assistant', content: words.join('') }, finish_reason: 'stop' }],
    usage,
  }),
]);

function answer(type: string, pieces: string[]): Buffer {
  const chunks = pieces.map((text) => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`);
  const head = `HTTP/1.1 200 OK\r\ncontent-type: ${type}\r\ntransfer-encoding: chunked\r\n\r\n`;
  return Buffer.from(`${head}${chunks.join('')}0\r\n\r\n`);
}

function serve(socket: Socket): void {
  let received: Buffer = Buffer.alloc(0);
  socket.setNoDelay(true);
  socket.on('error', () => socket.destroy());
  socket.on('data', (piece: Buffer) => {
    received = received.length === 0 ? piece : Buffer.concat([received, piece]);
    for (;;) {
      const headEnd = received.indexOf('\r\n\r\n');
      if (headEnd < 0) return;
      const length = /^content-length: *(\d+)/im.exec(received.toString('latin1', 0, headEnd))?.[1] ?? '0';
      const end = headEnd + 4 + Number(length);
      if (received.length < end) return;
      const body = received.toString('latin1', headEnd + 4, end);
      received = received.subarray(end);
      const bytes = /"stream": *true/.test(body) ? streamed : whole;
      if (waitMs === 0) socket.write(bytes);
      else setTimeout(() => socket.write(bytes), waitMs);
    }
  });
}

const server = createServer(serve);
server.listen(0, '127.0.0.1', 1024, () => {
  const { port } = server.address() as { port: number };
  console.log(`http://127.0.0.1:${port}/v1`);
});
