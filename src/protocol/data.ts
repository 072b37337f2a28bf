import * as z from 'zod';
import { action, empty, id, query, timestamp } from './method.ts';
import { Project } from './projects.ts';

/** Of a file on the machine of the owner, where a path means something. */
const path = z.string().min(1, 'Name a file.').max(4096);

/** Replaces a file that is there already; without it such a file is refused. */
const overwrite = z.boolean().optional();

export const IntegrityCheck = z.object({
  at: timestamp,
  /** In the database's own words; empty when it is sound. */
  problems: z.array(z.string()),
});
export type IntegrityCheck = z.infer<typeof IntegrityCheck>;

export const BackupFile = z.object({ path: z.string(), at: timestamp, bytes: z.number().int() });
export type BackupFile = z.infer<typeof BackupFile>;

export const DataReport = z.object({
  /** The database file. */
  path: z.string(),
  databaseBytes: z.number().int(),
  mediaBytes: z.number().int(),
  /** Of the backups that are made by themselves. */
  backupBytes: z.number().int(),
  /** Of databases that were set aside. */
  keptBytes: z.number().int(),
  /** Rows by table. */
  rows: z.record(z.string(), z.number().int()),
  schemaVersion: z.number().int(),
  /** The newest backup that is still where it was written. */
  newestBackup: BackupFile.optional(),
  lastCheck: IntegrityCheck.optional(),
  /** Days after which what was not used is removed; null keeps everything. */
  retentionDays: z.number().int().nullable(),
});
export type DataReport = z.infer<typeof DataReport>;

export const SearchHit = z.object({
  comparisonId: id,
  /** The comparison's name. */
  name: z.string(),
  createdAt: timestamp,
  messageId: id.optional(),
  /** Text around the match, with each match between \u0002 and \u0003. */
  snippet: z.string(),
});
export type SearchHit = z.infer<typeof SearchHit>;

/** What `data:delete-all` wants to hear: nobody sends it by accident. */
export const deleteAllConfirmation = 'delete everything';

export const dataMethods = {
  'data:report': query(empty, DataReport),
  /** A whole and compact copy of the database. Nobody has to stop for it; what is saved meanwhile waits for its end. */
  'data:backup': action(z.object({ path, overwrite }), BackupFile),
  'data:check-integrity': action(z.object({}), IntegrityCheck),
  /** Final: answers under way are stopped, automatic backups go too; backups that a person made stay where they are, and keys. `data:replaced` follows. */
  'data:delete-all': action(
    z.object({
      confirm: z.literal(deleteAllConfirmation, {
        error: `to delete everything, write "${deleteAllConfirmation}"`,
      }),
    }),
    empty,
  ),
  /**
   * Checks the backup, then has the back end closed and opened again with it. A file that cannot be used is refused and
   * nothing changes. The present database is kept beside as `keptAs`. `data:replaced` follows.
   */
  'data:restore': action(z.object({ path }), z.object({ path: z.string(), keptAs: z.string() })),
  /** Closes the back end and opens it without data. The present database is kept beside it. `data:replaced` follows. */
  'data:start-anew': action(z.object({}), empty),
  /**
   * Everything of one project as a JSON Lines file, as it is at one moment; without an id that of the current one. No
   * settings, no keys. Rows that no import would take are a `conflict`, which counts them in `leftOut`, and nothing is
   * written; with `partial` the others are.
   */
  'data:export-project': action(
    z.object({ projectId: id.optional(), path, overwrite, partial: z.boolean().optional() }),
    z.object({
      project: Project,
      path: z.string(),
      rows: z.number().int(),
      bytes: z.number().int(),
      leftOut: z.number().int(),
    }),
  ),
  /**
   * The project of such a file, beside those that are here. All or nothing. Rows get new ids when some of theirs are
   * taken here, or when told to. Everything comes in at rest: runs paused, nothing approved, no path of another machine.
   * `warnings` say what was not so in the file.
   */
  'data:import': action(
    z.object({ path, newIds: z.boolean().optional() }),
    z.object({
      project: Project,
      rows: z.number().int(),
      newIds: z.boolean(),
      warnings: z.array(z.string()),
    }),
  ),
  /** Newest first. All words must occur; the last one may be the beginning of one. */
  'data:search': query(
    z.object({
      text: z.string().max(1000),
      limit: z.number().int().min(1).max(500).optional(),
      projectId: id.optional(),
    }),
    z.array(SearchHit),
  ),
  /** Takes effect with the next daily round or start, so that a slip can be taken back. */
  'data:set-retention': action(
    z.object({ days: z.number().int().min(1).max(36_500).nullable() }),
    z.object({ days: z.number().int().nullable() }),
  ),
};
