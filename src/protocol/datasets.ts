import * as z from 'zod';
import { action, id, query, timestamp } from './method.ts';

/** A table that was taken in: its header and its rows, stored once by checksum. */
export const Dataset = z.object({
  id,
  projectId: id,
  name: z.string(),
  /** Where it came from; absent when it was sent as text. */
  sourceFile: z.string().optional(),
  /** SHA-256 of header and rows. */
  checksum: z.string(),
  headers: z.array(z.string()),
  rowCount: z.number().int().nonnegative(),
  createdAt: timestamp,
});
export type Dataset = z.infer<typeof Dataset>;

export const DatasetRow = z.object({ index: z.number().int().nonnegative(), values: z.array(z.string()) });
export type DatasetRow = z.infer<typeof DatasetRow>;

export const datasetMethods = {
  /** Reads a file on the back end's machine: CSV, TSV, JSON (an array of objects) or JSON Lines, by name and content. */
  'dataset:import': action(
    z.object({
      projectId: id.optional(),
      path: z.string().min(1),
      delimiter: z.string().length(1).optional(),
    }),
    /** `warnings` name lines: ragged rows, duplicate or empty headers. */
    z.object({ dataset: Dataset, warnings: z.array(z.string()) }),
  ),
  'dataset:list': query(z.object({ projectId: id.optional() }), z.array(Dataset)),
  'dataset:rows': query(
    z.object({
      datasetId: id,
      from: z.number().int().nonnegative().optional(),
      limit: z.number().int().min(1).max(10_000).optional(),
    }),
    z.array(DatasetRow),
  ),
};
