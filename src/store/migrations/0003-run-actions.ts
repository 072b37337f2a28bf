/**
 * Runs that are deleted with an undo, what was spent on answers that were asked anew, images of a prompt, whole answers
 * in the cache, and what a batch at a provider needs to be found again after a crash.
 */
export const runActions: readonly string[] = [
  'alter table runs add column deleted_at integer',
  'alter table runs add column dropped_cost real not null default 0',
  'create index runs_deleted on runs(deleted_at) where deleted_at is not null',
  'alter table prompt_versions add column images text',
  'alter table response_cache add column thinking text',
  'alter table response_cache add column stop_reason text',
  // How certain a run's sum is, without reading its cells. Most cells are not in it.
  `create index cells_uncertain on cells(run_id, cost_basis, status) where cost_basis in ('estimated', 'unknown')`,
  'alter table native_batches add column endpoint text',
  'alter table native_batches add column submitting_at integer',
  'alter table native_batches add column polls integer not null default 0',
  'alter table native_batches add column succeeded integer not null default 0',
  'alter table native_batches add column failed integer not null default 0',
  'alter table native_batches add column cancel_asked integer not null default 0',
];
