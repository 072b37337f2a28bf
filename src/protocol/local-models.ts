import * as z from 'zod';
import { action, query, timestamp } from './method.ts';

/** Whose server; its models are on a machine of the user's own. */
const provider = z.string().min(1).max(128).default('ollama');
/** As the server names it, for example "gemma3:4b". */
const model = z.string().trim().min(1, 'Name a model.').max(256);
const bytes = z.number().nonnegative();

export const LocalModel = z.object({
  id: z.string(),
  name: z.string(),
  /** On the server's disk; the others are of the catalogue and can be pulled. */
  installed: z.boolean(),
  /** In the server's memory. */
  loaded: z.boolean(),
  /** On the disk. */
  sizeBytes: bytes.optional(),
});
export type LocalModel = z.infer<typeof LocalModel>;

export const ShownModel = z.object({
  id: z.string(),
  /** Tokens. */
  contextSize: z.number().optional(),
  /** The server's words, for example "completion", "tools", "vision". */
  capabilities: z.array(z.string()),
  /** For example "8.0B" and "Q4_K_M". */
  parameterSize: z.string().optional(),
  quantization: z.string().optional(),
});
export type ShownModel = z.infer<typeof ShownModel>;

export const Pull = z.object({
  provider: z.string(),
  id: z.string(),
  /** The server's words, for example "pulling manifest". */
  status: z.string(),
  /** Of the layer that is being pulled, when known. */
  completedBytes: bytes.optional(),
  totalBytes: bytes.optional(),
});
export type Pull = z.infer<typeof Pull>;

export const RunningModel = z.object({
  id: z.string(),
  /** In the memory of graphics cards. */
  vramBytes: bytes,
  /** When the server will unload it; absent when it never does by itself. */
  expiresAt: timestamp.optional(),
});
export type RunningModel = z.infer<typeof RunningModel>;

const done = z.object({ id: z.string() });

export const localModelMethods = {
  'local-models:list': query(z.object({ provider }), z.array(LocalModel)),
  'local-models:show': query(z.object({ provider, id: model }), ShownModel),
  /** Resolves when the model is there. Stops when all who asked for it took their request back. */
  'local-models:pull': action(z.object({ provider, id: model }), done),
  /** What is being pulled now, for whoever asked. */
  'local-models:pulls': query(z.object({}), z.array(Pull)),
  /** Into memory; `keepAlive` as the server takes it, for example "30m", or seconds. */
  'local-models:load': action(
    z.object({ provider, id: model, keepAlive: z.union([z.string().min(1).max(32), z.number()]).optional() }),
    done,
  ),
  'local-models:unload': action(z.object({ provider, id: model }), done),
  'local-models:status': query(z.object({ provider }), z.array(RunningModel)),
};
