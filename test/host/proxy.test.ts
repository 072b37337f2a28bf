import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as vscode from 'vscode';
import { extension, finished, startComparison } from './extension-under-test.ts';

/** Answers every question as if it were the server that was asked for, as a company's proxy may be the only way to it. */
const asked: string[] = [];
const proxy = createServer((request, response) => {
  asked.push(`${request.method} ${request.url}`);
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const choices = [{ index: 0, delta: { content: 'By the proxy.' }, finish_reason: 'stop' }];
  response.end(`data: ${JSON.stringify({ id: '1', choices })}\n\ndata: [DONE]\n\n`);
});

describe("VS Code's proxy", () => {
  const name = 'openai-compatible:far';
  const set = (value: string | undefined) =>
    vscode.workspace.getConfiguration('http').update('proxy', value, vscode.ConfigurationTarget.Global);

  before(async () => {
    proxy.listen(0, '127.0.0.1');
    await once(proxy, 'listening');
    await set(`http://127.0.0.1:${(proxy.address() as AddressInfo).port}`);
    const { window } = await extension();
    await window.link.request('settings:save', {
      settings: { providers: { [name]: { endpointUrl: 'http://models.invalid/v1', allowHttp: true } } },
    });
  });
  after(async () => {
    await set(undefined);
    const { window } = await extension();
    await window.link.request('settings:remove', { provider: name });
    proxy.close();
  });

  it('carries questions to models', async () => {
    const { comparison } = await startComparison('Who answers?', ['openai-compatible:far/one']);
    const { messages } = await finished(comparison.id);
    const [answer] = Object.values(messages)
      .flat()
      .filter(({ role }) => role === 'assistant');
    assert.deepEqual([answer?.error, answer?.content], [undefined, 'By the proxy.']);
    assert.deepEqual(asked, ['POST http://models.invalid/v1/chat/completions']);
  });
});
