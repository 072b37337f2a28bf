import { open } from 'node:fs/promises';
import { type ImageSize, imageSize } from '../core/image-size.ts';
import { parseTemplate } from '../core/template-parts.ts';
import type { RunPrompt } from '../protocol/runs.ts';
import { imagePath } from './cell-images.ts';

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
}

/** How large the images of a prompt are, from some of them. Nothing is fetched: an estimate calls nobody. */
export async function sampledImages(
  { images = [] }: RunPrompt,
  headers: readonly string[],
  rows: readonly (readonly string[])[],
  tableFile: string | undefined,
): Promise<SampledImages> {
  const sizes: ImageSize[] = [];
  let guessed = false;
  const step = Math.max(1, Math.ceil((rows.length * images.length) / looked));
  const sources = rows.flatMap((values) => images.map((template) => filled(template, headers, values)));
  for (const source of sources.filter((_source, at) => at % step === 0)) {
    const size = await sizeOf(source, tableFile);
    guessed ||= size === undefined;
    sizes.push(size ?? usualSize);
  }
  return { each: images.length, sizes, guessed };
}

function filled(template: string, headers: readonly string[], values: readonly string[]): string {
  const { parts } = parseTemplate(template);
  return parts
    .map((part) => ('text' in part ? part.text : (values[headers.indexOf(part.name)] ?? '')))
    .join('');
}

async function sizeOf(source: string, tableFile: string | undefined): Promise<ImageSize | undefined> {
  if (/^https?:\/\//iu.test(source)) return undefined;
  try {
    const file = await open(imagePath(source, tableFile));
    try {
      const bytes = Buffer.alloc(beginning);
      const { bytesRead } = await file.read(bytes, 0, beginning, 0);
      return imageSize(bytes.subarray(0, bytesRead));
    } finally {
      await file.close();
    }
  } catch {
    // The run says what is wrong with it.
    return undefined;
  }
}
