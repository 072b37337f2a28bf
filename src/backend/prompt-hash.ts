import { createHash } from 'node:crypto';
import type { RunPrompt } from '../protocol/runs.ts';

/** What a version of a prompt is known by: the same words are the same version. */
export function promptHash({ template, system, images }: RunPrompt): string {
  return createHash('sha256')
    .update(JSON.stringify([template, system ?? null, images ?? []]))
    .digest('hex');
}
