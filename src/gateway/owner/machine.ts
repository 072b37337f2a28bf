import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/**
 * Where a process runs, as far as another process can tell whether it still does: a listener can only be reached, and
 * a process id only be looked up, inside one kernel and its namespaces. Empty strings are unknown.
 */
export interface Machine {
  readonly host: string;
  /** Differs between two machines of one name, and between containers that bring an id of their own. */
  readonly machineId: string;
  /** New with each boot of the kernel; the same in every container on it. */
  readonly boot: string;
  readonly pidSpace: string;
  readonly netSpace: string;
}

function quietly(read: () => string): string {
  try {
    return read().trim();
  } catch {
    return '';
  }
}

export function thisMachine(): Machine {
  return {
    host: hostname(),
    machineId: quietly(() => readFileSync('/etc/machine-id', 'utf8')),
    boot: quietly(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8')),
    pidSpace: quietly(() => readlinkSync('/proc/self/ns/pid')),
    netSpace: quietly(() => readlinkSync('/proc/self/ns/net')),
  };
}

/**
 * What can be known here of a process there whose listener refuses.
 * - `same`: its listener is within reach, and its process can be looked up.
 * - `rebooted`: it ran before this machine's last boot, so it is gone.
 * - `process`: the listener may be out of reach, but its process can be looked up.
 * - `other`: nothing can be known; only a person can.
 */
export function relation(there: Machine, here: Machine): 'same' | 'rebooted' | 'process' | 'other' {
  const sameHost = there.host === here.host && there.machineId === here.machineId;
  const sameBoot = there.boot === here.boot;
  if (!sameBoot) return sameHost ? 'rebooted' : 'other';
  const oneKernel = sameHost || (here.boot !== '' && sameBoot);
  if (!oneKernel) return 'other';
  if (there.pidSpace !== here.pidSpace) return 'other';
  return there.netSpace === here.netSpace ? 'same' : 'process';
}
