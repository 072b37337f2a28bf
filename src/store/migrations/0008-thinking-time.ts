/** Milliseconds that a model thought before it answered, where it showed that. */
export const thinkingTime: readonly string[] = ['alter table messages add column thinking_ms real'];
