import { crossedShare } from '../../src/core/budget.ts';
import type { Project } from '../../src/protocol/projects.ts';
import type { PageClient } from '../connection/page-client.ts';

/** A project that has come near to its budget for this month, or has passed it. */
export interface ReachedBudget {
  projectId: string;
  name: string;
  budgetUsd: number;
  spentUsd: number;
  /** Spent, but nobody knows how much: `spentUsd` is too low by these calls. */
  unknownCosts: number;
}

/** Which projects' budgets are as good as spent. */
export class BudgetFeed {
  readonly #client: PageClient;
  readonly #changed: () => void;
  #asked = 0;

  reached: readonly ReachedBudget[] = [];

  constructor(client: PageClient, changed: () => void) {
    this.#client = client;
    this.#changed = changed;
  }

  /** Of the projects that have a budget and are still in use. Without an answer nothing is said. */
  async load(projects: readonly Project[]): Promise<void> {
    const asked = ++this.#asked;
    const held = projects.filter(
      ({ settings, archivedAt }) => settings.budgetUsd && archivedAt === undefined,
    );
    const found = await Promise.all(
      held.map(async ({ id, name }) => {
        const budget = await this.#client.request('project:budget', { projectId: id }).catch(() => undefined);
        if (!budget?.budgetUsd || !crossedShare(budget.spentUsd, budget.budgetUsd)) return undefined;
        const { budgetUsd, spentUsd, unknownCosts } = budget;
        return { projectId: id, name, budgetUsd, spentUsd, unknownCosts };
      }),
    );
    if (asked !== this.#asked) return;
    this.reached = found.filter((one) => one !== undefined);
    this.#changed();
  }
}
