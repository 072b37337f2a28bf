import assert from 'node:assert/strict';
import type { Endpoint } from '../../src/core/ports/endpoints.ts';
import type { ProviderEntry } from '../../src/core/ports/provider.ts';
import { anthropicEntry } from '../../src/providers/anthropic/entry.ts';
import { geminiEntry } from '../../src/providers/gemini/entry.ts';
import { grokEntry } from '../../src/providers/grok/entry.ts';
import { ollamaEntry } from '../../src/providers/ollama/entry.ts';
import { openAiEntry } from '../../src/providers/openai/entry.ts';
import { openAiCompatibleEntry } from '../../src/providers/openai-compatible/entry.ts';
import { httpFetch } from '../../src/runtime/http-fetch.ts';
import { ScriptedTools } from '../backend/scripted-tools.ts';
import { World } from '../backend/world.ts';
import { collect, modelOf, newKey, ofType } from './contract.ts';
import { startAnthropicServer } from './servers/anthropic.ts';
import { startGeminiServer } from './servers/gemini.ts';
import { startGrokServer } from './servers/grok.ts';
import type { LoopbackServer, RecordedRequest, ServerOptions } from './servers/loopback.ts';
import { startOllamaServer } from './servers/ollama.ts';
import { startOpenAiServer } from './servers/openai.ts';
import { startOpenAiCompatibleServer } from './servers/openai-compatible.ts';

type Body = RecordedRequest['body'];

interface Vendor {
  entry: ProviderEntry;
  start(options: ServerOptions): Promise<LoopbackServer>;
  /** Its name in settings, where it is a named endpoint. */
  name?: string;
  model: string;
  /** What it is told of the calls and their results in the second round, in its own shape. */
  told(body: Body): unknown;
  expected: unknown;
}

const found = 'src/a.ts:1: let a;';
const given = { text: 'let a' };

const responses = {
  told: (body: Body) => body.input.slice(-4),
  expected: [
    {
      type: 'function_call',
      call_id: 'call_a',
      name: 'search_text',
      arguments: JSON.stringify(given),
    },
    { type: 'function_call', call_id: 'call_b', name: 'read_file', arguments: '{"path":"b.ts"}' },
    { type: 'function_call_output', call_id: 'call_a', output: found },
    { type: 'function_call_output', call_id: 'call_b', output: 'No.' },
  ],
};

const vendors: Record<string, Vendor> = {
  openai: { entry: openAiEntry, start: startOpenAiServer, model: 'gpt-5.1', ...responses },
  grok: { entry: grokEntry, start: startGrokServer, model: 'grok-4.3', ...responses },
  anthropic: {
    entry: anthropicEntry,
    start: startAnthropicServer,
    model: 'claude-sonnet-5-5',
    told: (body) => body.messages.slice(-2),
    expected: [
      {
        role: 'assistant',
        content: [
          { type: 'text', text: 'Let me look.' },
          { type: 'tool_use', id: 'call_a', name: 'search_text', input: given },
          { type: 'tool_use', id: 'call_b', name: 'read_file', input: { path: 'b.ts' } },
        ],
      },
      {
        role: 'user',
        content: [
          { type: 'tool_result', tool_use_id: 'call_a', content: found },
          { type: 'tool_result', tool_use_id: 'call_b', content: 'No.' },
        ],
      },
    ],
  },
  gemini: {
    entry: geminiEntry,
    start: startGeminiServer,
    model: 'gemini-2.5-flash',
    told: (body) => body.contents.slice(-2),
    expected: [
      {
        role: 'model',
        parts: [
          { text: 'Let me look.' },
          { functionCall: { name: 'search_text', args: given } },
          { functionCall: { name: 'read_file', args: { path: 'b.ts' } } },
        ],
      },
      {
        role: 'user',
        parts: [
          { functionResponse: { name: 'search_text', response: { result: found } } },
          { functionResponse: { name: 'read_file', response: { result: 'No.' } } },
        ],
      },
    ],
  },
  ollama: {
    entry: ollamaEntry,
    start: startOllamaServer,
    model: 'qwen3',
    told: (body) => body.messages.slice(-3),
    expected: [
      {
        role: 'assistant',
        content: 'Let me look.',
        tool_calls: [
          { function: { name: 'search_text', arguments: given } },
          { function: { name: 'read_file', arguments: { path: 'b.ts' } } },
        ],
      },
      { role: 'tool', content: found, tool_name: 'search_text' },
      { role: 'tool', content: 'No.', tool_name: 'read_file' },
    ],
  },
  'openai-compatible': {
    entry: openAiCompatibleEntry,
    start: startOpenAiCompatibleServer,
    name: 'openai-compatible:lab',
    model: 'lab/llama-4',
    told: (body) => body.messages.slice(-3),
    expected: [
      {
        role: 'assistant',
        content: 'Let me look.',
        tool_calls: [
          {
            id: 'call_a',
            type: 'function',
            function: { name: 'search_text', arguments: JSON.stringify(given) },
          },
          { id: 'call_b', type: 'function', function: { name: 'read_file', arguments: '{"path":"b.ts"}' } },
        ],
      },
      { role: 'tool', tool_call_id: 'call_a', content: found },
      { role: 'tool', tool_call_id: 'call_b', content: 'No.' },
    ],
  },
};

