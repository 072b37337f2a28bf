import type { Backend } from '../core/ports/backend.ts';
import { protocolVersion } from '../protocol/connection.ts';
import { activityHandlers } from './activity.ts';
import { activityExportHandlers } from './activity-export.ts';
import { activityTaskHandlers } from './activity-tasks.ts';
import { attachmentHandlers } from './attachments.ts';
import { BatchCalls } from './batch-calls.ts';
import { batchJobResumes } from './batch-jobs.ts';
import { branchHandlers } from './branches.ts';
import { BudgetWatch, budgetHandlers } from './budget.ts';
import { Catalogue } from './catalogue.ts';
import { chatHandlers, chatResumes } from './chat.ts';
import { comparisonHandlers, comparisonResumes } from './comparisons.ts';
import { conversationHandlers } from './conversations.ts';
import { DailyBackups } from './daily-backups.ts';
import { dataHandlers } from './data.ts';
import { datasetHandlers } from './datasets.ts';
import { DeletedComparisons } from './deleted-comparisons.ts';
import { DeletedRuns } from './deleted-runs.ts';
import { createDispatch } from './dispatch.ts';
import { Generations } from './generations.ts';
import type { Handlers } from './handlers.ts';
import { IntegrityChecks } from './integrity-checks.ts';
import { KeyHolders } from './key-holders.ts';
import { Lanes } from './lanes.ts';
import { localModelHandlers } from './local-models.ts';
import { ModelCalls } from './model-calls.ts';
import { loadListedModels, modelHandlers } from './models.ts';
import { nativeResumes } from './native-handlers.ts';
import { NativeRuns } from './native-runs.ts';
import type { BackendPorts } from './ports.ts';
import { profileHandlers } from './profiles.ts';
import { exportHandlers } from './project-export.ts';
import { importHandlers, removeUnfinishedImports } from './project-import.ts';
import { CurrentProject, projectHandlers, projectResumes } from './projects.ts';
import { promptHandlers } from './prompts.ts';
import { Publisher } from './publisher.ts';
import { Pulls } from './pulls.ts';
import { recover } from './recovery.ts';
import { Retention } from './retention.ts';
import { runResumes } from './run-actions.ts';
import { runEstimateHandlers } from './run-estimate.ts';
import { runExportHandlers } from './run-export.ts';
import { runHandlers } from './run-handlers.ts';
import { runViewHandlers } from './run-views.ts';
import { Runs } from './runs.ts';
import { settingsHandlers, settingsResumes } from './settings.ts';
import { StoredProviders } from './stored-providers.ts';
import { syncHandlers } from './sync.ts';
import { overWithin } from './timed-wait.ts';
import { toolHandlers, toolResumes } from './tool-approval.ts';
import { ToolRounds } from './tool-rounds.ts';
import { UnfinishedTables } from './unfinished-tables.ts';
import { voteHandlers, voteResumes } from './votes.ts';
import { sweepUnfinished } from './write-target.ts';

/** Milliseconds that everything which is under way has to end when the back end closes. */
const longestCloseMs = 15_000;

