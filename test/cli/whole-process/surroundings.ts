import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:net';
import { afterEach, beforeEach } from 'mocha';
import { z } from 'zod';
import { ComparisonSummary } from '../../../src/protocol/comparisons.ts';
import type { LoopbackServer } from '../../providers/servers/loopback.ts';
import { startOpenAiServer } from '../../providers/servers/openai.ts';
import { Abai, type Ended, type RunOptions } from '../abai-process.ts';

export const demo = 'demo:swift,demo:sage,demo:bard';

/** What `compare --json` promises. Strict: a field that is new here must be meant. */
export const Output = z.strictObject({
  comparison: z.string().min(1),
  answers: z.array(
    z.strictObject({
      model: z.string().regex(/^[a-z-]+:.+/u),
      status: z.enum(['succeeded', 'failed', 'cancelled']),
      text: z.string(),
      usage: z.object({ inputTokens: z.number().int(), outputTokens: z.number().int() }),
      cost: z.strictObject({
        usd: z.number().nullable(),
        basis: z.enum(['exact', 'estimated', 'unknown', 'free']),
      }),
      timing: z.strictObject({ ttftMs: z.number().nullable(), totalMs: z.number() }),
      error: z.strictObject({ code: z.string(), message: z.string(), retryable: z.boolean() }).optional(),
    }),
  ),
});

/** A port where nobody listens. */
export async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  assert.ok(address && typeof address === 'object');
  await new Promise((resolve) => server.close(resolve));
  return address.port;
}

export async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 100));
}

/** A home, a data folder and a server that speaks OpenAI's wire format, new for each test. */
export interface Surroundings {
  readonly abai: Abai;
  readonly server: LoopbackServer;
  /** The only key that the server takes. */
  readonly key: string;
  /** Options that lead OpenAI's models to the server. */
  openai(options?: RunOptions): RunOptions;
  /** `abai compare --json`, checked against what it promises. */
  compare(models: string, prompt: string, options?: RunOptions): Promise<Ended & z.infer<typeof Output>>;
  /** `abai history --json`, checked too. */
  history(options?: RunOptions): Promise<ComparisonSummary[]>;
}

export function useSurroundings(program: readonly string[]): Surroundings {
  const key = randomBytes(16).toString('hex');
  let abai: Abai;
  let server: LoopbackServer;
  beforeEach(async () => {
    abai = new Abai(program);
    server = await startOpenAiServer({ key });
  });
  afterEach(async () => {
    await abai.dispose();
    await server.close();
  });
  return {
    key,
    get abai() {
      return abai;
    },
    get server() {
      return server;
    },
    openai: (options = {}) => ({
      ...options,
      env: { OPENAI_API_KEY: key, OPENAI_BASE_URL: server.url, ...options.env },
    }),
    async compare(models, prompt, options) {
      const { value, ...ended } = await abai.json(['compare', '--models', models, '--json', prompt], options);
      return { ...ended, ...Output.parse(value) };
    },
    async history(options) {
      const { value } = await abai.json(['history', '--json'], options);
      return z.array(ComparisonSummary).parse(value);
    },
  };
}
