import { crossedShare, monthAround } from '../core/budget.ts';
import type { Budget, BudgetCrossing } from '../protocol/budget.ts';
import type { StoredEvent } from '../protocol/events.ts';
import type { Project } from '../protocol/projects.ts';
import { dayOf } from './activity.ts';
import type { Handlers } from './handlers.ts';
import type { BackendPorts } from './ports.ts';
import type { CurrentProject } from './projects.ts';
import { numbered, type Publisher } from './publisher.ts';

/** Milliseconds in which what is spent is gathered before it is looked at. */
const gatherMs = 1000;

/** What people were told last of a project's budget. */
interface Told {
  month: string;
  budgetUsd: number;
  percent: number;
}

async function budgetOf({ store, clock }: BackendPorts, project: Project): Promise<Budget> {
  const month = monthAround(dayOf(clock.now()));
  const { usd, unknownCosts } = await store.activity.spent(project.id, month);
  const { budgetUsd } = project.settings;
  return { budgetUsd: budgetUsd ? budgetUsd : null, spentUsd: usd, unknownCosts, ...month };
}

/** Hears what is asked and tells, once, when a project has come near to its budget or has passed it. */
export class BudgetWatch {
  readonly #ports: BackendPorts;
  readonly #publisher: Publisher;
  /** Projects and conversations in which something was spent that was not looked at yet. */
  readonly #projects = new Set<string>();
  readonly #conversations = new Set<string>();
  readonly #stop: () => void;
  #cancelTimer: (() => void) | undefined;
  #looking: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(ports: BackendPorts, publisher: Publisher) {
    this.#ports = ports;
    this.#publisher = publisher;
    this.#stop = publisher.onEvent((event) => this.#hear(event));
  }

  #hear(event: StoredEvent): void {
    switch (event.type) {
      case 'message:updated':
        if (event.data.message.status === 'generating') return;
        this.#conversations.add(event.data.message.conversationId);
        break;
      case 'run:updated':
        this.#projects.add(event.data.run.projectId);
        break;
      case 'project:updated':
        this.#projects.add(event.data.project.id);
        break;
      default:
        return;
    }
    if (this.#closed) return;
    this.#cancelTimer ??= this.#ports.clock.after(gatherMs, () => {
      this.#cancelTimer = undefined;
      this.#looking = this.#looking.then(() => this.#look());
    });
  }

  async #look(): Promise<void> {
    const { store, log } = this.#ports;
    try {
      const conversations = [...this.#conversations];
      this.#conversations.clear();
      for (const id of conversations) {
        const conversation = await store.conversations.get(id);
        if (conversation) this.#projects.add(conversation.projectId);
      }
      const projects = [...this.#projects];
      this.#projects.clear();
      for (const id of projects) await this.#check(id);
    } catch (error) {
      log.warn('The budgets could not be looked at; the next answer tries again.', { error });
    }
  }

  async #check(projectId: string): Promise<void> {
    const { store, clock } = this.#ports;
    const project = await store.projects.get(projectId);
    if (!project?.settings.budgetUsd) return;
    const { budgetUsd, spentUsd, from } = await budgetOf(this.#ports, project);
    const percent = budgetUsd === null ? undefined : crossedShare(spentUsd, budgetUsd);
    if (budgetUsd === null || percent === undefined) return;
    const key = `budgetTold:${projectId}`;
    const before = (await store.settings.get(key)) as Told | undefined;
    const month = from.slice(0, 'YYYY-MM'.length);
    if (before && before.month === month && before.budgetUsd === budgetUsd && before.percent >= percent)
      return;
    const crossing: BudgetCrossing = {
      projectId,
      projectName: project.name,
      percent,
      budgetUsd,
      spentUsd,
      month,
    };
    const event = { type: 'budget:crossed' as const, data: crossing };
    const told: Told = { month, budgetUsd, percent };
    const [record] = await store.commit({
      writes: [store.settings.set(key, told)],
      events: [event],
      at: clock.now(),
    });
    if (record) this.#publisher.publish(numbered(event, record));
  }

  /** Resolves when nothing is looked at any more. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#stop();
    this.#cancelTimer?.();
    await this.#looking;
  }
}

export function budgetHandlers(ports: BackendPorts, current: CurrentProject): Handlers<'project:budget'> {
  return {
    'project:budget': async ({ projectId }) => budgetOf(ports, await current.get(projectId)),
  };
}
