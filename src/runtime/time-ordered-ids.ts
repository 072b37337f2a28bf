import { randomBytes } from 'node:crypto';
import type { Ids } from '../core/ports/ids.ts';

/**
 * UUID version 7 (RFC 9562): 48 bits of time, then 12 bits that count within a millisecond, then 62 random bits. Ids of
 * one process sort in the order they were made, also when the clock is set back.
 */
export function timeOrderedIds(now: () => number = Date.now): Ids {
  let lastMs = 0;
  let count = 0;
  return {
    next() {
      const ms = now();
      if (ms > lastMs) {
        lastMs = ms;
        count = 0;
      } else {
        count += 1;
        if (count > 0xfff) {
          lastMs += 1;
          count = 0;
        }
      }
      const time = lastMs.toString(16).padStart(12, '0');
      const random = randomBytes(8);
      random[0] = (random[0]! & 0x3f) | 0x80;
      const tail = random.toString('hex');
      const counter = `7${count.toString(16).padStart(3, '0')}`;
      return `${time.slice(0, 8)}-${time.slice(8)}-${counter}-${tail.slice(0, 4)}-${tail.slice(4)}`;
    },
  };
}
