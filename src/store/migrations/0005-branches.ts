/** The end of the branch that a conversation shows. Without one it is the newest message. */
export const branches: readonly string[] = [
  'alter table conversations add column active_leaf text references messages(id) on delete set null',
];
