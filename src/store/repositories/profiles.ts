import type { Kysely, Selectable } from 'kysely';
import type { Profiles } from '../../core/ports/profile-store.ts';
import type { Profile } from '../../protocol/profiles.ts';
import type { ProfilesTable, Schema } from '../schema.ts';
import { field, plain, write } from './write.ts';

/** What the column `options` holds. */
type Options = Pick<Profile, 'models' | 'system' | 'parameters' | 'schema'>;

function toProfile(row: Selectable<ProfilesTable>): Profile {
  return {
    id: row.id,
    name: row.name,
    ...(row.description === '' ? {} : { description: row.description }),
    ...(field('options', row.options).options as Options | undefined),
    ...plain('promptTemplate', row.prompt_template),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

/** Profiles belong to the person, not to a project. */
export function profilesRepository(db: Kysely<Schema>): Profiles {
  return {
    put({ id, name, description, promptTemplate, createdAt, updatedAt, ...profile }) {
      const { models, system, parameters, schema } = profile;
      const options: Options = { models, system, parameters, schema };
      const columns = {
        name,
        description: description ?? '',
        options: JSON.stringify(options),
        prompt_template: promptTemplate ?? null,
        updated_at: updatedAt,
      };
      return write(
        db
          .insertInto('profiles')
          .values({ id, project_id: null, created_at: createdAt, ...columns })
          .onConflict((conflict) => conflict.column('id').doUpdateSet(columns)),
      );
    },
    remove: (id) => write(db.deleteFrom('profiles').where('id', '=', id), 1),
    async get(id) {
      const row = await db.selectFrom('profiles').selectAll().where('id', '=', id).executeTakeFirst();
      return row && toProfile(row);
    },
    async list() {
      return (await db.selectFrom('profiles').selectAll().execute()).map(toProfile);
    },
  };
}
