import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { EndpointOptions } from '../../src/core/ports/provider.ts';
import { AbaiError } from '../../src/protocol/errors.ts';
import { createAnthropic } from '../../src/providers/anthropic/provider.ts';
import { boundedRefusal } from '../../src/providers/bounded-body.ts';
import { createOpenAi } from '../../src/providers/openai/provider.ts';
import { createOpenAiCompatible } from '../../src/providers/openai-compatible/provider.ts';

describe('a refusal without an end', () => {
  it('is read as far as it may say why, and cut off there', async () => {
    let cancelled = false;
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(new Uint8Array(1000).fill(97)),
      cancel() {
        cancelled = true;
      },
    });
    const bounded = boundedRefusal(
      new Response(endless, { status: 500, headers: { 'retry-after': '7' } }),
      2500,
    );
    assert.equal((await bounded.text()).length, 2500);
    assert.deepEqual([bounded.status, bounded.headers.get('retry-after'), cancelled], [500, '7', true]);
    const whole = new Response('fine');
    assert.equal(boundedRefusal(whole), whole);
  });

  for (const [name, create] of [
    ['OpenAI', createOpenAi],
    ['Anthropic', createAnthropic],
    ['an OpenAI-compatible server', createOpenAiCompatible],
  ] as const) {
    it(`ends a call to ${name} with a sentence`, async () => {
      const server = createServer((request, response) => {
        request.resume();
        response.writeHead(500);
        const more = () => {
          while (!response.destroyed && response.write('word '.repeat(2000)));
          if (!response.destroyed) response.once('drain', more);
        };
        more();
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      const endpoint: EndpointOptions = {
        baseUrl,
        fetch: globalThis.fetch,
        apiKey: async () => 'a-key-0123456789',
      };
      const { signal } = new AbortController();
      try {
        await assert.rejects(create(endpoint).listModels({ signal }), (error: AbaiError) => {
          assert.ok(error instanceof AbaiError);
          assert.match(error.message, /\(500\)/);
          assert.ok(error.message.length < 1000);
          return true;
        });
      } finally {
        server.closeAllConnections();
        server.close();
      }
    });
  }
});
