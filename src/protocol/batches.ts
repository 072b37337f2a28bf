import * as z from 'zod';
import { action, id, query, timestamp } from './method.ts';
import { Run, RunConsent } from './runs.ts';

const BatchRow = z.object({
  rowIndex: z.number().int().nonnegative(),
  data: z.record(z.string(), z.string()),
});

const BatchRequest = z.object({
  projectId: id.optional(),
  fileName: z.string().min(1),
  rows: z.array(BatchRow),
  prompt: z.string().min(1),
  models: z.array(z.string().min(1)).min(1),
});

/** A run by the first design's name and fields. */
export const BatchJob = z.object({
  id,
  projectId: id,
  fileName: z.string(),
  status: z.string(),
  totalRows: z.number().int(),
  completedRows: z.number().int(),
  failedRows: z.number().int(),
  totalCost: z.number().nullable(),
});

/** A part of a run that a provider's batch API has, or will have. */
export const NativeBatch = z.object({
  id,
  runId: id,
  variantId: id,
  /** Unknown until the provider has taken it. */
  providerBatchId: z.string().optional(),
  /**
   * `prepared`: its cells are chosen and saved; `submitting`: the request is or was on its way; `ambiguous`: the answer
   * to the submit was lost and the provider's list does not settle it, a person must; the rest are the provider's.
   */
  status: z.enum([
    'prepared',
    'submitting',
    'ambiguous',
    'submitted',
    'running',
    'cancelling',
    'ended',
    'failed',
    'expired',
    'cancelled',
  ]),
  total: z.number().int(),
  succeeded: z.number().int(),
  failed: z.number().int(),
  /** What went wrong, or what it waits for. */
  error: z.string().optional(),
  nextPollAt: timestamp.optional(),
  expiresAt: timestamp.optional(),
  createdAt: timestamp,
});
export type NativeBatch = z.infer<typeof NativeBatch>;

export const batchMethods = {
  'batch:submit': action(BatchRequest, BatchJob),
  'batch:submit-native': action(BatchRequest, BatchJob),
  'batch:update-status': action(
    z.object({ jobId: id, rowId: id, status: z.string(), result: z.unknown().optional() }),
    BatchJob,
  ),
  /** The native batches of a run, oldest first. */
  'batch:list': query(z.object({ runId: id }), z.array(NativeBatch)),
  /** A person settles an ambiguous submit: it never arrived and is submitted again, or it is this batch of the provider. */
  'batch:resolve': action(
    z.object({
      batchId: id,
      as: z.union([z.literal('lost'), z.object({ providerBatchId: z.string().min(1) })]),
      /** The run goes on: what whoever asks agrees to. */
      consent: RunConsent.optional(),
    }),
    Run,
  ),
};
