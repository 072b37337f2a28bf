import { costOf, costOfNothing, isLocal, sumCosts } from '../core/cost.ts';
import type { GenerationRequest } from '../core/ports/provider.ts';
import { cleanUsage, estimatedUsage, sumUsages, usageBeside } from '../core/usage.ts';
import { worstCaseOf } from '../core/worst-case.ts';
import type { AbaiError } from '../protocol/errors.ts';
import type { Cost, Usage } from '../protocol/generation.ts';
import type { AnswerText } from './answer-text.ts';

const unknown: Cost = { usd: null, basis: 'unknown' };

/** What was used and what it cost; without a usage nothing was. */
export interface Bill {
  usage: Usage | undefined;
  cost: Cost;
  /** USD that it may have cost at most: more than its cost where a try broke off before anybody told what it used. */
  mostUsd: number;
}

/** What a provider told, whoever made it. Nothing but zeros beside words, and counts that cannot be, are no counts. */
function countedUsage(told: Usage | undefined, request: GenerationRequest, said: string): Usage {
  if (!told) return estimatedUsage(request, said);
  const usage = cleanUsage(told);
  const counted = usage.inputTokens + usage.outputTokens > 0 && !usage.estimated;
  return counted ? usage : usageBeside(usage, request, said);
}

/**
 * What one call costs, all its tries together: a stream that was torn is billed like a whole one. A try that was refused
 * before anything of an answer came costs nothing.
 */
export class CallBill {
  readonly #request: GenerationRequest;
  readonly #now: () => number;
  readonly #tries: Omit<Bill, 'mostUsd'>[] = [];
  /** USD beyond the costs. */
  #unsureUsd = 0;

  constructor(request: GenerationRequest, now: () => number) {
    this.#request = request;
    this.#now = now;
  }

  /** A try is over, with what has arrived of it and why it failed. */
  add(answer: AnswerText, failure: AbaiError | undefined): void {
    const { text, thinking, toolCalls, usage: told, vendorCost } = answer;
    const said = text + thinking + (toolCalls.length > 0 ? JSON.stringify(toolCalls) : '');
    // Who breaks off a call pays for what was sent; whoever refuses one sends no bill.
    const begun = !failure || failure.code === 'cancelled' || failure.details?.begun === true;
    const { model } = this.#request;
    if (!told && said === '' && !begun) return;
    if (!told && said === '' && !failure) {
      // Neither counts nor words of a whole answer: whatever it cost is not known.
      this.#tries.push({ usage: undefined, cost: isLocal(model) ? costOfNothing(model) : unknown });
      return;
    }
    const usage = countedUsage(told, this.#request, said);
    const reportedUsd = vendorCost?.usd ?? undefined;
    const cost = costOf(model, usage, {
      at: this.#now(),
      ...(reportedUsd === undefined ? {} : { reportedUsd }),
    });
    this.#tries.push({ usage, cost });
    if (failure && usage.estimated) this.#unsureUsd += this.#mostBeyond(cost);
  }

  /** A vendor may have made all of the answer before its stream was torn, or thought without a word. */
  #mostBeyond({ usd }: Cost): number {
    const worst = worstCaseOf(this.#request, this.#now());
    return worst.isBounded ? Math.max(0, (worst.usd ?? 0) - (usd ?? 0)) : 0;
  }

  total(): Bill {
    if (this.#tries.length === 0)
      return { usage: undefined, cost: costOfNothing(this.#request.model), mostUsd: 0 };
    const cost = sumCosts(this.#tries.map((one) => one.cost));
    return {
      usage: sumUsages(this.#tries.flatMap(({ usage }) => usage ?? [])),
      cost,
      mostUsd: (cost.usd ?? 0) + this.#unsureUsd,
    };
  }
}
