import assert from 'node:assert/strict';
import { Ajv } from 'ajv';
import type { GenerationRequest } from '../../../src/core/ports/provider.ts';
import { demoEntry } from '../../../src/providers/demo/entry.ts';
import { collect, modelOf, ofType } from '../contract.ts';

const prompt = 'Why does the Baltic Sea freeze in winter?';

async function ask(id: string, more: Partial<GenerationRequest> = {}, signal = new AbortController().signal) {
  const demo = (await demoEntry.load())({ baseUrl: '', fetch });
  const request: GenerationRequest = {
    model: modelOf({ entry: demoEntry, modelId: id }),
    turns: [{ role: 'user', content: prompt }],
    ...more,
    extras: { demoTokensPerSecond: 0, ...more.extras },
  };
  return collect(demo.generate(request, { signal }));
}

describe('providers/demo', () => {
  for (const id of ['swift', 'sage', 'bard']) {
    it(`${id} answers about the prompt, says that it is a demo, and ends`, async () => {
      const answer = await ask(id);
      assert.match(answer.text, /demo/i);
      assert.match(answer.text, /Baltic/);
      assert.match(answer.text, /freeze/i);
      assert.deepEqual(answer.parts.at(-1), { type: 'end', reason: 'stop' });
      const [used] = ofType(answer, 'usage');
      assert.deepEqual(used?.cost, { usd: 0, basis: 'free' });
      assert.ok((used?.usage.outputTokens ?? 0) > 20);
    });

    it(`${id} gives the same answer to the same request, and another to another seed`, async () => {
      const first = await ask(id, { parameters: { seed: 7 } });
      const again = await ask(id, { parameters: { seed: 7 } });
      const other = await ask(id, { parameters: { seed: 8 } });
      assert.equal(again.text, first.text);
      assert.notEqual(other.text, first.text);
    });
  }

  it('differs in length and style from model to model', async () => {
    const [swift, sage, bard] = await Promise.all(['swift', 'sage', 'bard'].map((id) => ask(id)));
    assert.ok(swift && sage && bard);
    assert.ok(swift.text.length * 2 < bard.text.length && bard.text.length < sage.text.length);
    assert.match(swift.text, /^- /m);
    assert.match(sage.text, /^## .*\n.*\| --- \|.*```ts\n/s);
    assert.doesNotMatch(bard.text, /^[-#|]/m);
    assert.ok(sage.thinking.length > 20);
    assert.equal(swift.thinking + bard.thinking, '');
  });

  it('does not think when told not to', async () => {
    assert.equal((await ask('sage', { parameters: { thinking: 'off' } })).thinking, '');
  });

  it('streams at the speed that was asked for', async () => {
    const started = performance.now();
    const answer = await ask('swift', { extras: { demoTokensPerSecond: 200, demoFirstTokenMs: 0 } });
    const tokens = ofType(answer, 'usage')[0]?.usage.outputTokens ?? 0;
    // Timers never fire early, so a lower bound holds on any machine.
    assert.ok(performance.now() - started > (tokens / 200) * 900);
    assert.ok(ofType(answer, 'text').length > 5);
  });

  it('grows to a length that was asked for', async () => {
    const answer = await ask('bard', { extras: { demoTokens: 3000 } });
    assert.ok((ofType(answer, 'usage')[0]?.usage.outputTokens ?? 0) >= 3000);
  });

  it('knows the turn, the system prompt and a tool’s answer', async () => {
    const answer = await ask('swift', {
      system: 'Speak plainly.',
      turns: [
        { role: 'user', content: 'Hello there' },
        { role: 'assistant', content: 'Hi.' },
        { role: 'user', content: prompt },
        { role: 'tool', toolCallId: 'x', name: 'thermometer', content: 'minus 9' },
      ],
    });
    assert.match(answer.text, /turn 2/);
    assert.match(answer.text, /Speak plainly\./);
    assert.match(answer.text, /minus 9/);
  });

  it('calls the first tool when the prompt has [demo:tool]', async () => {
    const parameters = {
      type: 'object',
      properties: { place: { type: 'string' }, days: { type: 'integer', minimum: 3, maximum: 5 } },
      required: ['place', 'days'],
    };
    const answer = await ask('swift', {
      turns: [{ role: 'user', content: 'Forecast for Gdańsk [demo:tool]' }],
      tools: [{ name: 'forecast', description: '', parameters }],
    });
    const call = ofType(answer, 'tool-call')[0]?.call;
    assert.equal(call?.name, 'forecast');
    assert.ok(new Ajv().validate(parameters, call.arguments));
    assert.deepEqual(answer.parts.at(-1), { type: 'end', reason: 'tool-calls' });
  });

  it('calls the tool that the prompt names, with what stands in the prompt', async () => {
    const text = (name: string) => ({
      name,
      description: '',
      parameters: {
        type: 'object',
        properties: { path: { type: 'string' }, text: { type: 'string' }, startLine: { type: 'integer' } },
        required: name === 'read_file' ? ['path'] : ['text'],
      },
    });
    const tools = [text('search_text'), text('read_file')];
    const called = async (content: string) => {
      const answer = await ask('swift', { turns: [{ role: 'user', content }], tools });
      return ofType(answer, 'tool-call').map(({ call }) => [call.name, call.arguments]);
    };
    assert.deepEqual(await called('Read the file src/greet.py, please.'), [
      ['read_file', { path: 'src/greet.py' }],
    ]);
    assert.deepEqual(await called('Search the text “hello world” everywhere.'), [
      ['search_text', { text: 'hello world' }],
    ]);
    assert.deepEqual(await called('What is in src/greet.py?'), []);
    const again = await ask('swift', {
      turns: [
        { role: 'user', content: 'Read the file a.ts' },
        { role: 'assistant', content: '', toolCalls: [{ id: 'x', name: 'read_file', arguments: {} }] },
        { role: 'tool', toolCallId: 'x', name: 'read_file', content: 'let a;' },
      ],
      tools,
    });
    assert.deepEqual(ofType(again, 'tool-call'), []);
    assert.match(again.text, /let a;/);
  });

  it('fails when the prompt has [demo:fail]', async () => {
    const answer = await ask('bard', { turns: [{ role: 'user', content: `${prompt} [demo:fail]` }] });
    assert.equal(answer.error?.code, 'provider');
    assert.match(answer.error.message, /\[demo:fail\]/);
    assert.equal(answer.text, '');
  });

  it('breaks off in the middle when the prompt has [demo:cut]', async () => {
    const answer = await ask('bard', { turns: [{ role: 'user', content: `${prompt} [demo:cut]` }] });
    assert.equal(answer.error?.code, 'provider');
    assert.equal(answer.error.retryable, true);
    assert.ok(answer.text.length > 50);
    assert.equal(ofType(answer, 'end').length, 0);
  });

  it('is long when the prompt has [demo:long]', async () => {
    const turns = (mark: string) => [{ role: 'user' as const, content: `${prompt}${mark}` }];
    const short = await ask('swift', { turns: turns('') });
    const long = await ask('swift', { turns: turns(' [demo:long]') });
    assert.ok(short.text.length < 1000);
    assert.ok(long.text.length > 3000);
  });

  it('stops at once when it is taken back', async () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 30);
    const answer = await ask('bard', { extras: { demoTokensPerSecond: 20 } }, controller.signal);
    assert.equal(answer.error?.code, 'cancelled');
    assert.ok(ofType(answer, 'text').length < 10);
  });

  it('honours stop sequences and the token limit', async () => {
    const stopped = await ask('swift', { parameters: { stop: ['Next:'] } });
    assert.doesNotMatch(stopped.text, /Next:/);
    const short = await ask('swift', { parameters: { maxTokens: 5 } });
    assert.equal(ofType(short, 'usage')[0]?.usage.outputTokens, 5);
    assert.deepEqual(short.parts.at(-1), { type: 'end', reason: 'length' });
  });

  it('warns of options that it does not take', async () => {
    const answer = await ask('swift', { parameters: { temperature: 1, webSearch: true } });
    const codes = ofType(answer, 'warning').map(({ warning }) => warning.code);
    assert.deepEqual(codes, ['temperature-left-out', 'web-search-left-out']);
  });

  it('answers JSON mode with an object', async () => {
    const answer = await ask('sage', { parameters: { jsonMode: true } });
    assert.match(JSON.parse(answer.text).about, /Baltic/);
  });

  it('names a model that is not there', async () => {
    assert.equal((await ask('oracle')).error?.code, 'not-found');
  });

  it('survives a prompt of a megabyte and one of nothing', async () => {
    const long = await ask('sage', {
      turns: [{ role: 'user', content: 'salinity of water '.repeat(60_000) }],
    });
    assert.match(long.text, /salinity/);
    assert.ok((await ask('swift', { turns: [{ role: 'user', content: '' }] })).text.length > 10);
  });
});
