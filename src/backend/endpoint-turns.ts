import { canHeal } from '../core/retry.ts';
import type { AbaiError } from '../protocol/errors.ts';
import type { ResolvedEndpoint } from './endpoint.ts';

/** Milliseconds for which a key that was refused, or whose quota is used up, is left alone. */
const refusedRestMs = 10 * 60 * 1000;
/** Milliseconds for which an address that does not answer, or is overloaded, is left alone. */
const stumbleRestMs = 30_000;

/** Several keys or addresses of one provider: those that work are used in turn, one that failed rests. */
export class EndpointTurns {
  readonly #restsUntil = new Map<string, number>();
  readonly #turn = new Map<string, number>();

  /** In the order to try: healthy ones from the next one on, then the resting ones, soonest back first. */
  order(provider: string, endpoints: readonly ResolvedEndpoint[], now: number): ResolvedEndpoint[] {
    if (endpoints.length < 2) return [...endpoints];
    const rest = (endpoint: ResolvedEndpoint) => this.#restsUntil.get(endpoint.laneKey) ?? 0;
    const healthy = endpoints.filter((endpoint) => rest(endpoint) <= now);
    const resting = endpoints.filter((endpoint) => rest(endpoint) > now).sort((a, b) => rest(a) - rest(b));
    const turn = this.#turn.get(provider) ?? 0;
    this.#turn.set(provider, turn + 1);
    const first = healthy.length === 0 ? 0 : turn % healthy.length;
    return [...healthy.slice(first), ...healthy.slice(0, first), ...resting];
  }

  /** True when another endpoint may do better: the request itself was not at fault. */
  failed(endpoint: ResolvedEndpoint, error: AbaiError, now: number): boolean {
    const another = error.code === 'auth' || error.code === 'rate-limited' || error.code === 'unavailable';
    if (!another) return false;
    const restMs = canHeal(error) ? Math.max(stumbleRestMs, error.retryAfterMs ?? 0) : refusedRestMs;
    this.#restsUntil.set(endpoint.laneKey, now + restMs);
    return true;
  }

  worked(endpoint: ResolvedEndpoint): void {
    this.#restsUntil.delete(endpoint.laneKey);
  }
}
