import type { Comparison, ComparisonSummary } from '../../protocol/comparisons.ts';
import type { Conversation, ConversationTools, Message } from '../../protocol/conversations.ts';
import type { EventType } from '../../protocol/events.ts';
import type { Project, ProjectSettingsPatch } from '../../protocol/projects.ts';
import type { ConnectionTest } from '../../protocol/settings.ts';
import type { ActivityLog } from './activity-log.ts';
import type { Media } from './media.ts';
import type { NativeBatches } from './native-batches.ts';
import type { Profiles } from './profile-store.ts';
import type { Prompts } from './prompt-store.ts';
import type { Datasets, ResponseCache, Runs } from './run-store.ts';
import type { RunViews } from './run-views.ts';
import type { TaskHistory } from './task-history.ts';
import type { Votes } from './vote-store.ts';

/**
 * A change that is ready to be carried out: compiled by a repository, executed only as part of a commit. Opaque above
 * the store.
 */
export interface Write {
  readonly sql: string;
  readonly parameters: readonly unknown[];
  /** Fewer changed rows than this fail the whole commit with `conflict`: a guard on the state that was expected. */
  readonly expectRows?: number;
}

/** The answer of an action, kept under the client's own id so that a resend is answered and not done twice. */
export interface RequestRecord {
  clientId: string;
  requestId: string;
  method: string;
  /** JSON value. */
  answer: unknown;
}

/**
 * An event as stored: it names what changed (`{messageId}`) rather than repeating it, so that the log stays small; the
 * back end fills in the current state when somebody catches up.
 */
export interface EventRecord {
  type: EventType;
  /** JSON object. */
  data: Record<string, unknown>;
}
export interface NumberedEvent extends EventRecord {
  seq: number;
  /** Milliseconds since epoch. */
  at: number;
}

export interface Commit {
  writes: readonly Write[];
  /** Stored in the same transaction, numbered by the store. `at` is stored with them and with the request. */
  events?: readonly EventRecord[];
  at: number;
  request?: RequestRecord;
}

/** Messages keep their content out of `update`s that do not change it. */
export type MessagePatch = Partial<
  Omit<Message, 'id' | 'conversationId' | 'parentId' | 'role' | 'timestamp'>
>;

export interface Projects {
  insert(project: Project): Write;
  touch(id: string, at: number): Write;
  rename(id: string, name: string): Write;
  /** What is named is replaced whole, or removed with null. */
  patchSettings(id: string, patch: ProjectSettingsPatch): Write;
  /** Fails the commit unless another one stays that is not archived. */
  archive(id: string, at: number): Write;
  unarchive(id: string): Write;
  get(id: string): Promise<Project | undefined>;
  /** By last use, newest first; also those that are archived. */
  list(): Promise<Project[]>;
}

export interface Conversations {
  insert(conversation: Conversation): Write;
  touch(id: string, at: number): Write;
  /** Which tools are enabled and which of them run without asking. */
  setTools(id: string, tools: ConversationTools): Write;
  /** Which branch is shown, by its last message; null for the one with the newest message. */
  showBranch(id: string, leafId: string | null): Write;
  get(id: string): Promise<Conversation | undefined>;
  /** By last use, newest first. */
  list(projectId: string): Promise<Conversation[]>;
  /** Ids, at most `limit`, of those of no comparison that were not used since; oldest use first. */
  unusedSince(before: number, limit: number): Promise<string[]>;
  /** For good, with their messages. */
  remove(ids: readonly string[]): Write;
}

export interface Messages {
  insert(message: Message): Write;
  /** Fails the commit unless the message is in one of `from`. */
  update(id: string, patch: MessagePatch, from?: readonly Message['status'][]): Write;
  /** Begins a broken-off message anew, dropping what it held; fails the commit unless it is failed, cancelled or interrupted. */
  restart(message: Message): Write;
  get(id: string): Promise<Message | undefined>;
  /** Oldest first. `after` is a message id. */
  list(conversationId: string, page?: { limit?: number; after?: string }): Promise<Message[]>;
  /** By conversation, oldest first. */
  listByComparison(comparisonId: string): Promise<Message[]>;
  /** What people asked, newest first, each once; texts of more than 20,000 characters are left out. */
  questions(limit: number): Promise<string[]>;
  /** Those in mid-generation, for recovery when a back end opens. */
  generating(): Promise<Message[]>;
  /** Those whose tools run, likewise. */
  runningTools(): Promise<Message[]>;
}

