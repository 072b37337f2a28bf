/** What belongs to a question beside its words, what its tools gave, and what a thread asks in its own way. All JSON. */
export const conversations: readonly string[] = [
  'alter table messages add column attachments text',
  'alter table messages add column tool_results text',
  'alter table conversations add column parameters text',
  'alter table conversations add column tools text',
  'alter table comparisons add column schema text',
  'alter table comparisons add column tools text',
];
