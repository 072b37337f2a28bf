import { hasPrice, worstCase } from '../core/worst-case.ts';
import { AbaiError } from '../protocol/errors.ts';
import type { ModelDefinition } from '../protocol/models.ts';
import { dollars } from './cap-words.ts';
import { mostUnbounded } from './live-part.ts';
import type { AskedModel } from './run-warnings.ts';

/** Bytes of a token, at most, in text that is not mostly one letter long. */
const bytesOfToken = 4;

/** Why a run with a cap cannot be held to it at all; undefined when it can. */
export function unpricedUnderCap(models: readonly ModelDefinition[]): string | undefined {
  const names = [...new Set(models.filter((model) => !hasPrice(model)).map(({ name }) => name))];
  if (names.length === 0) return undefined;
  return `The price of ${names.join(', ')} is not known, so no cost cap can be kept: give its price under abai.models in the settings or in models.json in the data folder, or leave out the cap.`;
}

/** Throws AbaiError `invalid`: nothing is asked under a cap that cannot be kept. */
export function requirePrices(models: readonly ModelDefinition[], cap: number | undefined): void {
  const why = cap === undefined ? undefined : unpricedUnderCap(models);
  if (why !== undefined) throw new AbaiError('invalid', why);
}

/** What a person should know of a cap before the run starts. `inputTokens`: of the longest prompt that was looked at. */
export function capWarnings(
  asked: readonly AskedModel[],
  cap: number,
  inputTokens: number,
  at: number,
): string[] {
  const worst = asked.map(({ definition, parameters, native }) => ({
    name: definition.name,
    ownLimit: parameters.maxTokens !== undefined,
    ...worstCase(definition, parameters, inputTokens * bytesOfToken, at, native),
  }));
  const open = worst.filter(({ usd, isBounded }) => !isBounded && usd !== null);
  const sentences = worst.flatMap(({ name, usd, isBounded, ownLimit }) => {
    if (!isBounded || usd === null) return [];
    if (usd > cap)
      return `One answer of ${name} may cost up to ${dollars(usd)}, more than the cost cap of $${cap}: it will not be asked. Set lower max tokens, or raise the cap.`;
    if (ownLimit || usd <= cap / 10) return [];
    return `One answer of ${name} may cost up to ${dollars(usd)}, which is reserved for each call under the cost cap of $${cap}: few are asked at once. Set max tokens to reserve less.`;
  });
  if (open.length === 0) return sentences;
  const names = [...new Set(open.map(({ name }) => name))].join(', ');
  const most = Math.max(...open.map(({ usd }) => usd!));
  const each = Number.isFinite(most) ? `up to ${dollars(most)} each` : 'whatever they cost';
  return [
    ...sentences,
    `Nothing limits what an answer of ${names} may cost, so the cost cap of $${cap} may be exceeded by ${mostUnbounded} answers, ${each}. Set max tokens, without web search, to keep it.`,
  ];
}