export interface Comparisons {
  /** Threads are stored with it; their conversations must be inserted in the same commit, after it. */
  insert(comparison: Comparison): Write[];
  rename(id: string, name: string): Write;
  /** Names of those that its models are offered from now on. */
  setTools(id: string, tools: readonly string[]): Write;
  touch(id: string, at: number): Write;
  /** Hidden from every list until purged; `restore` undoes. */
  markDeleted(id: string, at: number): Write;
  restore(id: string): Write;
  /** Removes for good what was marked deleted at or before the time, with its conversations and messages. */
  purgeDeleted(before: number): Write[];
  /** Undefined when missing or marked deleted. */
  get(id: string): Promise<Comparison | undefined>;
  /** Also those marked deleted. */
  getDeleted(id: string): Promise<Comparison | undefined>;
  /** Ids, at most `limit`, of those that neither themselves nor by a thread were used since; oldest use first. */
  unusedSince(before: number, limit: number): Promise<{ id: string; projectId: string }[]>;
  /** For good, with conversations, messages and votes. */
  remove(ids: readonly string[]): Write;
  /** Newest first by (createdAt, id). */
  list(page: {
    projectId?: string;
    limit: number;
    before?: { createdAt: number; id: string };
  }): Promise<ComparisonSummary[]>;
}

/** Small named JSON values: current project, remembered models, catalogue overrides. Never a secret. */
export interface SettingsTable {
  set(key: string, value: unknown): Write;
  delete(key: string): Write;
  get(key: string): Promise<unknown>;
  all(): Promise<Record<string, unknown>>;
}

/** What is stored of a provider's settings: everything but the key. */
export interface StoredProviderSettings {
  endpointUrl?: string;
  defaultModel?: string;
  headers?: Record<string, string>;
  models?: string[];
  concurrency?: number;
  requestsPerMinute?: number;
  allowHttp?: boolean;
  lastTest?: ConnectionTest;
}

export interface ProviderSettingsTable {
  /** Replaces what is stored under the name. */
  put(name: string, settings: StoredProviderSettings): Write;
  remove(name: string): Write;
  all(): Promise<Record<string, StoredProviderSettings>>;
}

export interface Events {
  /** The number of the newest event, 0 when there is none. */
  last(): Promise<number>;
  /** Undefined when the log no longer reaches back to `since`. Oldest first. */
  since(since: number, limit: number): Promise<NumberedEvent[] | undefined>;
  /** Drops events older than the newest `keep`. */
  trim(keep: number): Write;
}

export interface Requests {
  find(clientId: string, requestId: string): Promise<RequestRecord | undefined>;
  purge(before: number): Write;
}

export interface StorageReport {
  /** The database file. */
  path: string;
  databaseBytes: number;
  mediaBytes: number;
  /** Of the automatic backups. */
  backupBytes: number;
  /** Of databases that were set aside. */
  keptBytes: number;
  rows: Record<string, number>;
  schemaVersion: number;
}

export interface BackupFile {
  path: string;
  /** Milliseconds since epoch. */
  at: number;
  bytes: number;
}

export interface SearchHit {
  comparisonId: string;
  /** The comparison's name. */
  name: string;
  createdAt: number;
  messageId?: string;
  /** Text around the match, with the match between \u0002 and \u0003. */
  snippet: string;
}

/** One row of a project outside of the database: its columns by name, JSON columns as JSON values, no nulls. */
export interface ProjectRow {
  table: string;
  row: Record<string, unknown>;
}

/** What of a project is changed as it comes in: a run that was running, a tool that runs unasked, a local path, a count. */
export type MendedPart = 'run' | 'approval' | 'path' | 'figure';

