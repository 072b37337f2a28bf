import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as vscode from 'vscode';
import { typedValue } from '../../src/extension/provider-fields.ts';
import { extension, until } from './extension-under-test.ts';

/** A server of the OpenAI protocol that only lists its models. */
async function modelServer(ids: readonly string[]) {
  const server = createServer((request, response) => {
    const found = request.url?.endsWith('/models');
    response.writeHead(found ? 200 : 404, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ object: 'list', data: ids.map((id) => ({ id, object: 'model' })) }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/v1`, close: () => server.close() };
}

describe('providers', () => {
  const name = 'openai-compatible:lab';
  let server: Awaited<ReturnType<typeof modelServer>>;
  before(async () => {
    server = await modelServer(['lab-small', 'lab-large']);
    const { window } = await extension();
    await window.link.request('settings:save', {
      settings: { providers: { [name]: { endpointUrl: server.url } } },
    });
  });
  after(async () => {
    const { window } = await extension();
    await window.link.request('settings:remove', { provider: name });
    server.close();
  });

  it('are tested by command, and the result is kept', async () => {
    const { window } = await extension();
    await vscode.commands.executeCommand('abai.testConnection', name);
    const { providers } = await window.link.request('settings:load', {});
    assert.equal(providers[name]?.lastTest?.status, 'connected');
    assert.equal(providers[name]?.origin, new URL(server.url).origin);
  });

  it('list their models when asked to refresh', async () => {
    const { window } = await extension();
    void vscode.commands.executeCommand('abai.refreshModels');
    await until('the models of the server', async () => {
      const models = await window.link.request('models:get-all', {});
      return models.some(({ id }) => id === 'lab/lab-large');
    });
  });

  it('take models from the settings, and say nothing of a price that is not given', async () => {
    const { window } = await extension();
    const configuration = vscode.workspace.getConfiguration('abai');
    await configuration.update(
      'models',
      [{ provider: 'openai', id: 'mine' }],
      vscode.ConfigurationTarget.Global,
    );
    try {
      const mine = await until('the model of the settings', async () =>
        (await window.link.request('models:get-all', {})).find(({ id }) => id === 'mine'),
      );
      assert.equal(mine.origin, 'user');
      assert.equal(mine.pricing, undefined);
    } finally {
      await configuration.update('models', undefined, vscode.ConfigurationTarget.Global);
    }
  });

  it('take what is typed for each of their fields, or say how to write it', () => {
    assert.deepEqual(typedValue('headers', 'X-Team: blue; X-Trace: a:b'), {
      'X-Team': 'blue',
      'X-Trace': 'a:b',
    });
    assert.throws(() => typedValue('headers', 'X-Team blue'), /Name: value/);
    assert.deepEqual(typedValue('models', ' one, two ,, '), ['one', 'two']);
    assert.equal(typedValue('concurrency', ' 12 '), 12);
    assert.equal(typedValue('concurrency', ''), null);
    for (const wrong of ['0', '-1', '1.5', 'many']) {
      assert.throws(() => typedValue('requestsPerMinute', wrong), /whole number above 0/, wrong);
    }
    assert.equal(typedValue('endpointUrl', ' http://localhost:1 '), 'http://localhost:1');
  });
});
