import { AbaiError } from '../../protocol/errors.ts';
import { sleep } from '../sleep.ts';
import { type Machine, relation } from './machine.ts';
import type { OwnerRecord } from './owner-record.ts';
import { isRunning } from './process-start.ts';

/**
 * Ends the owner's process, if it can be seen from here and is still the one that wrote the record: a process id that
 * was given out again is let alone. Resolves when it is gone.
 */
export async function endOwner(record: OwnerRecord, here: Machine): Promise<void> {
  const place = relation(record.machine, here);
  if (place !== 'same' && place !== 'process') return;
  if (!(await isRunning(record.pid, record.started))) return;
  // Without its start it may be any process that was given the number since, and this one ends nothing.
  if (record.started === undefined || record.pid === process.pid) throw stubborn(record);
  try {
    process.kill(record.pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw stubborn(record, error);
  }
  for (let i = 0; i < 200; i++) {
    if (!(await isRunning(record.pid, record.started))) return;
    await sleep(25);
  }
  throw stubborn(record);
}

function stubborn(record: OwnerRecord, cause?: unknown): AbaiError {
  return new AbaiError(
    'unavailable',
    `Process ${record.pid}, which owns the data folder, could not be ended. End it by hand and try again.`,
    { cause },
  );
}
