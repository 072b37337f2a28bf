import * as z from 'zod';
import { isInFlight } from '../../core/in-flight.ts';
import { Attachment } from '../../protocol/attachments.ts';
import { PromptSource } from '../../protocol/comparisons.ts';
import { type MessageStatus, messageStatuses, Role } from '../../protocol/conversations.ts';
import { Failure } from '../../protocol/failure.ts';
import {
  Citation,
  Cost,
  Parameters,
  StopReason,
  ToolCall,
  ToolResult,
  Usage,
  Warning,
} from '../../protocol/generation.ts';
import { ProjectSettings } from '../../protocol/projects.ts';

/** What is to know of a table beside its columns, which the database tells itself. */
export interface ProjectTable {
  /** Columns that hold the id of a row of another table, which comes before. */
  references?: Readonly<Record<string, string>>;
  /** Columns of JSON text, and what the JSON must be. Outside of the database they are JSON. */
  json?: Readonly<Record<string, z.ZodType>>;
  /** The only values of a text column. */
  values?: Readonly<Record<string, readonly string[]>>;
  /** What a value that makes sense only while a machine works on it becomes in a file. */
  settled?: Readonly<Record<string, (value: unknown) => unknown>>;
  /** Columns that stay at home. */
  leftOut?: readonly string[];
  /** Many rows whose children follow at once: only the last one's id is remembered. */
  countless?: boolean;
}

const any = z.unknown();
const ids = z.array(z.string());
const finished = messageStatuses.filter((status) => !isInFlight(status));

/**
 * Every table that hangs on a project. Batches at a provider stay at home: they belong to the key of this machine. So
 * do answers kept for repeated questions, settings, and all that is the user's and not the project's.
 */
export const projectTables: Readonly<Record<string, ProjectTable>> = {
  projects: { json: { settings: ProjectSettings }, leftOut: ['archived_at'] },
  prompts: {},
  prompt_versions: { references: { prompt_id: 'prompts' }, json: { images: z.array(z.string()) } },
  graders: { json: { settings: any } },
  profiles: { json: { options: any } },
  datasets: { json: { headers: any } },
  dataset_rows: { references: { dataset_id: 'datasets' }, json: { row_values: any } },
  comparisons: {
    json: { parameters: Parameters, source: PromptSource, schema: any, tools: any },
    leftOut: ['deleted_at'],
  },
  // Its messages come after it. Without the column the newest branch is shown, and all are there.
  conversations: {
    references: { comparison_id: 'comparisons' },
    json: { parameters: Parameters, tools: any },
    leftOut: ['active_leaf'],
  },
  messages: {
    references: { conversation_id: 'conversations', parent_id: 'messages' },
    json: {
      parameters: Parameters,
      usage: Usage,
      citations: z.array(Citation),
      tool_calls: z.array(ToolCall),
      tool_results: z.array(ToolResult),
      attachments: z.array(Attachment),
      warnings: z.array(Warning),
      error: Failure,
    },
    values: {
      role: Role.options,
      status: finished,
      stop_reason: StopReason.options,
      cost_basis: Cost.shape.basis.options,
    },
    settled: { status: (status) => (isInFlight(status as MessageStatus) ? 'interrupted' : status) },
  },
  votes: { references: { comparison_id: 'comparisons' }, json: { models: any, message_ids: ids } },
  runs: {
    references: { dataset_id: 'datasets', grader_id: 'graders' },
    json: { settings: any },
    values: { cost_basis: Cost.shape.basis.options },
    // Whoever takes the project in decides whether its runs go on, at their cost.
    settled: {
      status: (status) =>
        ['completed', 'failed', 'cancelled', 'pending'].includes(String(status)) ? status : 'paused',
    },
    leftOut: ['deleted_at'],
  },
  run_variants: {
    references: { run_id: 'runs', prompt_version_id: 'prompt_versions' },
    json: { parameters: Parameters, schema: any },
  },
  cells: {
    references: { run_id: 'runs', variant_id: 'run_variants' },
    json: { parsed: any, usage: Usage, warnings: any },
    settled: {
      status: (status) =>
        ['succeeded', 'failed', 'cancelled'].includes(String(status)) ? status : 'pending',
    },
    leftOut: ['batch_id', 'custom_id'],
    countless: true,
  },
  cell_events: { references: { cell_id: 'cells' } },
  grades: { references: { cell_id: 'cells', grader_id: 'graders' } },
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
