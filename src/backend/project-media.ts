import * as z from 'zod';
import type { Media } from '../core/ports/media.ts';
import type { ProjectRow } from '../core/ports/store.ts';
import { Attachment } from '../protocol/attachments.ts';
import { AbaiError } from '../protocol/errors.ts';

/** Contents stand in a project's file as rows of a table that the database does not have: there they are files. */
const table = 'media';

const Content = z.object({ hash: z.string().regex(/^[0-9a-f]{64}$/u), data: z.base64() });
const Named = z.array(Attachment);

export function isContent(row: ProjectRow): boolean {
  return row.table === table;
}

/** The rows, each content once and before the first row that names it. What is gone is left out. */
export async function* withContents(
  media: Media,
  rows: AsyncIterable<ProjectRow>,
): AsyncGenerator<ProjectRow> {
  const written = new Set<string>();
  for await (const row of rows) {
    const named = row.table === 'messages' ? Named.safeParse(row.row.attachments).data : undefined;
    for (const { hash } of named ?? []) {
      if (written.has(hash)) continue;
      written.add(hash);
      const content = await media.read(hash);
      if (content) yield { table, row: { hash, data: Buffer.from(content).toString('base64') } };
    }
    yield row;
  }
}

/** A check of the rows of a file that lets contents pass. Throws what `check` throws, and AbaiError `invalid`. */
export function withContentCheck(check: (value: unknown) => ProjectRow): (value: unknown) => ProjectRow {
  let begun = false;
  return (value) => {
    if ((value as Partial<ProjectRow> | null)?.table !== table) {
      const row = check(value);
      begun = true;
      return row;
    }
    if (!begun) throw new AbaiError('invalid', 'the project has to come before all else');
    const content = Content.safeParse((value as ProjectRow).row);
    if (!content.success) throw new AbaiError('invalid', 'this is no content of an attachment');
    return { table, row: content.data };
  };
}

/** Keeps a content that was checked. Throws AbaiError `invalid` when it is another one than its hash says. */
export async function keepContent(media: Media, { row }: ProjectRow): Promise<void> {
  const hash = await media.keep(Buffer.from(String(row.data), 'base64'));
  if (hash !== row.hash) {
    throw new AbaiError(
      'invalid',
      'The content of an attachment in this file was changed. Nothing was imported.',
    );
  }
}
