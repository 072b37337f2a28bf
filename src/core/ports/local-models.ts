import type { CallOptions } from './provider.ts';

export interface PullProgress {
  /** In the server's words, for example "pulling manifest". */
  status: string;
  /** Bytes of the layer that is being pulled, when known. */
  completedBytes?: number;
  totalBytes?: number;
}

export interface LocalModelFacts {
  /** Tokens. */
  contextSize?: number;
  /** The server's words: completion, tools, thinking, vision, embedding. */
  capabilities: string[];
  /** For example "8.0B" and "Q4_K_M". */
  parameterSize?: string;
  quantization?: string;
}

export interface InstalledModel {
  id: string;
  /** Bytes on the disk. */
  sizeBytes: number;
}

export interface RunningModel {
  id: string;
  /** Bytes in the memory of graphics cards. */
  vramBytes: number;
  /** Milliseconds since epoch; when it will be unloaded. */
  expiresAt: number;
}

/** What only a server of one's own can be told: fetch, load and unload models. Throws as Provider does. */
export interface LocalModels {
  installed(options: CallOptions): Promise<InstalledModel[]>;
  show(id: string, options: CallOptions): Promise<LocalModelFacts>;
  /** Yields progress until the model is there. */
  pull(id: string, options: CallOptions): AsyncIterable<PullProgress>;
  /** Into memory; `keepAlive` as the server takes it, for example "30m", or seconds. */
  load(id: string, options: CallOptions & { keepAlive?: string | number }): Promise<void>;
  unload(id: string, options: CallOptions): Promise<void>;
  running(options: CallOptions): Promise<RunningModel[]>;
}
