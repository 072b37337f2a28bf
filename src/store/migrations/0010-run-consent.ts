/**
 * Whether a run may go on by itself when the process that carried it out is lost, and the client that set it going. Runs
 * of before agreed to nothing.
 */
export const runConsent: readonly string[] = [
  `alter table runs add column consent text not null default 'none'`,
  'alter table runs add column started_by text',
];
