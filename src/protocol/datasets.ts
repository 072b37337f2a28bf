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

/** A file on its way in: read once for its checksum, then once more to store its rows. */
export const DatasetImport = z.object({
  path: z.string(),
  step: z.enum(['reading', 'storing']),
  /** Of this step. */
  rows: z.number().int().nonnegative(),
  bytes: z.number().int().nonnegative(),
  totalBytes: z.number().int().nonnegative(),
  /** Of the whole import, 0 to 100. */
  percent: z.number().int().min(0).max(100),
});
export type DatasetImport = z.infer<typeof DatasetImport>;

export const datasetMethods = {
  /**
   * Reads a file on the back end's machine: CSV, TSV, JSON (an array of objects) or JSON Lines, by name and content. Taken
   * back, nothing of it stays.
   */
  'dataset:import': action(
    z.object({
      projectId: id.optional(),
      path: z.string().min(1),
      delimiter: z.string().length(1).optional(),
      /** Of the file, by one of its usual names; told by all of its bytes when it is left out. */
      encoding: z.string().min(1).max(100).optional(),
    }),
    /** `warnings` name rows and lines: all that was read otherwise than it is written. */
    z.object({ dataset: Dataset, warnings: z.array(z.string()) }),
  ),
  /** What is being read now, for whoever asked. */
  'dataset:imports': query(z.object({}), z.array(DatasetImport)),
  /** Of any project. Throws `not-found`. */
  'dataset:get': query(z.object({ datasetId: id }), Dataset),
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
