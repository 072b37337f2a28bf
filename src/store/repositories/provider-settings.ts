import type { Kysely, Selectable } from 'kysely';
import type { ProviderSettingsTable, StoredProviderSettings } from '../../core/ports/store.ts';
import type { ConnectionTest } from '../../protocol/settings.ts';
import type { ProviderSettingsColumns, Schema } from '../schema.ts';
import { field, json, plain, write } from './write.ts';

function toSettings(row: Selectable<ProviderSettingsColumns>): StoredProviderSettings {
  return {
    ...plain('endpointUrl', row.endpoint_url),
    ...plain('defaultModel', row.default_model),
    ...field('headers', row.headers),
    ...field('models', row.models),
    ...plain('concurrency', row.concurrency),
    ...plain('requestsPerMinute', row.requests_per_minute),
    ...(row.allow_http ? { allowHttp: true } : {}),
    ...(row.last_tested === null
      ? {}
      : {
          lastTest: {
            status: row.status as ConnectionTest['status'],
            message: row.test_message ?? '',
            testedAt: row.last_tested,
          },
        }),
  };
}

export function providerSettingsRepository(db: Kysely<Schema>): ProviderSettingsTable {
  return {
    put(name, settings) {
      const columns = {
        endpoint_url: settings.endpointUrl ?? null,
        default_model: settings.defaultModel ?? null,
        headers: json(settings.headers),
        models: json(settings.models),
        concurrency: settings.concurrency ?? null,
        requests_per_minute: settings.requestsPerMinute ?? null,
        allow_http: settings.allowHttp ? 1 : 0,
        last_tested: settings.lastTest?.testedAt ?? null,
        status: settings.lastTest?.status ?? 'unknown',
        test_message: settings.lastTest?.message ?? null,
      };
      return write(
        db
          .insertInto('provider_settings')
          .values({ name, ...columns })
          .onConflict((conflict) => conflict.column('name').doUpdateSet(columns)),
      );
    },
    remove: (name) => write(db.deleteFrom('provider_settings').where('name', '=', name)),
    async all() {
      const rows = await db.selectFrom('provider_settings').selectAll().execute();
      return Object.fromEntries(rows.map((row) => [row.name, toSettings(row)]));
    },
  };
}
