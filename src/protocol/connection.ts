import * as z from 'zod';
import { empty, query } from './method.ts';

/**
 * Grows when a change breaks older clients; an older owner steps down for a newer client. 2: an owner proves which folder
 * it is for.
 */
export const protocolVersion = 2;

export const connectionMethods = {
  /** First call of every connection: who speaks which protocol, and which windows can do. */
  'connection:hello': query(
    z.object({
      protocolVersion: z.number().int(),
      clientId: z.string().min(8).max(64),
      kind: z.enum(['window', 'panel', 'cli', 'other']),
      /** The same process was connected before, to another owner: what it set going goes on. */
      returning: z.boolean().optional(),
    }),
    z.object({
      protocolVersion: z.number().int(),
      schemaVersion: z.number().int(),
      productVersion: z.string(),
      seq: z.number().int(),
      /** What happened while opening that a person should know, as sentences. */
      notices: z.array(z.string()),
      /** Where a database is kept that could not be used and was set aside while opening; one of the notices says so. */
      keptAt: z.string().optional(),
    }),
  ),
  'connection:ping': query(empty, z.object({ ok: z.literal(true) })),
};