/** Opens the back end on a store: recovers what a crash left, then answers requests until closed. */
export async function createBackend(ports: BackendPorts): Promise<Backend> {
  const { store, log } = ports;
  const publisher = new Publisher((error) => log.error('An event listener failed.', { error }));
  const stored = new StoredProviders(ports);
  const catalogue = new Catalogue(ports, stored);
  const lanes = new Lanes(ports);
  const keys = new KeyHolders(ports.clock);
  const calls = new ModelCalls(ports, catalogue, lanes, keys);
  const generations: Generations = new Generations({ ports, calls, publisher, tools: () => rounds });
  const rounds = new ToolRounds(ports, publisher, generations);
  const batchCalls = new BatchCalls(catalogue, keys);
  const runs = new Runs(ports, catalogue, calls, publisher, new NativeRuns(ports, batchCalls, publisher));
  const current = new CurrentProject(ports);
  const deleted = new DeletedComparisons(ports);
  const deletedRuns = new DeletedRuns(ports);
  const checks = new IntegrityChecks(ports, publisher);
  const backups = new DailyBackups(ports, checks);
  const pulls = new Pulls();
  const unfinished = new UnfinishedTables(ports);
  const retention = new Retention(ports, publisher);
  const budgets = new BudgetWatch(ports, publisher);
  const restarts = new Set<() => void>();
  const restart = () => {
    for (const listener of [...restarts]) listener();
  };

  // Opened anew: by the process that has them now, or by this one with whatever is there.
  store.onLost(restart);

  runs.recovered(await recover(ports));
  await deleted.purgeAll();
  deletedRuns.purgeAll();
  await removeUnfinishedImports(ports);
  await sweepUnfinished(ports);
  await unfinished.begin();
  await current.ensure();
  await stored.load();
  await loadListedModels(ports, catalogue);
  const settings = settingsHandlers(ports, catalogue, stored);

  const handlers: Handlers = {
    'connection:hello': async (hello, { caller }) => {
      runs.greeted(caller, hello);
      return {
        protocolVersion,
        schemaVersion: store.schemaVersion,
        productVersion: ports.productVersion,
        seq: await store.events.last(),
        notices: [...ports.notices],
        ...(store.keptAt === undefined ? {} : { keptAt: store.keptAt }),
      };
    },
    'connection:ping': async () => ({ ok: true }),
    ...modelHandlers(ports, catalogue, stored),
    ...localModelHandlers(ports, catalogue, pulls),
    ...settings,
    ...projectHandlers(ports, current),
    ...budgetHandlers(ports, current),
    ...profileHandlers(ports),
    ...promptHandlers(ports),
    ...conversationHandlers(ports, current, generations),
    ...chatHandlers(ports, catalogue, generations),
    ...toolHandlers(ports, catalogue, generations, rounds),
    ...attachmentHandlers(ports),
    ...branchHandlers(ports, catalogue, generations),
    ...comparisonHandlers(ports, catalogue, generations, current, deleted),
    ...dataHandlers(ports, { catalogue, generations, runs, current, stored, checks, retention, restart }),
    ...exportHandlers(ports, current),
    ...importHandlers(ports),
    ...datasetHandlers(ports, current),
    ...runHandlers(ports, catalogue, current, runs, deletedRuns, batchCalls),
    ...runViewHandlers(ports, runs),
    ...runExportHandlers(ports),
    ...runEstimateHandlers(ports, catalogue),
    ...syncHandlers(ports, generations),
    ...voteHandlers(ports, current),
    ...activityHandlers(ports, generations, runs),
    ...activityTaskHandlers(ports),
    ...activityExportHandlers(ports),
  };
  const resumes = {
    ...chatResumes(ports, generations),
    ...toolResumes(ports),
    ...comparisonResumes(ports, generations),
    ...settingsResumes(settings),
    ...runResumes(ports),
    ...batchJobResumes(ports),
    ...nativeResumes(ports),
    ...voteResumes(ports),
    ...projectResumes(current),
  };

  const dispatch = createDispatch(ports, publisher, handlers, resumes);
  retention.begin();
  await checks.begin();
  backups.begin();
  let closing: Promise<void> | undefined;
  return {
    async handle(method, params, caller, signal) {
      keys.saw(caller);
      if (method !== 'connection:hello') await runs.saw(caller);
      return dispatch(method, params, caller, signal);
    },
    left(caller) {
      keys.left(caller);
      runs.left(caller);
    },
    rest: (ms, signal) => runs.restAll(ms, signal),
    onEvent: (listener) => publisher.onEvent(listener),
    onDelta: (listener) => publisher.onDelta(listener),
    onRestart(listener) {
      restarts.add(listener);
      return () => restarts.delete(listener);
    },
    close({ graceMs = 0 } = {}) {
      closing ??= (async () => {
        deleted.close();
        pulls.close();
        ports.trials.hurry();
        const quiet = async () => {
          await Promise.all([retention.close(), checks.close(), backups.close()]);
          await Promise.all([
            generations.close(),
            runs.close(graceMs),
            deletedRuns.close(),
            unfinished.close(),
          ]);
          await budgets.close();
        };
        if (!(await overWithin(quiet(), graceMs + longestCloseMs, ports.clock)))
          log.warn('What was under way did not end in time: the database is closed all the same.');
        lanes.close();
        await ports.trials.close();
        await store.close();
      })();
      return closing;
    },
  };
}
