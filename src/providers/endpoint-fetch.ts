import type { EndpointOptions } from '../core/ports/provider.ts';
import { boundedRefusal } from './bounded-body.ts';

/**
 * The endpoint's fetch, with every answer's headers told to the lane. Redirects are not followed: custom key headers
 * would go along to another origin.
 */
export function endpointFetch(endpoint: EndpointOptions): typeof globalThis.fetch {
  const { fetch, onHeaders } = endpoint;
  return async (input, init) => {
    const response = await fetch(input, { ...init, redirect: 'manual' });
    onHeaders?.(response.headers);
    return boundedRefusal(response);
  };
}
