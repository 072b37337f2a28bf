import { createHash } from 'node:crypto';
import type { Caller } from '../core/ports/caller.ts';
import type { GenerationRequest } from '../core/ports/provider.ts';
import type { ModelDefinition } from '../protocol/models.ts';
import type { Catalogue } from './catalogue.ts';

/** By sorted names: the same thing asked in another order is the same thing. */
function sorted(_name: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Under which answers are kept for a model: whatever may change the answer is in the key, but no API key. */
export class ResponseKeys {
  readonly #model: ModelDefinition;
  /** Addresses and the vendor's own options there. */
  readonly #where: unknown;

  private constructor(model: ModelDefinition, where: unknown) {
    this.#model = model;
    this.#where = where;
  }

  static async of(model: ModelDefinition, catalogue: Catalogue, caller: Caller): Promise<ResponseKeys> {
    // Without a good address every call says so, and nothing is kept.
    const found = await catalogue.endpointsOf(model, caller).catch(() => undefined);
    const where = found?.endpoints.map(({ options, extras }) => [options.baseUrl, extras ?? null]) ?? [];
    return new ResponseKeys(model, where);
  }

  /** SHA-256, hexadecimal. `repeat`: each repeat of a cell is a question of its own. */
  key(request: GenerationRequest, repeat: number): string {
    const { provider, id } = this.#model;
    const { model: _model, ...asked } = request;
    const whole = { version: 1, provider, where: this.#where, model: id, asked, repeat };
    return createHash('sha256').update(JSON.stringify(whole, sorted)).digest('hex');
  }
}
