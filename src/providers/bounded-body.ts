/** Bytes of a refusal that are read: what says something to people is in its first lines. */
const mostBytes = 65_536;

/** The same answer with no more of its body than says why it was refused: a server may go on for ever. */
export function boundedRefusal(response: Response, limit: number = mostBytes): Response {
  const { body, status, statusText, headers } = response;
  if (response.ok || body === null) return response;
  const reader = body.getReader();
  let left = limit;
  const bounded = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await reader.read();
      if (value) controller.enqueue(value.subarray(0, left));
      left -= value?.length ?? 0;
      if (!done && left > 0) return;
      if (!done) reader.cancel().catch(() => undefined);
      controller.close();
    },
    cancel: (reason) => reader.cancel(reason),
  });
  return new Response(bounded, { status, statusText, headers });
}
