import type { SavedPrompt } from '../../protocol/prompts.ts';
import type { Write } from './store.ts';

/** What a version says, as one value: the same words have the same hash. */
export interface PromptVersion {
  id: string;
  hash: string;
}

/** The prompt library. Versions are never changed; runs keep theirs in the same table. */
export interface Prompts {
  /** With its first version. */
  insert(prompt: SavedPrompt, version: PromptVersion): Write[];
  /** Gives it another name, marks it as used, and adds the version if there is one. */
  update(prompt: SavedPrompt, version: PromptVersion | undefined): Write[];
  touch(id: string, at: number): Write;
  /** For good. Versions that runs use stay, without the prompt. */
  remove(id: string): Write[];
  /** With the hash of its newest version. */
  get(id: string): Promise<{ prompt: SavedPrompt; hash: string } | undefined>;
  /** By last use, newest first. */
  list(): Promise<SavedPrompt[]>;
}
