/**
 * The whole design's tables at once, so that later versions need few migrations. Times are milliseconds since epoch,
 * money is USD, JSON columns hold JSON text. Columns that a list is paged by are indexed together with the id.
 * Never edit: a change is a new migration.
 */
export const wholeDesign: readonly string[] = [
  `create table projects (
    id text primary key, name text not null, description text not null default '', settings text not null default '{}',
    archived_at integer, created_at integer not null, last_used integer not null
  )`,
  `create table comparisons (
    id text primary key, project_id text not null references projects(id) on delete cascade,
    name text not null, prompt text not null, system text, parameters text, source text,
    deleted_at integer, created_at integer not null, last_used integer not null
  )`,
  `create index comparisons_by_time on comparisons(created_at desc, id desc)`,
  `create index comparisons_by_project on comparisons(project_id, created_at desc, id desc)`,
  `create index comparisons_deleted on comparisons(deleted_at) where deleted_at is not null`,
  `create table conversations (
    id text primary key, project_id text not null references projects(id) on delete cascade,
    comparison_id text references comparisons(id) on delete cascade,
    position integer not null default 0, model text, model_name text,
    name text not null, created_at integer not null, last_used integer not null
  )`,
  `create index conversations_by_project on conversations(project_id, last_used desc, id desc)`,
  `create index conversations_by_comparison on conversations(comparison_id, position)`,
  `create table messages (
    n integer primary key, id text not null unique,
    conversation_id text not null references conversations(id) on delete cascade,
    parent_id text references messages(id) on delete set null,
    role text not null, content text not null, thinking text, provider text, model text,
    status text not null, stop_reason text, parameters text,
    cost real, cost_basis text, tokens_in integer, tokens_out integer, usage text,
    ttft_ms real, total_ms real, citations text, tool_calls text, warnings text, error text, waiting text,
    timestamp integer not null
  )`,
  `create index messages_by_conversation on messages(conversation_id, n)`,
  `create index messages_by_parent on messages(parent_id)`,
  `create index messages_generating on messages(status) where status = 'generating'`,
  `create index messages_by_time on messages(timestamp, model)`,
  `create table votes (
    id text primary key, comparison_id text not null references comparisons(id) on delete cascade,
    project_id text not null references projects(id) on delete cascade,
    verdict text not null, winner_model text, models text not null, blind integer not null default 0,
    prompt text not null, message_ids text not null, created_at integer not null
  )`,
  `create index votes_by_project on votes(project_id, created_at)`,
  `create index votes_by_comparison on votes(comparison_id)`,
  `create table prompts (
    id text primary key, project_id text references projects(id) on delete cascade,
    type text not null default 'generator', name text not null, created_at integer not null, last_used integer not null
  )`,
  `create index prompts_by_project on prompts(project_id, last_used desc, id desc)`,
  `create table prompt_versions (
    id text primary key, prompt_id text references prompts(id) on delete cascade,
    version integer not null, body text not null, system text, hash text not null, created_at integer not null
  )`,
  `create index prompt_versions_by_prompt on prompt_versions(prompt_id, version)`,
  `create index prompt_versions_by_hash on prompt_versions(hash)`,
  `create table datasets (
    id text primary key, project_id text not null references projects(id) on delete cascade,
    name text not null, source_file text, checksum text not null, headers text not null,
    row_count integer not null, created_at integer not null
  )`,
  `create unique index datasets_by_checksum on datasets(project_id, checksum)`,
  `create table dataset_rows (
    n integer primary key, dataset_id text not null references datasets(id) on delete cascade,
    row_index integer not null, row_values text not null, checksum text not null, unique (dataset_id, row_index)
  )`,
  `create table graders (
    id text primary key, project_id text references projects(id) on delete cascade,
    type text not null, name text not null, settings text not null, created_at integer not null
  )`,
  `create table runs (
    id text primary key, project_id text not null references projects(id) on delete cascade,
    dataset_id text references datasets(id) on delete restrict, grader_id text references graders(id) on delete set null,
    name text not null, file_name text, status text not null, error text, settings text not null default '{}',
    repeats integer not null default 1, max_cost real, active_metric text,
    total_cells integer not null default 0, succeeded_cells integer not null default 0,
    failed_cells integer not null default 0, cancelled_cells integer not null default 0,
    total_cost real not null default 0, cost_basis text not null default 'free',
    created_at integer not null, updated_at integer not null, completed_at integer
  )`,
  `create index runs_by_project on runs(project_id, created_at desc, id desc)`,
  `create index runs_by_status on runs(status)`,
  `create table run_variants (
    id text primary key, run_id text not null references runs(id) on delete cascade, position integer not null,
    prompt_version_id text references prompt_versions(id) on delete restrict,
    provider text not null, model text not null, label text not null, parameters text, schema text,
    native integer not null default 0, unique (run_id, position)
  )`,
  `create table native_batches (
    id text primary key, run_id text not null references runs(id) on delete cascade,
    variant_id text not null references run_variants(id) on delete cascade,
    provider_batch_id text, status text not null, error text, total integer not null default 0,
    next_poll_at integer, expires_at integer, created_at integer not null, updated_at integer not null
  )`,
  `create index native_batches_by_status on native_batches(status, next_poll_at)`,
  `create table cells (
    n integer primary key, id text not null unique,
    run_id text not null references runs(id) on delete cascade,
    variant_id text not null references run_variants(id) on delete cascade,
    row_index integer not null, repeat_index integer not null default 0,
    status text not null, attempts integer not null default 0, cached integer not null default 0,
    batch_id text references native_batches(id) on delete set null, custom_id text,
    output text, parsed text, thinking text, stop_reason text, usage text,
    tokens_in integer, tokens_out integer, cost real, cost_basis text, ttft_ms real, latency_ms real,
    error text, error_code text, warnings text, updated_at integer not null,
    unique (run_id, row_index, variant_id, repeat_index)
  )`,
  `create index cells_by_status on cells(run_id, status, n)`,
  `create index cells_by_update on cells(run_id, updated_at, n)`,
  `create index cells_by_batch on cells(batch_id, custom_id) where batch_id is not null`,
  `create table cell_events (
    n integer primary key, cell_id text not null references cells(id) on delete cascade,
    type text not null, data text, at integer not null
  )`,
  `create index cell_events_by_cell on cell_events(cell_id, n)`,
  `create table grades (
    id text primary key, cell_id text not null references cells(id) on delete cascade,
    grader_id text references graders(id) on delete cascade, manual integer not null default 0,
    verdict text not null, score real, detail text, created_at integer not null
  )`,
  `create index grades_by_cell on grades(cell_id)`,
  `create unique index grades_once on grades(cell_id, grader_id) where grader_id is not null`,
  `create table response_cache (
    key text primary key, output text not null, parsed text, usage text, created_at integer not null
  )`,
  `create table profiles (
    id text primary key, project_id text references projects(id) on delete cascade,
    name text not null, description text not null default '', type text not null default 'text',
    provider text, options text not null default '{}', prompt_template text,
    created_at integer not null, updated_at integer not null
  )`,
  `create table model_configs (
    id text primary key, provider text not null, model text not null, label text, settings text not null default '{}',
    is_default integer not null default 0, favourite integer not null default 0, unique (provider, model)
  )`,
  `create table workflows (
    id text primary key, name text not null, provider text not null, definition text not null,
    parameters text not null default '{}', created_at integer not null, updated_at integer not null
  )`,
  `create table settings (key text primary key, value text not null)`,
  `create table provider_settings (
    name text primary key, endpoint_url text, default_model text, headers text, models text, concurrency integer,
    requests_per_minute integer, allow_http integer not null default 0,
    last_tested integer, status text not null default 'unknown', test_message text
  )`,
  `create table media (
    hash text primary key, mime_type text not null, bytes integer not null, source text, created_at integer not null
  )`,
  `create table notifications (
    n integer primary key, level text not null, message text not null, data text, read_at integer, at integer not null
  )`,
  `create table activity (
    day text not null, project_id text not null references projects(id) on delete cascade,
    provider text not null, model text not null, calls integer not null default 0, failed integer not null default 0,
    tokens_in integer not null default 0, tokens_out integer not null default 0,
    cost real not null default 0, unknown_costs integer not null default 0,
    primary key (day, project_id, provider, model)
  )`,
  `create table audit (
    n integer primary key, client_id text not null, method text not null, outcome text not null, at integer not null
  )`,
  `create index audit_by_time on audit(at)`,
  `create table events (seq integer primary key autoincrement, type text not null, data text not null, at integer not null)`,
  `create table requests (
    client_id text not null, request_id text not null, method text not null, answer text not null, at integer not null,
    primary key (client_id, request_id)
  )`,
  `create index requests_by_time on requests(at)`,
];

/**
 * Full text search, for SQLite: FTS4 over the messages' own text. An answer is indexed when it is over, not at each
 * checkpoint.
 */
export const wholeDesignSearch: readonly string[] = [
  `create virtual table message_search using fts4(content="messages", content, tokenize=unicode61)`,
  `create trigger message_search_insert after insert on messages when new.status <> 'generating' begin
    insert into message_search(docid, content) values (new.n, new.content);
  end`,
  `create trigger message_search_before_update before update of content, status on messages
    when old.status <> 'generating' begin
    delete from message_search where docid = old.n;
  end`,
  `create trigger message_search_after_update after update of content, status on messages
    when new.status <> 'generating' begin
    insert into message_search(docid, content) values (new.n, new.content);
  end`,
  `create trigger message_search_delete before delete on messages when old.status <> 'generating' begin
    delete from message_search where docid = old.n;
  end`,
];
