import { AbaiError } from '../protocol/errors.ts';

/** Milliseconds that a call into VS Code may take: some never answer, for example while a dialog is up. */
export const editorTimeoutMs = 5000;

/** The promise's own result, or an `unavailable` error after `ms`. `what` completes "VS Code did not …". */
export async function within<T>(promise: PromiseLike<T>, what: string, ms = editorTimeoutMs): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(
      () => reject(new AbaiError('unavailable', `VS Code did not ${what} in time. Try again.`)),
      ms,
    );
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
