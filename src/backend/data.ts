import { AbaiError } from '../protocol/errors.ts';
import type { Catalogue } from './catalogue.ts';
import type { Generations } from './generations.ts';
import type { Handlers } from './handlers.ts';
import type { IntegrityChecks } from './integrity-checks.ts';
import type { BackendPorts } from './ports.ts';
import type { CurrentProject } from './projects.ts';
import type { Retention } from './retention.ts';
import type { Runs } from './runs.ts';
import type { StoredProviders } from './stored-providers.ts';
import { absolutePath, refuseLiveDatabase } from './target-file.ts';
import { writeTarget } from './write-target.ts';

/** Hits when nobody says how many. */
const usualHits = 50;
/** Milliseconds in which the answer of a restore gets out before the back end closes. */
const answerMs = 200;

/** The parts that have to begin anew when everything was deleted. */
export interface DataParts {
  catalogue: Catalogue;
  generations: Generations;
  runs: Runs;
  current: CurrentProject;
  stored: StoredProviders;
  checks: IntegrityChecks;
  retention: Retention;
  /** Has the back end closed and opened again. */
  restart: () => void;
}

/** Keeping the data as a whole: sizes, backups, checks, deletion, search. */
export function dataHandlers(
  ports: BackendPorts,
  { catalogue, generations, runs, current, stored, checks, retention, restart }: DataParts,
): Handlers<
  | 'data:report'
  | 'data:backup'
  | 'data:check-integrity'
  | 'data:delete-all'
  | 'data:restore'
  | 'data:start-anew'
  | 'data:search'
  | 'data:set-retention'
> {
  const { store, clock, log } = ports;
  return {
    async 'data:report'() {
      const newestBackup = await store.newestBackup();
      const lastCheck = await checks.last();
      return {
        ...(await store.report()),
        ...(newestBackup ? { newestBackup } : {}),
        ...(lastCheck ? { lastCheck } : {}),
        retentionDays: await retention.days(),
      };
    },

    async 'data:backup'({ path, overwrite }, { commit }) {
      const target = absolutePath(path);
      const options = { overwrite: overwrite ?? false };
      const { bytes } = await writeTarget(ports, target, options, (unfinished) => store.backup(unfinished));
      await store.rememberBackup(target).catch((error: unknown) => {
        log.warn('The newest backup could not be noted beside the database.', { error });
      });
      const answer = { path: target, at: clock.now(), bytes };
      await commit({ writes: [], answer });
      return answer;
    },

    async 'data:check-integrity'(_params, { commit }) {
      const check = await checks.run();
      await commit({ writes: [], answer: check });
      return check;
    },

    async 'data:delete-all'(_params, { commit }) {
      await Promise.all([generations.close(), runs.haltAll()]);
      try {
        await store.deleteAll();
      } finally {
        // Also when only the space could not be given back: what is remembered here is what is stored.
        await stored.load();
        catalogue.forgetListed();
        await current.ensure();
      }
      // Old events name what is gone, and clients that missed this one find no others.
      await commit({
        writes: [store.events.trim(0)],
        events: [{ type: 'data:replaced', data: {} }],
        answer: {},
      });
      log.warn('All data was deleted on request.');
      return {};
    },

    async 'data:restore'({ path }, { commit }) {
      const backup = absolutePath(path);
      await refuseLiveDatabase(backup, store.path);
      const answer = { path: backup, keptAs: await store.prepareRestore(backup) };
      await commit({ writes: [], answer });
      log.warn('A backup is restored: the back end begins anew.', answer);
      clock.after(answerMs, restart);
      return answer;
    },

    async 'data:start-anew'(_params, { commit }) {
      await commit({ writes: [], answer: {} });
      store.prepareNewStart();
      log.warn('The data is begun anew on request.');
      clock.after(answerMs, restart);
      return {};
    },

    async 'data:search'({ text, limit, projectId }) {
      if (projectId !== undefined && !(await store.projects.get(projectId))) {
        throw new AbaiError('not-found', 'There is no project with this id.');
      }
      return store.search(text, limit ?? usualHits, projectId);
    },

    async 'data:set-retention'({ days }, { commit }) {
      // Every window hands its setting on when it opens.
      if (days === (await retention.days())) return { days };
      await commit({
        writes: [retention.setDays(days)],
        events: [{ type: 'settings:changed', data: { keys: ['retentionDays'] } }],
        answer: { days },
      });
      return { days };
    },
  };
}
