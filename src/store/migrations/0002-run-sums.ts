/** Sums that a run shows without reading its cells, and the prompt that a variant uses. */
export const runSums: readonly string[] = [
  'alter table runs add column tokens_in integer not null default 0',
  'alter table runs add column tokens_out integer not null default 0',
  'alter table run_variants add column prompt_index integer not null default 0',
];
