import { randomUUID } from 'node:crypto';
import { openLink } from '../gateway/link.ts';
import { providerEntries } from '../providers/registry.ts';
import { environmentEndpoints, environmentVault } from '../runtime/environment.ts';
import { openBackend } from '../runtime/open-backend.ts';
import { productRoot } from '../runtime/product-root.ts';
import type { Connection } from './command.ts';
import { chooseDataFolder } from './data-folder.ts';
import { diagnosticLog } from './diagnostic-log.ts';

export interface ConnectOptions {
  dataDir: string | undefined;
  environment: Readonly<Record<string, string | undefined>>;
  productVersion: string;
  note: (text: string) => void;
}

/** Joins the data folder, as the owner of its back end when nobody is. Keys come from the environment alone. */
export async function openConnection(options: ConnectOptions): Promise<Connection> {
  const { environment, productVersion } = options;
  const log = diagnosticLog(options.note, environment);
  const dataDir = await chooseDataFolder({
    named: options.dataDir,
    environment,
    registered: async () => [],
    platform: process.platform,
  });
  const link = await openLink({
    dataDir,
    kind: 'cli',
    clientId: randomUUID(),
    vault: environmentVault(providerEntries, environment),
    endpoints: () => environmentEndpoints(providerEntries, environment),
    openBackend: () =>
      openBackend({ productRoot: productRoot(import.meta.url), dataDir, productVersion, log }),
    schemaVersion: 1,
    productVersion,
    log,
  });
  return {
    client: link,
    onReconnected(listener) {
      const stops = [link.onRole(listener), link.onReset(listener)];
      return () => {
        for (const stop of stops) stop();
      };
    },
    close: () => link.close(),
  };
}
