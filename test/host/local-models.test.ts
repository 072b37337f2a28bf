import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as vscode from 'vscode';
import { extension, until } from './extension-under-test.ts';

const answers: Record<string, unknown> = {
  '/api/tags': { models: [{ name: 'tiny:latest', model: 'tiny:latest', size: 1000 }] },
  '/api/ps': { models: [] },
  '/api/show': { capabilities: ['completion'] },
  '/api/generate': { model: 'tiny:latest', response: '', done: true },
};

/** As much of Ollama as the command needs; the tests' own server cannot be bundled for this host. */
async function startOllama(asked: string[]): Promise<Server> {
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answers[request.url ?? ''] ?? {}));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

describe('local models', () => {
  const asked: string[] = [];
  let server: Server;
  const setServer = (providers: object | undefined) =>
    vscode.workspace
      .getConfiguration('abai')
      .update('providers', providers, vscode.ConfigurationTarget.Global);

  before(async () => {
    server = await startOllama(asked);
    const { port } = server.address() as AddressInfo;
    await setServer({ ollama: { baseUrl: `http://127.0.0.1:${port}` } });
  });
  after(async () => {
    await setServer(undefined);
    server.closeAllConnections();
    server.close();
  });

  it('are loaded from the list', async () => {
    const { window } = await extension();
    const changes: string[] = [];
    const stop = window.link.onEvent(({ type }) => changes.push(type));
    const running = vscode.commands.executeCommand('abai.manageLocalModels');
    await until('the model to be loaded', async () => {
      // What is installed stands first, and loading it is the first action: this presses Enter in both lists.
      await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      return asked.includes('/api/generate');
    });
    await running;
    await until('word of it', () => changes.includes('models:changed'));
    stop();
  });
});
