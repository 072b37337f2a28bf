import { AbaiError } from '../protocol/errors.ts';

/** Milliseconds that a call into VS Code may take: some never answer, for example while a dialog is up. */
export const editorTimeoutMs = 5000;

/** The promise's own result, or an `unavailable` error that says `late` after `ms`. */
export async function within<T>(promise: PromiseLike<T>, late: string, ms = editorTimeoutMs): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new AbaiError('unavailable', late)), ms);
  });
  try {
    return await Promise.race([promise, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
