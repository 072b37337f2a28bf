import { randomUUID } from 'node:crypto';
import type { Backend } from '../core/ports/backend.ts';
import { configFolder, listDataFolders } from '../gateway/data-folders.ts';
import { type Link, openLink } from '../gateway/link.ts';
import { protocolVersion } from '../protocol/connection.ts';
import { providerEntries } from '../providers/registry.ts';
import { type DataRepair, dataRepair } from '../runtime/data-repair.ts';
import { environmentBatchPace, environmentEndpoints, environmentVault } from '../runtime/environment.ts';
import { hasUnprotectedKeys, keyFileVault, vaultWithFallback } from '../runtime/key-file-vault.ts';
import { openBackend } from '../runtime/open-backend.ts';
import { productRoot } from '../runtime/product-root.ts';
import { migrations } from '../store/migrations/all.ts';
import type { Connection } from './command.ts';
import { chooseDataFolder } from './data-folder.ts';
import { diagnosticLog } from './diagnostic-log.ts';
import { collectEagerlyWhenLarge } from './eager-collection.ts';
import { othersAnswersOver, othersCallsOver } from './others-answers.ts';
import { tellOwnerTrouble } from './owner-trouble.ts';
import { safeLine } from './safe-text.ts';

export interface ConnectOptions {
  /** From --data-dir. */
  dataDir: string | undefined;
  environment: NodeJS.ProcessEnv;
  productVersion: string;
  /** Standard error. */
  note: (text: string) => void;
  /** Nothing is waited for any more. */
  stop: AbortSignal;
  /** Ends the process: whoever has what it waits for is gone for good. */
  giveUp: () => void;
}

/** Joins the data folder, as the owner of its back end when nobody is. Keys come from the environment, else from the key file. */
export async function openConnection(options: ConnectOptions): Promise<Connection> {
  const { environment, productVersion, note } = options;
  const log = diagnosticLog(note, environment);
  const dataDir = await dataFolder(options.dataDir, environment);
  if (environment.ABAI_PASSPHRASE && hasUnprotectedKeys(configFolder(environment))) {
    note(
      'abai: ABAI_PASSPHRASE is set, and your saved keys are older than it: it does not protect them. Save one of them again ("abai keys set PROVIDER < FILE"), and it protects them all.\n',
    );
  }
  const clientId = randomUUID();
  const endpoints = environmentEndpoints(providerEntries, environment);
  let backend: Backend | undefined;
  const link = await openLink({
    dataDir,
    kind: 'cli',
    clientId,
    vault: vaultWithFallback(
      environmentVault(providerEntries, environment),
      keyFileVault({ folder: configFolder(environment), passphrase: environment.ABAI_PASSPHRASE }),
    ),
    endpoints: () => endpoints,
    openBackend: async (owner) => {
      backend = await openBackend({
        owner,
        productRoot: productRoot(import.meta.url),
        dataDir,
        productVersion,
        log,
        batchPace: environmentBatchPace(environment),
      });
      return backend;
    },
    schemaVersion: migrations.at(-1)?.version ?? 0,
    productVersion,
    log,
  });
  const quietAgain = tellOwnerTrouble(link, note, options.giveUp);
  const collectAsUsual = collectEagerlyWhenLarge();
  log.speak();
  // If this cannot be asked, nothing can, and what the command asks next says why.
  if (link.role === 'owner') await tellNotices(link, clientId, note).catch(() => {});
  return {
    client: link,
    onReconnected(listener) {
      const stops = [link.onRole(listener), link.onReset(listener)];
      return () => {
        for (const stop of stops) stop();
      };
    },
    owner: {
      trouble: () => link.ownerSilent?.message,
      takeOver: () => link.takeOver(),
    },
    keyVariable: (provider) => providerEntries.find(({ id }) => id === provider)?.environment?.key,
    close: async () => {
      try {
        if (link.role === 'owner') {
          await othersAnswersOver(link, options.stop, note);
          if (backend) await othersCallsOver(backend, options.stop, note);
        }
      } finally {
        quietAgain();
        await link.close();
        collectAsUsual();
      }
    },
  };
}

/** What can be done for a data folder that cannot be opened. */
export async function openRepair(
  named: string | undefined,
  environment: NodeJS.ProcessEnv,
): Promise<DataRepair> {
  return dataRepair(await dataFolder(named, environment), productRoot(import.meta.url), Date.now);
}

function dataFolder(named: string | undefined, environment: NodeJS.ProcessEnv): Promise<string> {
  return chooseDataFolder({
    named,
    environment,
    registered: async () => listDataFolders(environment).map(({ path }) => path),
    platform: process.platform,
  });
}

/** What happened to the data while this process opened it; another owner has told its own people. */
async function tellNotices(link: Link, clientId: string, note: (text: string) => void): Promise<void> {
  const { notices } = await link.request('connection:hello', { protocolVersion, clientId, kind: 'cli' });
  for (const notice of notices) note(`abai: ${safeLine(notice)}\n`);
}