const called = {
  text: ['Let me look.'],
  toolCalls: [
    { id: 'call_a', name: 'search_text', arguments: given },
    { id: 'call_b', name: 'read_file', arguments: { path: 'b.ts' } },
  ],
  usage: { input: 5, output: 9 },
};

describe('rounds of tools, over the wire', () => {
  for (const [id, vendor] of Object.entries(vendors)) {
    const { entry, start, told, expected } = vendor;
    // The scripted models of the world bear that name.
    if (id === 'openai') continue;

    it(`give ${id} what was called and what came of it`, async () => {
      const key = newKey();
      const server = await start(entry.needsKey ? { key } : {});
      const world = await World.open([entry]);
      try {
        const tools = new ScriptedTools();
        world.tools = tools;
        const name = vendor.name ?? id;
        world.keys[name] = key;
        const endpoint: Endpoint = { baseUrl: server.url, models: [vendor.model.replace(/^lab\//, '')] };
        world.endpoints = { [name]: endpoint };
        server.next(called, { text: ['It is there.'], usage: { input: 9, output: 3 } });
        const { comparison } = await world.request('comparison:start', {
          prompt: 'Where is a?',
          models: [`${id}:${vendor.model}`],
          tools: tools.names,
        });
        const { conversationId } = comparison.threads[0]!;
        const state = () => world.request('chat:state', { conversationId });
        await world.until(async () => (await state()).state !== 'generating');
        const { calls } = await state();
        assert.deepEqual(
          calls.map(({ name: tool }) => tool),
          ['search_text', 'read_file'],
          JSON.stringify(await world.request('messages:list', { conversationId })),
        );
        await world.request('chat:approve-tools', {
          conversationId,
          decisions: calls.map((call) => ({ callId: call.id, decision: 'once' })),
        });
        await world.until(() => tools.runs.length === 1);
        tools.runs[0]!.give({ content: found });
        await world.until(() => tools.runs.length === 2);
        tools.runs[1]!.give({ failed: true, content: 'No.' });
        await world.until(async () => (await state()).state === 'idle');
        const messages = await world.request('messages:list', { conversationId });
        assert.equal(messages.at(-1)!.content, 'It is there.');
        const bodies = server.requests.filter(({ method, body }) => method === 'POST' && told(body));
        assert.deepEqual(told(bodies.at(-1)!.body), expected);
        // The tools are offered again: it may ask for more.
        assert.match(
          JSON.stringify(bodies.at(-1)!.body.tools),
          /search_text.*read_file|read_file.*search_text/,
        );
      } finally {
        await world.dispose();
        await server.close();
      }
    });
  }

  it('give openai what was called and what came of it', async () => {
    const { entry, start, model: modelId, told, expected } = vendors.openai!;
    const key = newKey();
    const server = await start({ key });
    try {
      const provider = (await entry.load())({
        baseUrl: server.url,
        fetch: httpFetch(fetch),
        apiKey: async () => key,
      });
      const { tools } = await new ScriptedTools().list();
      const model = modelOf({ entry, modelId });
      const question = { role: 'user' as const, content: 'Where is a?' };
      const { signal } = new AbortController();
      server.next(called, { text: ['It is there.'], usage: { input: 9, output: 3 } });
      const first = await collect(provider.generate({ model, turns: [question], tools }, { signal }));
      const toolCalls = ofType(first, 'tool-call').map(({ call }) => call);
      const results = toolCalls.map(({ id, name }, index) => ({
        role: 'tool' as const,
        toolCallId: id,
        name,
        content: [found, 'No.'][index]!,
      }));
      const turns = [question, { role: 'assistant' as const, content: first.text, toolCalls }, ...results];
      const second = await collect(provider.generate({ model, turns, tools }, { signal }));
      assert.equal(second.text, 'It is there.');
      assert.deepEqual(told(server.requests.at(-1)!.body), expected);
    } finally {
      await server.close();
    }
  });

  it('become words for a model that is offered no tools any more', async () => {
    const key = newKey();
    const server = await startAnthropicServer({ key });
    try {
      const provider = (await anthropicEntry.load())({
        baseUrl: server.url,
        fetch: httpFetch(fetch),
        apiKey: async () => key,
      });
      const model = modelOf({ entry: anthropicEntry, modelId: 'claude-sonnet-5-5' });
      server.next({ text: ['Yes.'], usage: { input: 9, output: 3 } });
      await collect(
        provider.generate(
          {
            model,
            turns: [
              { role: 'user', content: 'Where?' },
              {
                role: 'assistant',
                content: 'Let me look.',
                toolCalls: [{ id: 'a', name: 'search_text', arguments: given }],
              },
              { role: 'tool', toolCallId: 'a', name: 'search_text', content: found },
              { role: 'user', content: 'Sure?' },
            ],
          },
          { signal: new AbortController().signal },
        ),
      );
      const { messages } = server.requests.at(-1)!.body;
      assert.doesNotMatch(JSON.stringify(messages), /tool_use|tool_result/);
      assert.match(JSON.stringify(messages[1]), /Let me look\.\\n\[Called search_text with/);
      assert.match(JSON.stringify(messages[2]), /\[What search_text gave\]\\nsrc\/a\.ts/);
    } finally {
      await server.close();
    }
  });
});
