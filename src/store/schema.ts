import type { Generated } from 'kysely';

/** Kysely's view of the tables that repositories use; the migrations hold them all. JSON columns are JSON text. */
export interface Schema {
  projects: ProjectsTable;
  comparisons: ComparisonsTable;
  conversations: ConversationsTable;
  messages: MessagesTable;
  settings: { key: string; value: string };
  provider_settings: ProviderSettingsColumns;
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
  citations: string | null;
  tool_calls: string | null;
  warnings: string | null;
  error: string | null;
  waiting: string | null;
  timestamp: number;
}
