import type { Generated } from 'kysely';

/** Kysely's view of the tables that repositories use; the migrations hold them all. JSON columns are JSON text. */
export interface Schema {
  projects: ProjectsTable;
  comparisons: ComparisonsTable;
  conversations: ConversationsTable;
  messages: MessagesTable;
  settings: { key: string; value: string };
  datasets: {
    id: string;
    project_id: string;
    name: string;
    source_file: string | null;
    checksum: string;
    headers: string;
    row_count: number;
    created_at: number;
  };
  dataset_rows: {
    n: Generated<number>;
    dataset_id: string;
    row_index: number;
    row_values: string;
    checksum: string;
  };
  graders: {
    id: string;
    project_id: string | null;
    type: string;
    name: string;
    settings: string;
    created_at: number;
  };
  grades: {
    id: string;
    cell_id: string;
    grader_id: string | null;
    manual: number;
    verdict: string;
    score: number | null;
    detail: string | null;
    check_version: number | null;
    created_at: number;
  };
  prompts: {
    id: string;
    project_id: string | null;
    type: Generated<string>;
    name: string;
    created_at: number;
    last_used: number;
  };
  prompt_versions: {
    id: string;
    prompt_id: string | null;
    version: number;
    body: string;
    system: string | null;
    images: string | null;
    hash: string;
    created_at: number;
  };
  response_cache: {
    key: string;
    output: string;
    thinking: string | null;
    stop_reason: string | null;
    created_at: number;
  };
  profiles: ProfilesTable;
  runs: RunsTable;
  run_variants: RunVariantsTable;
  cells: CellsTable;
  native_batches: NativeBatchesTable;
  provider_settings: ProviderSettingsColumns;
  activity: ActivityTable;
  votes: VotesTable;
  events: { seq: Generated<number>; type: string; data: string; at: number };
  requests: { client_id: string; request_id: string; method: string; answer: string; at: number };
}

export interface ProviderSettingsColumns {
  name: string;
  endpoint_url: string | null;
  default_model: string | null;
  headers: string | null;
  models: string | null;
  concurrency: number | null;
  requests_per_minute: number | null;
  allow_http: number;
  last_tested: number | null;
  status: string;
  test_message: string | null;
}

export interface VotesTable {
  id: string;
  comparison_id: string;
  project_id: string;
  verdict: string;
  winner_model: string | null;
  /** JSON. */
  models: string;
  blind: number;
  prompt: string;
  /** JSON. */
  message_ids: string;
  created_at: number;
}

export interface ActivityTable {
  day: string;
  project_id: string;
  provider: string;
  model: string;
  calls: number;
  failed: number;
  tokens_in: number;
  tokens_out: number;
  /** USD of the known costs. */
  cost: number;
  unknown_costs: number;
}

export interface ProfilesTable {
  id: string;
  project_id: string | null;
  name: string;
  description: string;
  type: Generated<string>;
  provider: string | null;
  /** JSON: models, system prompt, parameters, schema. */
  options: string;
  prompt_template: string | null;
  created_at: number;
  updated_at: number;
}

export interface ProjectsTable {
  id: string;
  name: string;
  description: string;
  settings: string;
  archived_at: number | null;
  created_at: number;
  last_used: number;
}

export interface ComparisonsTable {
  id: string;
  project_id: string;
  name: string;
  prompt: string;
  system: string | null;
  parameters: string | null;
  source: string | null;
  deleted_at: number | null;
  created_at: number;
  last_used: number;
  schema: string | null;
  tools: string | null;
}

export interface ConversationsTable {
  id: string;
  project_id: string;
  comparison_id: string | null;
  position: number;
  model: string | null;
  model_name: string | null;
  name: string;
  created_at: number;
  last_used: number;
  active_leaf: string | null;
  parameters: string | null;
  tools: string | null;
}

export interface MessagesTable {
  n: Generated<number>;
  id: string;
  conversation_id: string;
  parent_id: string | null;
  role: string;
  content: string;
  thinking: string | null;
  provider: string | null;
  model: string | null;
  status: string;
  stop_reason: string | null;
  parameters: string | null;
  cost: number | null;
  cost_basis: string | null;
  tokens_in: number | null;
  tokens_out: number | null;
  usage: string | null;
  ttft_ms: number | null;
  total_ms: number | null;
  thinking_ms: number | null;
  citations: string | null;
  tool_calls: string | null;
  warnings: string | null;
  error: string | null;
  waiting: string | null;
  attachments: string | null;
  tool_results: string | null;
  timestamp: number;
}

export interface RunsTable {
  id: string;
  project_id: string;
  dataset_id: string | null;
  name: string;
  file_name: string | null;
  status: string;
  /** `none`, `window` or `detached`. */
  consent: string;
  /** Client id. */
  started_by: string | null;
  error: string | null;
  /** JSON: prompts, parameters, schema, rows, checks, concurrency, grader ids. */
  settings: string;
  repeats: number;
  max_cost: number | null;
  total_cells: number;
  succeeded_cells: number;
  failed_cells: number;
  cancelled_cells: number;
  total_cost: number;
  cost_basis: string;
  /** USD of answers that were asked anew. */
  dropped_cost: number;
  tokens_in: number;
  tokens_out: number;
  created_at: number;
  updated_at: number;
  completed_at: number | null;
  deleted_at: number | null;
}

export interface RunVariantsTable {
  id: string;
  run_id: string;
  position: number;
  prompt_version_id: string | null;
  prompt_index: number;
  provider: string;
  model: string;
  label: string;
  parameters: string | null;
  schema: string | null;
  native: number;
}

export interface NativeBatchesTable {
  id: string;
  run_id: string;
  variant_id: string;
  provider_batch_id: string | null;
  status: string;
  error: string | null;
  total: number;
  succeeded: number;
  failed: number;
  next_poll_at: number | null;
  expires_at: number | null;
  created_at: number;
  updated_at: number;
  endpoint: string | null;
  submitting_at: number | null;
  polls: number;
  cancel_asked: number;
}

export interface CellsTable {
  n: Generated<number>;
  id: string;
  run_id: string;
  variant_id: string;
  row_index: number;
  repeat_index: number;
  status: string;
  attempts: Generated<number>;
  cached: Generated<number>;
  batch_id: string | null;
  custom_id: string | null;
  stop_reason: string | null;
  output: string | null;
  thinking: string | null;
  usage: string | null;
  tokens_in: number | null;
  tokens_out: number | null;
  cost: number | null;
  cost_basis: string | null;
  ttft_ms: number | null;
  latency_ms: number | null;
  error: string | null;
  error_code: string | null;
  warnings: string | null;
  updated_at: number;
}
