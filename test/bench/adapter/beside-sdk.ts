/**
 * The CPU that an adapter takes beside its SDK's own streaming loop for short generations (60 words), in pairs, without
 * a network. Bundled by `adapter.bench.ts` as the product is.
 */

import { Anthropic } from '@anthropic-ai/sdk';
import { GoogleGenAI } from '@google/genai/web';
import { Ollama } from 'ollama/browser';
import { OpenAI } from 'openai';
import type { Provider, ProviderEntry } from '../../../src/core/ports/provider.ts';
import { anthropicEntry } from '../../../src/providers/anthropic/entry.ts';
import { geminiEntry } from '../../../src/providers/gemini/entry.ts';
import { ollamaEntry } from '../../../src/providers/ollama/entry.ts';
import { openAiEntry } from '../../../src/providers/openai/entry.ts';
import { modelOf } from '../../providers/contract.ts';
import { startAnthropicServer } from '../../providers/servers/anthropic.ts';
import { startGeminiServer } from '../../providers/servers/gemini.ts';
import type { LoopbackServer } from '../../providers/servers/loopback.ts';
import { startOllamaServer } from '../../providers/servers/ollama.ts';
import { startOpenAiServer } from '../../providers/servers/openai.ts';

export const pairs = 5000;
const inOneBlock = 100;
const prompt = 'Why is the sky blue?';
const words = Array.from({ length: 60 }, (_, at) => `word${at} `);
const key = 'k'.repeat(32);

interface Rival {
  entry: ProviderEntry;
  modelId: string;
  start(): Promise<LoopbackServer>;
  /** The SDK's own loop, which can be aborted as an adapter's can; answers the length of the text. */
  bare(url: string, fetch: typeof globalThis.fetch): () => Promise<number>;
}

const rivals: Rival[] = [
  {
    entry: openAiEntry,
    modelId: 'gpt-4o',
    start: startOpenAiServer,
    bare(baseURL, fetch) {
      const client = new OpenAI({ apiKey: key, baseURL, fetch, maxRetries: 0 });
      return async () => {
        let length = 0;
        const stream = await client.responses.create(
          { model: 'gpt-4o', input: prompt, stream: true, store: false },
          { signal: new AbortController().signal },
        );
        for await (const event of stream)
          if (event.type === 'response.output_text.delta') length += event.delta.length;
        return length;
      };
    },
  },
  {
    entry: anthropicEntry,
    modelId: 'claude-sonnet-5-5',
    start: startAnthropicServer,
    bare(baseURL, fetch) {
      const client = new Anthropic({ apiKey: key, baseURL, fetch, maxRetries: 0 });
      return async () => {
        let length = 0;
        const stream = await client.messages.create(
          {
            model: 'claude-sonnet-5-5',
            max_tokens: 100,
            messages: [{ role: 'user', content: prompt }],
            stream: true,
          },
          { signal: new AbortController().signal },
        );
        for await (const event of stream) {
          if (event.type === 'content_block_delta' && event.delta.type === 'text_delta')
            length += event.delta.text.length;
        }
        return length;
      };
    },
  },
  {
    entry: geminiEntry,
    modelId: 'gemini-3.8-flash',
    start: startGeminiServer,
    bare(baseUrl, fetch) {
      const ai = new GoogleGenAI({ apiKey: key, apiVersion: 'v1beta', httpOptions: { baseUrl, fetch } });
      return async () => {
        let length = 0;
        const stream = await ai.models.generateContentStream({
          model: 'gemini-3.8-flash',
          contents: prompt,
          config: { abortSignal: new AbortController().signal },
        });
        for await (const chunk of stream)
          length += chunk.candidates?.[0]?.content?.parts?.[0]?.text?.length ?? 0;
        return length;
      };
    },
  },
  {
    entry: ollamaEntry,
    modelId: 'gemma4:31b',
    start: startOllamaServer,
    bare(host, fetch) {
      const client = new Ollama({ host, fetch });
      return async () => {
        let length = 0;
        const messages = [{ role: 'user', content: prompt }];
        for await (const chunk of await client.chat({ model: 'gemma4:31b', messages, stream: true })) {
          length += chunk.message.content.length;
        }
        return length;
      };
    },
  },
];

/** A fetch that plays one recorded answer again and again, in network-sized pieces. */
async function recordedFetch(rival: Rival): Promise<typeof globalThis.fetch> {
  const server = await rival.start();
  const usage = { input: 10, output: words.length };
  server.next({ text: words, usage });
  let recorded: { bytes: Uint8Array; headers: Headers } | undefined;
  const recording: typeof globalThis.fetch = async (input, init) => {
    const response = await fetch(input, init);
    recorded = { bytes: new Uint8Array(await response.clone().arrayBuffer()), headers: response.headers };
    return response;
  };
  await rival.bare(server.url, recording)();
  await server.close();
  if (recorded === undefined) throw new Error('nothing was recorded');
  const { bytes, headers } = recorded;
  const type = headers.get('content-type') ?? '';
  return async () => {
    let at = 0;
    const body = new ReadableStream({
      pull(controller) {
        if (at >= bytes.length) return controller.close();
        controller.enqueue(bytes.subarray(at, at + 1024));
        at += 1024;
      },
    });
    return new Response(body, { headers: { 'content-type': type } });
  };
}

async function adapted(provider: Provider, rival: Rival): Promise<number> {
  const model = modelOf(rival);
  const request = { model, turns: [{ role: 'user' as const, content: prompt }] };
  let length = 0;
  for await (const part of provider.generate(request, { signal: new AbortController().signal })) {
    if (part.type === 'text') length += part.text.length;
  }
  return length;
}

async function cpuOf(times: number, run: () => Promise<number>): Promise<number> {
  const expected = words.join('').length;
  const before = process.cpuUsage();
  for (let at = 0; at < times; at += 1) {
    const length = await run();
    if (length !== expected) throw new Error(`${length} characters instead of ${expected}`);
  }
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

export interface Comparison {
  name: string;
  /** CPU of the adapter over that of the SDK's loop, for each block. */
  ratios: number[];
  /** Microseconds of CPU that one generation takes in the adapter, for each block. */
  costs: number[];
}

export async function* compareAdapters(): AsyncGenerator<Comparison, void> {
  for (const rival of rivals) yield await compare(rival);
}

async function compare(rival: Rival): Promise<Comparison> {
  const play = await recordedFetch(rival);
  const url = 'http://127.0.0.1:9';
  const bare = rival.bare(url, play);
  const create = await rival.entry.load();
  const provider = create({ baseUrl: url, fetch: play, apiKey: async () => key });
  const adapter = () => adapted(provider, rival);
  await cpuOf(300, bare);
  await cpuOf(300, adapter);
  const ratios: number[] = [];
  const costs: number[] = [];
  for (let done = 0; done < pairs; done += inOneBlock) {
    // Who goes first alternates, so that a garbage collection hits both alike.
    const adapterFirst = (done / inOneBlock) % 2 === 0;
    const first = await cpuOf(inOneBlock, adapterFirst ? adapter : bare);
    const second = await cpuOf(inOneBlock, adapterFirst ? bare : adapter);
    const [ours, theirs] = adapterFirst ? [first, second] : [second, first];
    ratios.push(ours / theirs);
    costs.push(ours / inOneBlock);
  }
  return { name: rival.entry.name, ratios, costs };
}
