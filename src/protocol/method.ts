import * as z from 'zod';

/**
 * One row of the protocol's table. A `query` only reads. An `action` changes state: its params may carry a
 * client-made `requestId`, under which the answer is stored in the action's own transaction, so that a resend
 * after a lost connection gets the stored answer instead of doing the work twice.
 */
export interface Method<P extends z.ZodType = z.ZodType, R extends z.ZodType = z.ZodType> {
  readonly kind: 'query' | 'action';
  readonly params: P;
  readonly result: R;
}

export const requestId = z.string().min(8).max(64);

export function query<P extends z.ZodType, R extends z.ZodType>(params: P, result: R): Method<P, R> {
  return { kind: 'query', params, result };
}

export function action<S extends z.ZodRawShape, R extends z.ZodType>(
  params: z.ZodObject<S>,
  result: R,
): Method<z.ZodObject<S & { requestId: z.ZodOptional<typeof requestId> }>, R> {
  return {
    kind: 'action',
    params: params.extend({ requestId: requestId.optional() }) as unknown as z.ZodObject<
      S & { requestId: z.ZodOptional<typeof requestId> }
    >,
    result,
  };
}

export const empty = z.object({});
export const id = z.string().min(1).max(128);
/** Milliseconds since 1970-01-01 UTC. */
export const timestamp = z.number().int().nonnegative();
