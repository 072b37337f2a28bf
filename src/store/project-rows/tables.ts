import * as z from 'zod';
import { isInFlight } from '../../core/in-flight.ts';
import { Attachment } from '../../protocol/attachments.ts';
import { PromptSource } from '../../protocol/comparisons.ts';
import { type MessageStatus, messageStatuses, Role } from '../../protocol/conversations.ts';
import { errorCodes } from '../../protocol/errors.ts';
import { Failure } from '../../protocol/failure.ts';
import {
  Citation,
  Cost,
  Parameters,
  StopReason,
  ToolCall,
  ToolNames,
  ToolResult,
} from '../../protocol/generation.ts';
import { ProjectSettings } from '../../protocol/projects.ts';
import { Vote } from '../../protocol/votes.ts';
import {
  anyObject,
  arrivedProfile,
  arrivedRun,
  arrivedTools,
  arrivedUsage,
  failureText,
  warnings,
} from './json-columns.ts';

/** What is to know of a table beside its columns, which the database tells itself. */
export interface ProjectTable {
  /** Columns that hold the id of a row of another table, which comes before. */
  references?: Readonly<Record<string, string>>;
  /** Columns of JSON text, and what the JSON must be. Outside of the database they are JSON. */
  json?: Readonly<Record<string, z.ZodType>>;
  /** Columns of JSON text that are text outside of the database too, and what the text must be. */
  jsonTexts?: Readonly<Record<string, z.ZodType>>;
  /** The only values of a text column. */
  values?: Readonly<Record<string, readonly string[]>>;
  /** What a value that makes sense only while a machine works on it becomes in a file. */
  settled?: Readonly<Record<string, (value: unknown) => unknown>>;
  /** Columns that stay at home. */
  leftOut?: readonly string[];
  /** Many rows whose children follow at once: only the last one's id is remembered. */
  countless?: boolean;
  /** Columns that name a row which must have the same value as this one in another column: a parent of the same thread. */
  alike?: Readonly<Record<string, string>>;
  /** Rows that are counted on from 0: the column with the number, and the one that says of what. */
  numbered?: { by: string; of: string };
}

const any = z.unknown();
const ids = z.array(z.string());
const bases = Cost.shape.basis.options;
const finished = messageStatuses.filter((status) => !isInFlight(status));

/**
 * Every table that hangs on a project. Batches at a provider stay at home: they belong to the key of this machine. So
 * do answers kept for repeated questions, settings, and all that is the user's and not the project's.
 */
export const projectTables: Readonly<Record<string, ProjectTable>> = {
  projects: { json: { settings: ProjectSettings }, leftOut: ['archived_at'] },
  prompts: {},
  prompt_versions: { references: { prompt_id: 'prompts' }, json: { images: z.array(z.string()) } },
  graders: { json: { settings: anyObject } },
  profiles: { json: { options: arrivedProfile } },
  datasets: { json: { headers: z.array(z.string()).max(100_000) } },
  dataset_rows: {
    references: { dataset_id: 'datasets' },
    json: { row_values: z.array(z.string()).max(100_000) },
    numbered: { by: 'row_index', of: 'dataset_id' },
  },
  comparisons: {
    json: { parameters: Parameters, source: PromptSource, schema: anyObject, tools: ToolNames },
    leftOut: ['deleted_at'],
  },
  // Its messages come after it. Without the column the newest branch is shown, and all are there.
  conversations: {
    references: { comparison_id: 'comparisons' },
    json: { parameters: Parameters, tools: arrivedTools },
    leftOut: ['active_leaf'],
  },
  messages: {
    references: { conversation_id: 'conversations', parent_id: 'messages' },
    alike: { parent_id: 'conversation_id' },
    json: {
      parameters: Parameters,
      usage: arrivedUsage,
      citations: z.array(Citation),
      tool_calls: z.array(ToolCall),
      tool_results: z.array(ToolResult),
      attachments: z.array(Attachment),
      warnings,
      error: Failure,
    },
    values: {
      role: Role.options,
      status: finished,
      stop_reason: StopReason.options,
      cost_basis: bases,
    },
    settled: { status: (status) => (isInFlight(status as MessageStatus) ? 'interrupted' : status) },
  },
  votes: {
    references: { comparison_id: 'comparisons' },
    json: { models: z.array(z.string()).max(64), message_ids: ids.max(64) },
    values: { verdict: Vote.shape.verdict.options },
  },
  runs: {
    references: { dataset_id: 'datasets', grader_id: 'graders' },
    json: { settings: arrivedRun },
    values: { status: ['completed', 'cancelled', 'paused'], cost_basis: bases },
    // Whoever takes the project in decides whether its runs go on, at their cost.
    settled: {
      status: (status) => (['completed', 'cancelled'].includes(String(status)) ? status : 'paused'),
    },
    // What a person allowed a run on one machine is no word on another.
    leftOut: ['deleted_at', 'consent', 'started_by'],
  },
  run_variants: {
    references: { run_id: 'runs', prompt_version_id: 'prompt_versions' },
    json: { parameters: Parameters, schema: anyObject },
  },
  cells: {
    references: { run_id: 'runs', variant_id: 'run_variants' },
    alike: { variant_id: 'run_id' },
    json: { parsed: any, usage: arrivedUsage, warnings },
    jsonTexts: { error: failureText },
    values: {
      status: ['succeeded', 'failed', 'cancelled', 'pending'],
      stop_reason: StopReason.options,
      cost_basis: bases,
      error_code: errorCodes,
    },
    settled: {
      status: (status) =>
        ['succeeded', 'failed', 'cancelled'].includes(String(status)) ? status : 'pending',
    },
    leftOut: ['batch_id', 'custom_id'],
    countless: true,
    numbered: { by: 'row_index', of: 'run_id' },
  },
  cell_events: { references: { cell_id: 'cells' } },
  grades: {
    references: { cell_id: 'cells', grader_id: 'graders' },
    values: { verdict: ['pass', 'fail'] },
  },
  activity: {},
};

/** A column as the database describes it. */
export interface Column {
  name: string;
  type: 'text' | 'integer' | 'real';
  /** NULL is refused and there is no default. */
  required: boolean;
  nullable: boolean;
}
