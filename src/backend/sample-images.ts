import { type ImageSize, imageSize } from '../core/image-size.ts';
import { parseTemplate } from '../core/template-parts.ts';
import { toAbaiError } from '../protocol/errors.ts';
import type { RunPrompt } from '../protocol/runs.ts';
import { type ImageRealm, isWebAddress, openImage } from './image-files.ts';

/** Images of one prompt that are looked at, evenly over the sampled rows. */
const looked = 24;
/** Bytes of a file's beginning: pictures of cameras have previews before their size. */
const beginning = 512 * 1024;
/** What is taken for an image that is not on this machine, or that cannot be read. */
const usualSize: ImageSize = { width: 1024, height: 1024 };

export interface SampledImages {
  /** Images of one call. */
  each: number;
  /** At least one when there are images. */
  sizes: readonly ImageSize[];
  /** Whether a size had to be taken for one that nobody looked at. */
  guessed: boolean;
  /** Servers that some of them would be fetched from. */
  hosts: readonly string[];
  /** Why the first of them that cannot be read cannot be. */
  problem: string | undefined;
}

/** How large the images of a prompt are, from some of them. Nothing is fetched: an estimate calls nobody. */
export async function sampledImages(
  { images = [] }: RunPrompt,
  headers: readonly string[],
  rows: readonly (readonly string[])[],
  realm: ImageRealm,
): Promise<SampledImages> {
  const sizes: ImageSize[] = [];
  const hosts = new Set<string>();
  let guessed = false;
  let problem: string | undefined;
  const step = Math.max(1, Math.ceil((rows.length * images.length) / looked));
  const sources = rows.flatMap((values) => images.map((template) => filled(template, headers, values)));
  for (const source of sources.filter((_source, at) => at % step === 0)) {
    const found = await lookedAt(source, realm);
    if (found.host !== undefined) hosts.add(found.host);
    problem ??= found.problem;
    guessed ||= found.size === undefined;
    sizes.push(found.size ?? usualSize);
  }
  return { each: images.length, sizes, guessed, hosts: [...hosts], problem };
}

function filled(template: string, headers: readonly string[], values: readonly string[]): string {
  const { parts } = parseTemplate(template);
  return parts
    .map((part) => ('text' in part ? part.text : (values[headers.indexOf(part.name)] ?? '')))
    .join('');
}

interface LookedAt {
  size?: ImageSize | undefined;
  host?: string;
  problem?: string;
}

async function lookedAt(given: string, realm: ImageRealm): Promise<LookedAt> {
  const source = given.trim();
  if (isWebAddress(source)) return URL.canParse(source) ? { host: new URL(source).host } : {};
  // A row that names none has none.
  if (source === '') return {};
  try {
    const file = await openImage(source, realm);
    try {
      const bytes = Buffer.alloc(beginning);
      const { bytesRead } = await file.read(bytes, 0, beginning, 0);
      return { size: imageSize(bytes.subarray(0, bytesRead)) };
    } finally {
      await file.close();
    }
  } catch (thrown) {
    return { problem: toAbaiError(thrown).message };
  }
}
