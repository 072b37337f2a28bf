import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Message } from '../../src/protocol/conversations.ts';
import { openAiCompatibleEntry } from '../../src/providers/openai-compatible/entry.ts';
import { World } from './world.ts';

const key = 'sk-key-0123456789abcdef';
const header = 'tenant-secret-0123456789';
const token = 'gate-token-987654321';
const query = 'query secret/42=';
const secrets = [key, header, token, query];

/** A server that says back what it was asked with: in words, in errors, in its list of models. */
async function startEchoServer(): Promise<{ server: Server; url: string }> {
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const piece of request) body += piece;
    const { authorization, 'x-tenant': tenant, 'x-gate': gate } = request.headers;
    const asked = new URL(request.url!, 'http://a').searchParams.get('secret') ?? '';
    const echo = `${authorization} | ${tenant} | ${gate} | ${asked} | ${request.url} | ${Buffer.from(`${tenant}:${asked}`).toString('base64')}`;
    if (request.url!.includes('/models')) {
      response.end(JSON.stringify({ data: [{ id: 'echo' }, { id: `for-${tenant}` }] }));
      return;
    }
    if (body.includes('refuse')) {
      response.writeHead(400).end(JSON.stringify({ error: { message: `Bad request of ${echo}` } }));
      return;
    }
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const say = (delta: object, more: object = {}) =>
      response.write(`data: ${JSON.stringify({ choices: [{ index: 0, delta, ...more }] })}\n\n`);
    // Letter by letter, and in one piece.
    for (const letter of `You sent ${echo}. `) say({ content: letter });
    say({ content: echo });
    const call = { name: 'look', arguments: JSON.stringify({ at: echo }) };
    if (body.includes('call'))
      say({ tool_calls: [{ index: 0, id: 'call-1', type: 'function', function: call }] });
    if (body.includes('break')) {
      response.end(`data: ${JSON.stringify({ error: { message: `Broken by ${echo}` } })}\n\n`);
      return;
    }
    say({}, { finish_reason: 'stop' });
    response.end('data: [DONE]\n\n');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

describe('a server that echoes what it was asked with', () => {
  let world: World;
  let server: Server;
  beforeEach(async () => {
    const started = await startEchoServer();
    server = started.server;
    world = await World.open([openAiCompatibleEntry]);
    world.keys['openai-compatible'] = key;
    world.endpoints = {
      'openai-compatible': {
        baseUrl: `${started.url}/v1?secret=${encodeURIComponent(query)}`,
        headers: { 'x-tenant': header, 'x-gate': `Bearer ${token}` },
      },
    };
  });
  afterEach(async () => {
    await world.dispose();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  const answerTo = async (prompt: string): Promise<Message> => {
    const models = ['openai-compatible:echo'];
    const { messages } = await world.request('comparison:start', { prompt, models });
    const { id } = Object.values(messages)[0]!.at(-1)!;
    const now = async () => (await world.store.messages.get(id))!;
    await world.until(async () => !['generating', 'queued', 'pending'].includes((await now()).status));
    return now();
  };

  const assertNone = (text: string, where: string) => {
    for (const secret of secrets) {
      const forms = [
        secret,
        encodeURIComponent(secret),
        Buffer.from(secret).toString('base64').slice(0, -4),
        Buffer.from(`${header}:`).toString('base64').slice(0, -4),
      ];
      for (const form of forms) assert.ok(!text.includes(form), `${form} in ${where}`);
    }
  };

  it('leaves no secret in answers, errors, events, the log, the database, its log, a backup or an export', async () => {
    const whole = await answerTo('Echo');
    assert.equal(whole.status, 'complete');
    assert.match(whole.content, /You sent Bearer … \| … \| … \| … \| \/v1\/chat\/completions\?secret=… \| /);
    assert.equal((await answerTo('Please refuse')).status, 'failed');
    const broken = await answerTo('Please break');
    assert.match(broken.error!.message, /broke off the answer. Broken by Bearer …/);
    await answerTo('Please call');

    const tested = await world.request('providers:test', { provider: 'openai-compatible' });
    const models = await world.request('models:refresh', { provider: 'openai-compatible' });
    const backup = join(world.dir, 'backup.db');
    await world.request('data:backup', { path: backup, overwrite: true });
    const [project] = await world.request('project:list', {});
    await world.request('data:export-project', {
      projectId: project!.id,
      path: join(world.dir, 'project.jsonl'),
      overwrite: true,
    });
    assertNone(JSON.stringify([world.events, world.deltas, tested, models]), 'what is told');
    assertNone(world.deltas.map(({ text }) => text).join(''), 'the deltas together');
    assertNone(world.logged.join('\n'), 'the log');
    const files = await readdir(world.dir, { recursive: true, withFileTypes: true });
    for (const file of files.filter((entry) => entry.isFile()))
      assertNone((await readFile(join(file.parentPath, file.name))).toString('latin1'), file.name);
    assert.ok(
      files.some(({ name }) => name.includes('.log-')),
      'the log of the database was there to be looked through',
    );
  });
});
