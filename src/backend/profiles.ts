import { profileFile, readProfileFile } from '../core/profile-file.ts';
import { AbaiError } from '../protocol/errors.ts';
import type { NewEvent } from '../protocol/events.ts';
import type { Profile, ProfileContent } from '../protocol/profiles.ts';
import type { Handlers } from './handlers.ts';
import type { BackendPorts } from './ports.ts';

/** Deleted ones that can be restored. */
const mostDeleted = 100;

type ProfileMethods =
  | 'profile:list'
  | 'profile:save'
  | 'profile:delete'
  | 'profile:restore'
  | 'profile:export'
  | 'profile:import';

const changed: NewEvent = { type: 'profiles:changed', data: {} };

function contentOf({
  id: _id,
  createdAt: _created,
  updatedAt: _updated,
  ...content
}: Profile): ProfileContent {
  return content;
}

export function profileHandlers({ store, clock, ids }: BackendPorts): Handlers<ProfileMethods> {
  const deleted = new Map<string, Profile>();

  async function list(): Promise<Profile[]> {
    const order = new Intl.Collator(undefined, { numeric: true });
    return (await store.profiles.list()).sort((a, b) => order.compare(a.name, b.name));
  }

  async function profileOf(id: string): Promise<Profile> {
    const profile = await store.profiles.get(id);
    if (!profile)
      throw new AbaiError('not-found', 'There is no profile with this id: it may have been deleted.');
    return profile;
  }

  async function named(name: string): Promise<Profile | undefined> {
    const wanted = name.toLowerCase();
    return (await store.profiles.list()).find((profile) => profile.name.toLowerCase() === wanted);
  }

  async function refuseTaken(name: string, id: string): Promise<void> {
    const other = await named(name);
    if (!other || other.id === id) return;
    throw new AbaiError('conflict', `There is a profile with the name “${other.name}” already.`, {
      details: { profileId: other.id },
    });
  }

  return {
    'profile:list': list,

    async 'profile:save'({ profileId, profile: content }, context) {
      const before = profileId === undefined ? undefined : await profileOf(profileId);
      const now = clock.now();
      const id = before?.id ?? ids.next();
      const profile: Profile = { ...content, id, createdAt: before?.createdAt ?? now, updatedAt: now };
      await refuseTaken(profile.name, id);
      await context.commit({ writes: [store.profiles.put(profile)], events: [changed], answer: profile });
      return profile;
    },

    async 'profile:delete'({ profileId }, context) {
      const profile = await profileOf(profileId);
      await context.commit({
        writes: [store.profiles.remove(profileId)],
        events: [changed],
        answer: { profileId },
      });
      deleted.set(profileId, profile);
      const [oldest] = deleted.keys();
      if (deleted.size > mostDeleted && oldest !== undefined) deleted.delete(oldest);
      return { profileId };
    },

    async 'profile:restore'({ profileId }, context) {
      const profile = deleted.get(profileId);
      if (!profile) throw new AbaiError('not-found', 'This profile is gone for good.');
      await refuseTaken(profile.name, profileId);
      await context.commit({ writes: [store.profiles.put(profile)], events: [changed], answer: profile });
      deleted.delete(profileId);
      return profile;
    },

    async 'profile:export'({ profileIds }) {
      const profiles = profileIds ? await Promise.all(profileIds.map(profileOf)) : await list();
      return { text: profileFile(profiles.map(contentOf)) };
    },

    async 'profile:import'({ text, replace }, context) {
      const read = readProfileFile(text);
      const known = new Map((await store.profiles.list()).map((one) => [one.name.toLowerCase(), one]));
      const now = clock.now();
      const answer = { added: [] as string[], replaced: [] as string[], leftOut: [] as string[] };
      const writes = read.flatMap((content) => {
        const before = known.get(content.name.toLowerCase());
        if (before && !replace) {
          answer.leftOut.push(content.name);
          return [];
        }
        (before ? answer.replaced : answer.added).push(content.name);
        const kept = before ?? { id: ids.next(), createdAt: now };
        return [store.profiles.put({ ...content, id: kept.id, createdAt: kept.createdAt, updatedAt: now })];
      });
      await context.commit({ writes, events: writes.length > 0 ? [changed] : [], answer });
      return answer;
    },
  };
}
