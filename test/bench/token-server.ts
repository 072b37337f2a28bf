/**
 * A Chat Completions server in this process that answers every request at a steady pace, each token in an event and an
 * HTTP chunk of its own, as servers send them that flush every token.
 */

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { markdownBefore } from './markdown-before.ts';

export interface TokenServerOptions {
  /** What the model list names. */
  models: readonly string[];
  tokensPerSecond: number;
  /** The length of each answer. */
  seconds: number;
}

export interface TokenServer {
  /** As the provider's base URL. */
  url: string;
  /** Resolves when so many answers have begun. */
  begun(answers: number): Promise<void>;
  /** Resolves when so many answers are whole. Rejects when a client goes away before its answer is. */
  whole(answers: number): Promise<void>;
  close(): void;
}

function chunk(model: string, delta: object, finish: string | null = null): string {
  const choices = [{ index: 0, delta, finish_reason: finish }];
  const about = { id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1, model };
  return `data: ${JSON.stringify({ ...about, choices })}\n\n`;
}

async function modelOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const piece of request.setEncoding('utf8')) text += piece;
  return String(JSON.parse(text).model);
}

class Count {
  #reached = 0;
  #failure: Error | undefined;
  #waiting: { wanted: number; resolve(): void; reject(error: Error): void }[] = [];

  add(): void {
    this.#reached++;
    for (const { wanted, resolve } of this.#waiting) if (this.#reached >= wanted) resolve();
  }

  fail(error: Error): void {
    this.#failure ??= error;
    for (const { reject } of this.#waiting) reject(error);
  }

  reaches(wanted: number): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#reached >= wanted) resolve();
      else if (this.#failure) reject(this.#failure);
      else this.#waiting.push({ wanted, resolve, reject });
    });
  }
}

export async function startTokenServer(options: TokenServerOptions): Promise<TokenServer> {
  const { models, tokensPerSecond, seconds } = options;
  const tokens = tokensPerSecond * seconds;
  const begun = new Count();
  const whole = new Count();

  const stream = (model: string, response: ServerResponse): void => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(chunk(model, { role: 'assistant', content: '' }));
    begun.add();
    const began = performance.now();
    let token = 0;
    const timer = setInterval(() => {
      // Timers drift: what is due is sent, whenever they fire.
      const due = Math.min(tokens, Math.floor(((performance.now() - began) * tokensPerSecond) / 1000));
      for (; token < due; token++)
        response.write(chunk(model, { content: `${markdownBefore(token)}word${token} ` }));
      if (token < tokens) return;
      clearInterval(timer);
      response.end(`${chunk(model, {}, 'stop')}data: [DONE]\n\n`);
      whole.add();
    }, 1000 / tokensPerSecond);
    response.on('close', () => {
      clearInterval(timer);
      if (token < tokens) whole.fail(new Error(`${model}: the client went away after ${token} tokens.`));
    });
  };

  const server = createServer((request, response) => {
    request.socket.setNoDelay(true);
    if (request.method === 'POST') {
      modelOf(request).then(
        (model) => stream(model, response),
        () => response.destroy(),
      );
      return;
    }
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ object: 'list', data: models.map((id) => ({ id, object: 'model' })) }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    begun: (answers) => begun.reaches(answers),
    whole: (answers) => whole.reaches(answers),
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
