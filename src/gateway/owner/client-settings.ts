import * as z from 'zod';
import type { Endpoint, Endpoints } from '../../core/ports/endpoints.ts';

const fields: Record<keyof Endpoint, z.ZodType> = {
  baseUrl: z.string(),
  headers: z.record(z.string(), z.string()),
  defaultModel: z.string(),
  concurrency: z.number(),
  requestsPerMinute: z.number(),
  models: z.array(z.string()),
  options: z.record(z.string(), z.unknown()),
  allowHttp: z.boolean(),
};

/** What a client said of its endpoints, without what is not what it should be: the rest is of use all the same. */
export function endpointsOf(given: Readonly<Record<string, Readonly<Record<string, unknown>>>>): Endpoints {
  const clean = (endpoint: Readonly<Record<string, unknown>>): Endpoint =>
    Object.fromEntries(
      Object.entries(endpoint).filter(
        ([name, value]) =>
          Object.hasOwn(fields, name) && fields[name as keyof Endpoint].safeParse(value).success,
      ),
    );
  return Object.fromEntries(Object.entries(given).map(([name, endpoint]) => [name, clean(endpoint)]));
}
