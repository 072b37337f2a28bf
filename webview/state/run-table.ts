import type { Dataset } from '../../src/protocol/datasets.ts';
import type { PageClient } from '../connection/page-client.ts';

/** A table of any project; undefined where there is none, or it cannot be had: pages do without it. */
export async function tableOf(
  client: Pick<PageClient, 'request'>,
  datasetId: string | null | undefined,
): Promise<Dataset | undefined> {
  if (datasetId === null || datasetId === undefined) return undefined;
  return client.request('dataset:get', { datasetId }).catch(() => undefined);
}
