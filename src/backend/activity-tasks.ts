import type { StoredTask, TaskPlace } from '../core/ports/task-history.ts';
import { filledLoosely, firstLine } from '../core/task-line.ts';
import type { Task, TaskFilter } from '../protocol/activity.ts';
import { AbaiError } from '../protocol/errors.ts';
import type { Handlers } from './handlers.ts';
import type { BackendPorts } from './ports.ts';

/** Rows that are looked through at once: the store does nothing else meanwhile. Text is slower to look for. */
const rowsAtOnce = 20_000;
const rowsAtOnceForText = 8_000;
/** Looks of one request: a rare word has the person ask for more, or wait for nothing. */
const mostLooks = 10;

const usualLimit = 100;

/** Written as it travels. */
function cursorOf({ at, kind, n }: TaskPlace): string {
  return `${at}.${kind}.${n}`;
}

function placeOf(cursor: string): TaskPlace {
  const [at, kind, n] = cursor.split('.');
  return { at: Number(at), kind: kind as Task['kind'], n: Number(n) };
}

export function taskOf({ place: _place, asked, values, ...task }: StoredTask): Task {
  return { ...task, prompt: firstLine(filledLoosely(asked, values)) };
}

interface Look {
  tasks: StoredTask[];
  /** Where the next look begins; undefined at the end. */
  next: TaskPlace | undefined;
}

/** Looks through the next rows. A filter by time need not look before it, nor a long way after it. */
async function look(
  { taskHistory }: BackendPorts['store'],
  filter: TaskFilter,
  before: TaskPlace | undefined,
  limit: number,
): Promise<Look> {
  const downTo = await taskHistory.mark(before, filter.text ? rowsAtOnceForText : rowsAtOnce);
  const span = { ...(before ? { before } : {}), ...(downTo ? { downTo } : {}) };
  const tasks = await taskHistory.list(filter, span, limit);
  if (tasks.length === limit) return { tasks, next: tasks.at(-1)!.place };
  const over = filter.from !== undefined && downTo !== undefined && downTo.at < filter.from;
  return { tasks, next: over ? undefined : downTo };
}

/** Where a filter begins: everything after its last moment is left out without a look. */
function beginning({ to }: TaskFilter): TaskPlace | undefined {
  return to === undefined ? undefined : { at: to + 1, kind: 'comparison', n: 0 };
}

/** All that fits, newest first, with pauses in which the store does others' work. */
export async function* allTasks(
  { store }: BackendPorts,
  filter: TaskFilter,
  signal: AbortSignal,
): AsyncGenerator<Task[]> {
  let place = beginning(filter);
  for (;;) {
    if (signal.aborted) throw new AbaiError('cancelled', 'The export was stopped.');
    const { tasks, next } = await look(store, filter, place, 1000);
    yield tasks.map(taskOf);
    if (!next) return;
    place = next;
  }
}

export function activityTaskHandlers({ store }: BackendPorts): Handlers<'activity:tasks'> {
  return {
    async 'activity:tasks'({ filter = {}, before, limit = usualLimit }, { signal }) {
      const found: StoredTask[] = [];
      let place = before === undefined ? beginning(filter) : placeOf(before);
      for (let looks = 0; looks < mostLooks; looks += 1) {
        if (signal.aborted) throw new AbaiError('cancelled', 'Nobody waits for this page any more.');
        const { tasks, next } = await look(store, filter, place, limit - found.length);
        found.push(...tasks);
        place = next;
        if (!next || found.length === limit) break;
      }
      return {
        tasks: found.map(taskOf),
        next: place ? cursorOf(place) : null,
        reached: place ? place.at : null,
      };
    },
  };
}
