import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ProviderEntry } from '../../src/core/ports/provider.ts';
import type { NativeBatch } from '../../src/protocol/batches.ts';
import type { Cell, Run } from '../../src/protocol/runs.ts';
import { anthropicEntry } from '../../src/providers/anthropic/entry.ts';
import { demoEntry } from '../../src/providers/demo/entry.ts';
import { geminiEntry } from '../../src/providers/gemini/entry.ts';
import { grokEntry } from '../../src/providers/grok/entry.ts';
import { openAiEntry } from '../../src/providers/openai/entry.ts';
import { newKey } from '../providers/contract.ts';
import { startAnthropicServer } from '../providers/servers/anthropic.ts';
import type { BatchOptions } from '../providers/servers/batch-fates.ts';
import { startGeminiServer } from '../providers/servers/gemini.ts';
import { startGrokServer } from '../providers/servers/grok.ts';
import type { LoopbackServer, RecordedRequest, ServerOptions } from '../providers/servers/loopback.ts';
import { startOpenAiServer } from '../providers/servers/openai.ts';
import { World } from './world.ts';

export interface BatchVendor {
  entry: ProviderEntry;
  start(options: ServerOptions): Promise<LoopbackServer>;
  model: string;
  /** Requests that submit a batch. */
  isSubmit(request: RecordedRequest): boolean;
  isCancel(request: RecordedRequest): boolean;
}

const posts =
  (path: RegExp) =>
  ({ method, path: asked }: RecordedRequest) =>
    method === 'POST' && path.test(asked);

/** The four vendors with batch APIs, as loopback servers speak them. */
export const batchVendors: Readonly<Record<'openai' | 'anthropic' | 'gemini' | 'grok', BatchVendor>> = {
  openai: {
    entry: openAiEntry,
    start: startOpenAiServer,
    model: 'gpt-4o',
    isSubmit: posts(/^\/v1\/batches$/),
    isCancel: posts(/^\/v1\/batches\/[^/]+\/cancel$/),
  },
  anthropic: {
    entry: anthropicEntry,
    start: startAnthropicServer,
    model: 'claude-sonnet-5-5',
    isSubmit: posts(/^\/v1\/messages\/batches$/),
    isCancel: posts(/^\/v1\/messages\/batches\/[^/]+\/cancel$/),
  },
  gemini: {
    entry: geminiEntry,
    start: startGeminiServer,
    model: 'gemini-3.8-flash',
    isSubmit: posts(/:batchGenerateContent/),
    isCancel: posts(/:cancel/),
  },
  grok: {
    entry: grokEntry,
    start: startGrokServer,
    model: 'grok-4.7',
    isSubmit: posts(/^\/v1\/batches$/),
    isCancel: posts(/:cancel$/),
  },
};

/** A back end with one vendor's real adapter over its loopback server, and the demo provider for live columns. */
export class NativeWorld {
  readonly world: World;
  readonly vendor: BatchVendor;
  readonly server: LoopbackServer;
  /** What the server does with batches from now on. */
  readonly batches: BatchOptions;
  readonly #folder: string;

  private constructor(
    world: World,
    vendor: BatchVendor,
    server: LoopbackServer,
    batches: BatchOptions,
    folder: string,
  ) {
    this.world = world;
    this.vendor = vendor;
    this.server = server;
    this.batches = batches;
    this.#folder = folder;
  }

  static async open(vendor: BatchVendor): Promise<NativeWorld> {
    const world = await World.open([vendor.entry, demoEntry]);
    const key = newKey();
    const batches: BatchOptions = { now: () => world.clock.now() };
    const server = await vendor.start({ key, batches });
    world.keys[vendor.entry.id] = key;
    world.endpoints = { [vendor.entry.id]: { baseUrl: server.url } };
    const prices = { pricing: { prompt: 2, completion: 10 }, batchDiscount: 0.5 };
    const features = ['streaming', 'batch'];
    world.models = [
      { id: vendor.model, name: 'The model', provider: vendor.entry.id, ...prices, features },
      { id: 'swift', provider: 'demo' },
    ];
    return new NativeWorld(world, vendor, server, batches, await mkdtemp(join(tmpdir(), 'abai-native-')));
  }

  async dispose(): Promise<void> {
    await this.world.dispose();
    await this.server.close();
    await rm(this.#folder, { recursive: true, force: true });
  }

  get reference(): string {
    return `${this.vendor.entry.id}:${this.vendor.model}`;
  }

  /** A dataset with these values in its one column, `text`. */
  async dataset(values: readonly string[]): Promise<string> {
    const path = join(this.#folder, 'table.csv');
    await writeFile(path, `text\n${values.map((value) => `"${value}"`).join('\n')}\n`);
    return (await this.world.request('dataset:import', { path })).dataset.id;
  }

  async start(values: readonly string[], more: object = {}): Promise<Run> {
    return this.world.request('run:start', {
      datasetId: await this.dataset(values),
      prompts: [{ template: '{{text}}' }],
      models: [{ model: this.reference, native: true }],
      ...more,
    });
  }

  run(id: string): Promise<Run> {
    return this.world.request('run:get', { runId: id });
  }

  cells(id: string): Promise<Cell[]> {
    return this.world.request('run:cells', { runId: id });
  }

  batchesOf(id: string): Promise<NativeBatch[]> {
    return this.world.request('batch:list', { runId: id });
  }

  get submits(): RecordedRequest[] {
    return this.server.requests.filter((request) => this.vendor.isSubmit(request));
  }

  get cancels(): RecordedRequest[] {
    return this.server.requests.filter((request) => this.vendor.isCancel(request));
  }

  /** Lets time pass until the condition holds. */
  async until(condition: () => boolean | Promise<boolean>, stepMs = 5_000): Promise<void> {
    await this.world.until(async () => {
      this.world.clock.pass(stepMs);
      return condition();
    });
  }

  /** Until the run is no longer running. */
  async finish(id: string): Promise<Run> {
    await this.until(async () => (await this.run(id)).status !== 'running');
    return this.run(id);
  }
}