/** The rows of all tables that hang on a project, for a file that another machine can take in. */
export interface ProjectRows {
  /**
   * Parents before their children, the project first. What is marked deleted is left out. Flat memory. All as it was at
   * one moment: read from a copy that is made beside the database and removed when the reading ends.
   */
  read(projectId: string): AsyncIterable<ProjectRow>;
  /**
   * A check of the rows of one file, to be called with each in their order. Answers the row as it may come in, at rest and
   * with nothing approved; `mended` hears what had to be changed for that. Throws AbaiError `invalid` for what does not
   * belong there: an unknown table or column, a wrong value, a parent that did not come before.
   */
  check(mended?: (part: MendedPart) => void): Promise<(row: unknown) => ProjectRow>;
  /** Whether the id of any of these rows is taken here. */
  anyTaken(rows: readonly ProjectRow[]): Promise<boolean>;
  /** A row that was checked, as a row of this project: `newId` gives each id its new form, the same for the same one. */
  insert(row: ProjectRow, projectId: string, newId: (id: string) => string): Write;
  /** Counts of runs and tables that say more than came with them are cut to that. */
  fitCounts(projectId: string): Write[];
  /** Takes the project away again, with everything on it. */
  remove(projectId: string): Write[];
}

/** Everything durable. One implementation for each engine; nothing above knows which. */
export interface Store {
  readonly projects: Projects;
  readonly conversations: Conversations;
  readonly messages: Messages;
  readonly comparisons: Comparisons;
  readonly settings: SettingsTable;
  readonly providerSettings: ProviderSettingsTable;
  readonly datasets: Datasets;
  readonly runs: Runs;
  readonly responseCache: ResponseCache;
  readonly nativeBatches: NativeBatches;
  readonly runViews: RunViews;
  readonly activity: ActivityLog;
  readonly taskHistory: TaskHistory;
  readonly votes: Votes;
  readonly profiles: Profiles;
  readonly prompts: Prompts;
  readonly events: Events;
  readonly requests: Requests;
  readonly projectRows: ProjectRows;
  readonly media: Media;
  /** The database file. */
  readonly path: string;
  readonly schemaVersion: number;
  /** What happened to the data while opening that a person should know, for example a damaged file set aside. */
  readonly notices: readonly string[];
  /** Where a database is kept that could not be used and was set aside while opening. */
  readonly keptAt: string | undefined;
  /**
   * All or nothing, durable when it resolves. Resolves with the events as numbered, in order. Throws AbaiError `conflict` when a
   * guard failed or the request id was used already, `store` when the disk refused.
   */
  commit(commit: Commit): Promise<NumberedEvent[]>;
  /** Newest first; without a project in all of them. */
  search(text: string, limit: number, projectId?: string): Promise<SearchHit[]>;
  /** Writes a whole and compact copy to a path where no file is. */
  backup(path: string): Promise<void>;
  /**
   * Makes the automatic backup of this day beside the database, when something changed since the last, and removes those
   * that are too many. Work goes on meanwhile.
   */
  backUpDaily(): Promise<void>;
  /** Keeps beside the database where the newest backup is: there it outlives the database. */
  rememberBackup(path: string): Promise<void>;
  /** Undefined when there is none, or when it is no longer where it was written. */
  newestBackup(): Promise<BackupFile | undefined>;
  /**
   * Checks a backup and lays a copy of it ready, which the next open of this data folder begins with; until then nothing
   * changes. Returns where the present database will be kept. Throws AbaiError `invalid` for a file that cannot be used.
   */
  prepareRestore(path: string): Promise<string>;
  /** Has the next open of this data folder begin without data; what is there is kept under another name. */
  prepareNewStart(): void;
  /** Problems found; empty when the database is sound. */
  checkIntegrity(): Promise<string[]>;
  report(): Promise<StorageReport>;
  /** Removes what windows kept, for their first sight after a reload, of comparisons that are gone. */
  sweepSights(): Promise<void>;
  deleteAll(): Promise<void>;
  /** Called once when nothing more can be stored because another process or program has the files. */
  onLost(listener: () => void): void;
  close(): Promise<void>;
}
