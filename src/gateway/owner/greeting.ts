import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import * as z from 'zod';
import type { FolderIdentity } from './folder-identity.ts';

/**
 * How a client and the owner get to know each other on a new pipe, before anything else is said. Both prove that they
 * read the data folder's token without sending it: whoever sits at an address by chance or by malice learns nothing.
 */
export const greetingMethods = {
  challenge: 'owner:challenge',
  greet: 'owner:greet',
  alive: 'owner:alive',
} as const;

export const Challenge = z.object({ nonce: z.string().min(16).max(128) });
export const ChallengeAnswer = z.object({
  proof: z.string(),
  nonce: z.string(),
  /** The folder that the owner's database is in, and the proof that the owner says so. Protocol 1 had none. */
  folder: z.object({ path: z.string(), inode: z.string(), proof: z.string() }).optional(),
});

/** What is proved of a folder, beside the nonce. */
export function folderClaim(nonce: string, { path, inode }: FolderIdentity): string {
  return JSON.stringify([nonce, path, inode]);
}

export const Greet = z.object({
  proof: z.string(),
  clientId: z.string().min(8).max(64),
  kind: z.enum(['window', 'cli']),
  protocolVersion: z.number().int(),
  /** The newest schema the client can open. */
  schemaVersion: z.number().int(),
  productVersion: z.string(),
  endpoints: z.record(z.string(), z.record(z.string(), z.unknown())),
  /** Models of the client's settings, unchecked. */
  models: z.array(z.unknown()).optional(),
  /** True when the client is a window whose own language models can be asked. */
  languageModels: z.boolean().optional(),
  /** True when tools can run where the client is. */
  tools: z.boolean().optional(),
});
export type Greet = z.infer<typeof Greet>;

/**
 * - `welcome`: the client is served on this connection from now on.
 * - `stepping-down`: the client is newer; the owner closes and makes room.
 * - `outdated`: the client speaks an older protocol and cannot be served.
 */
export const GreetAnswer = z.object({
  outcome: z.enum(['welcome', 'stepping-down', 'outdated']),
  productVersion: z.string(),
});
export type GreetAnswer = z.infer<typeof GreetAnswer>;

export function makeNonce(): string {
  return randomBytes(24).toString('base64url');
}

export function prove(token: string, side: 'owner' | 'client', nonce: string): string {
  return createHmac('sha256', token).update(`${side}:${nonce}`).digest('base64url');
}

export function isProof(given: string, token: string, side: 'owner' | 'client', nonce: string): boolean {
  const expected = Buffer.from(prove(token, side, nonce));
  const actual = Buffer.from(given);
  return actual.length === expected.length && timingSafeEqual(actual, expected);
}
