import * as z from 'zod';
import { cleanUsage } from '../../core/usage.ts';
import { Check } from '../../protocol/checks.ts';
import { ConversationTools } from '../../protocol/conversations.ts';
import { Failure } from '../../protocol/failure.ts';
import { Parameters, Usage, Warning } from '../../protocol/generation.ts';
import { ProfileContent } from '../../protocol/profiles.ts';
import { RunSetup } from '../../protocol/run-methods.ts';
import { PauseCause, RunPrompt } from '../../protocol/runs.ts';

/** Levels of JSON inside JSON: SQLite reads a thousand, and what walks through it by itself calls itself as often. */
const deepest = 200;

/** A JSON Schema, a tool's arguments or what else nobody prescribes the form of. */
export const anyObject = z.record(z.string(), z.unknown());

/**
 * Takes away what would become the prototype of an object it is copied into. Answers false for what is nested too deeply.
 * Changes the value, without calling itself for each level.
 */
export function harmless(value: unknown): boolean {
  const open: { value: unknown; depth: number }[] = [{ value, depth: 0 }];
  for (let next = open.pop(); next; next = open.pop()) {
    const { value: at, depth } = next;
    if (typeof at !== 'object' || at === null) continue;
    if (depth >= deepest) return false;
    if (Object.hasOwn(at, '__proto__')) Reflect.deleteProperty(at, '__proto__');
    for (const inner of Object.values(at)) open.push({ value: inner, depth: depth + 1 });
  }
  return true;
}

/** The same for a column with one count, below zero, with a fraction or as text; undefined for what is no number. */
export function wholeCount(value: unknown): number | undefined {
  const count = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof count !== 'number' || !Number.isFinite(count)) return undefined;
  return Math.min(Math.max(0, Math.round(count)), Number.MAX_SAFE_INTEGER);
}

/** Earlier versions kept whatever a vendor sent as its counts. */
export const arrivedUsage = z.preprocess((value) => {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject && !Usage.safeParse(value).success ? cleanUsage(value as Usage) : value;
}, Usage);

const arrivedCheck = Check.refine(isUsable, 'the pattern of a check is no regular expression');

function isUsable(check: Check): boolean {
  if (check.type !== 'regex') return true;
  try {
    new RegExp(check.pattern, check.flags);
    return true;
  } catch {
    return false;
  }
}

const count = z.number().int().nonnegative();

/**
 * What the column `settings` of a run holds. Only what a run is made of is taken in: nothing of what a machine was doing
 * with it, as holding its answers against new checks, and nothing that later versions allow a run on their own machine.
 */
export const arrivedRun = z.object({
  prompts: z.array(RunPrompt).optional(),
  parameters: Parameters.optional(),
  schema: anyObject.optional(),
  cache: z.boolean().optional(),
  rows: z.object({ taken: count, all: count }).optional(),
  checks: z.array(arrivedCheck).optional(),
  concurrency: RunSetup.shape.concurrency,
  graderIds: z.array(z.string()).optional(),
  pausedBecause: PauseCause.optional(),
});

export const arrivedProfile = ProfileContent.pick({
  models: true,
  system: true,
  parameters: true,
  schema: true,
});

/** What is offered goes along; what runs without asking is for the person who is here to say. */
export const arrivedTools = ConversationTools.transform(({ enabled }) => ({ enabled, approved: [] }));

export const warnings = z.array(Warning);

/** Text that is JSON itself, also in the file. */
export const failureText = z.string().refine((text) => {
  try {
    const value: unknown = JSON.parse(text);
    return harmless(value) && Failure.safeParse(value).success;
  } catch {
    return false;
  }
}, 'this is no failure');
