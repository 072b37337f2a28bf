import type { Profile } from '../../protocol/profiles.ts';
import type { Write } from './store.ts';

export interface Profiles {
  /** Inserts, or replaces the one with its id. */
  put(profile: Profile): Write;
  /** Fails the commit when it is gone. */
  remove(id: string): Write;
  get(id: string): Promise<Profile | undefined>;
  /** In no particular order. */
  list(): Promise<Profile[]>;
}
