import * as z from 'zod';
import { action, id } from './method.ts';

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

export const batchMethods = {
  'batch:submit': action(BatchRequest, BatchJob),
  'batch:submit-native': action(BatchRequest, BatchJob),
  'batch:update-status': action(
    z.object({ jobId: id, rowId: id, status: z.string(), result: z.unknown().optional() }),
    BatchJob,
  ),
};
