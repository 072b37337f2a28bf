import * as z from 'zod';
import { AbaiError } from '../protocol/errors.ts';
import { ProfileContent } from '../protocol/profiles.ts';
import { JsonPlaces, JsonProblem, lineAt } from './json-places.ts';

/** What such a file holds; `data/profiles.schema.json` is made of it. */
export const ProfileFile = z.strictObject({
  $schema: z.string().optional(),
  version: z.literal(1).optional(),
  profiles: z.array(ProfileContent).max(1000),
});

/** Profiles as the text of a file. */
export function profileFile(profiles: readonly ProfileContent[]): string {
  return `${JSON.stringify({ version: 1, profiles }, null, 2)}\n`;
}

function refused(line: number, what: string): AbaiError {
  return new AbaiError('invalid', `Line ${line}: ${what.replace(/\.$/, '')}.`, { details: { line } });
}

/** The names of the unions' branches say nothing to people: of several, the one that got furthest counts. */
function deepest(issue: z.core.$ZodIssue): z.core.$ZodIssue {
  if (issue.code !== 'invalid_union') return issue;
  const inner = issue.errors
    .flat()
    .map((each) => deepest({ ...each, path: [...issue.path, ...each.path] } as z.core.$ZodIssue));
  const [first] = inner.sort((a, b) => b.path.length - a.path.length);
  return first && first.path.length > issue.path.length ? first : { ...issue, message: 'Invalid input' };
}

/** Throws AbaiError `invalid` with the line (`details.line`, from 1) that is wrong first. */
export function readProfileFile(text: string): ProfileContent[] {
  const source = text.replace(/^\uFEFF/, '');
  let places: JsonPlaces;
  try {
    places = new JsonPlaces(source);
  } catch (thrown) {
    if (thrown instanceof JsonProblem) throw refused(lineAt(source, thrown.offset), thrown.message);
    throw thrown;
  }
  const parsed = ProfileFile.safeParse(places.value);
  if (!parsed.success) {
    const issues = parsed.error.issues.map((each) => {
      const issue = deepest(each);
      const unknown = issue.code === 'unrecognized_keys' ? [issue.keys[0] ?? ''] : [];
      const offset = places.offsetOf([...issue.path, ...unknown]);
      const where = issue.path.length > 0 ? `${issue.path.map(String).join('.')}: ` : '';
      return { offset, sentence: `${where}${issue.message}` };
    });
    const [first] = issues.sort((a, b) => a.offset - b.offset);
    throw refused(lineAt(source, first?.offset ?? 0), first?.sentence ?? 'This is no file of profiles');
  }
  const { profiles } = parsed.data;
  const seen = new Set<string>();
  for (const [index, { name }] of profiles.entries()) {
    if (seen.has(name.toLowerCase())) {
      const offset = places.offsetOf(['profiles', index, 'name']);
      throw refused(lineAt(source, offset), `There are two profiles with the name “${name}”`);
    }
    seen.add(name.toLowerCase());
  }
  return profiles;
}
