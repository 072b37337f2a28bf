import * as z from 'zod';

const tokens = z.number().int().nonnegative();

/** One normalised usage for all vendors. Input counts include cached tokens, output counts include reasoning. */
export const Usage = z.object({
  inputTokens: tokens,
  cachedInputTokens: tokens.optional(),
  cacheWrite5mTokens: tokens.optional(),
  cacheWrite1hTokens: tokens.optional(),
  outputTokens: tokens,
  reasoningTokens: tokens.optional(),
  /** Web searches made, where the vendor bills each. */
  searches: z.number().int().nonnegative().optional(),
  /** True when the vendor gave no counts and these are our estimate. */
  estimated: z.boolean().optional(),
});
export type Usage = z.infer<typeof Usage>;

/** `usd` is null exactly when `basis` is `unknown`. */
export const Cost = z.object({
  usd: z.number().nonnegative().nullable(),
  basis: z.enum(['exact', 'estimated', 'unknown', 'free']),
});
export type Cost = z.infer<typeof Cost>;

export const Timing = z.object({
  /** Milliseconds from the call to the first token; null when none came. */
  ttftMs: z.number().nonnegative().nullable(),
  totalMs: z.number().nonnegative(),
  /** From its first thought to the first word of its answer, of a model that thinks aloud. */
  thinkingMs: z.number().nonnegative().optional(),
});
export type Timing = z.infer<typeof Timing>;

export const Parameters = z.object({
  temperature: z.number().min(0).max(2).optional(),
  topP: z.number().min(0).max(1).optional(),
  maxTokens: z.number().int().positive().optional(),
  stop: z.array(z.string().min(1)).max(16).optional(),
  seed: z.number().int().optional(),
  jsonMode: z.boolean().optional(),
  thinking: z.enum(['off', 'low', 'medium', 'high']).optional(),
  webSearch: z.boolean().optional(),
  promptCaching: z.enum(['5m', '1h']).optional(),
});
export type Parameters = z.infer<typeof Parameters>;

export const Citation = z.object({ url: z.string(), title: z.string().optional() });
export type Citation = z.infer<typeof Citation>;

export const ToolCall = z.object({ id: z.string(), name: z.string(), arguments: z.unknown() });
export type ToolCall = z.infer<typeof ToolCall>;

/** Names of tools that models are offered; the window that asks must have them. */
export const ToolNames = z.array(z.string().min(1).max(128)).max(128);

/** What became of a call. A call without one waits for a person; an `approved` one runs or is about to. */
export const ToolResult = z.object({
  callId: z.string(),
  outcome: z.enum(['approved', 'done', 'failed', 'denied']),
  /** What the model is told; empty while it runs. */
  content: z.string(),
});
export type ToolResult = z.infer<typeof ToolResult>;

/** An option that was left out or emulated, or a thing the user should know about this answer. */
export const Warning = z.object({ code: z.string(), message: z.string() });
export type Warning = z.infer<typeof Warning>;

export const StopReason = z.enum(['stop', 'length', 'tool-calls', 'content-filter', 'refusal', 'other']);
export type StopReason = z.infer<typeof StopReason>;
