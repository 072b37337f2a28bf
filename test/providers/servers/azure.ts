import { chatCompletionsWire } from './chat-completions-wire.ts';
import {
  isProgram,
  type LoopbackServer,
  runAlone,
  type ServerOptions,
  startLoopback,
  type Wire,
} from './loopback.ts';

/** Azure OpenAI: deployments in the path, a version in the query, the key in a header of its own. */
export async function startAzureServer(options: ServerOptions = {}): Promise<LoopbackServer> {
  const plain = chatCompletionsWire();
  const versioned = (path: string) => /[?&]api-version=2024-10-21(&|$)/.test(path);
  const wire: Wire = {
    ...plain,
    basePath: '/openai',
    keyOf: ({ 'api-key': key }) => (Array.isArray(key) ? key[0] : key),
    asks(request) {
      const deployment = /^\/openai\/deployments\/([^/]+)\/chat\/completions\?/.exec(request.path)?.[1];
      if (deployment === undefined || !versioned(request.path)) return undefined;
      const asked = plain.asks(request);
      return asked && { ...asked, model: decodeURIComponent(deployment) };
    },
    other(request, { models = [] }) {
      const path = request.path.split('?')[0];
      if (!versioned(request.path)) return undefined;
      if (path === '/openai/deployments' || path === '/openai/models') {
        return { body: { data: models.map((id) => ({ id, status: 'succeeded' })) } };
      }
      return undefined;
    },
  };
  const server = await startLoopback(wire, { models: ['gpt-4o'], ...options });
  return { ...server, url: `${server.url}?api-version=2024-10-21` };
}

if (isProgram(import.meta.url)) await runAlone(startAzureServer);
