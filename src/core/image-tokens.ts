import type { Band } from '../protocol/run-estimate.ts';
import type { ImageSize } from './image-size.ts';

/** What an image counts at a model of which nothing is published. */
const anyBand: Band = { low: 250, likely: 800, high: 1600 };

/**
 * The tokens that one image counts as, by what the model's vendor publishes. Vendors make images smaller first, each in
 * its own way, and not every model is named in their rules: the band holds what the rules of its kin give.
 */
export function imageTokens(provider: string, model: string, size: ImageSize): Band {
  switch (provider) {
    case 'anthropic':
      return anthropicTokens(size);
    case 'openai':
      return openAiTokens(model, size);
    case 'gemini':
      return geminiTokens(model, size);
    case 'grok':
      return exactly(grokTokens(size));
    case 'demo':
      return exactly(0);
    default:
      return anyBand;
  }
}

const exactly = (tokens: number): Band => ({ low: tokens, likely: tokens, high: tokens });

function shrunkTo({ width, height }: ImageSize, longest: number): ImageSize {
  const scale = Math.min(1, longest / Math.max(width, height));
  return { width: width * scale, height: height * scale };
}

const squares = ({ width, height }: ImageSize, side: number): number =>
  Math.ceil(width / side) * Math.ceil(height / side);

/** A token for each 28 × 28 pixels; newer models see longer edges and more tokens of an image. */
function anthropicTokens(size: ImageSize): Band {
  const older = Math.min(1568, squares(shrunkTo(size, 1568), 28));
  const newer = Math.min(4784, squares(shrunkTo(size, 2576), 28));
  return { low: Math.min(older, newer), likely: Math.max(older, newer), high: Math.max(older, newer) };
}

/** Tiles of 512 pixels and a base, or, for newer and smaller models, patches of 32 pixels times a factor. */
function openAiTokens(model: string, size: ImageSize): Band {
  if (/^gpt-4o-mini/u.test(model)) return exactly(tiled(size, 2833, 5667));
  if (/^(gpt-4o|gpt-4\.5|o1)/u.test(model)) return exactly(tiled(size, 85, 170));
  if (/^o3(?!-mini)/u.test(model)) return exactly(tiled(size, 75, 150));
  if (/^gpt-5(-\d{4}|-chat|-pro)?(?![.\w-])/u.test(model)) return exactly(tiled(size, 70, 140));
  if (/^(gpt-4\.1|gpt-5)-mini/u.test(model)) return exactly(patched(size, 1.62));
  if (/^(gpt-4\.1|gpt-5)-nano/u.test(model)) return exactly(patched(size, 2.46));
  if (/^o4-mini/u.test(model)) return exactly(patched(size, 1.72));
  if (/^gpt-4\.1/u.test(model)) return exactly(patched(size, 1));
  const known = [tiled(size, 70, 140), patched(size, 1), patched(size, 1.2), patched(size, 1.62)];
  return { low: Math.min(...known), likely: patched(size, 1.2), high: Math.max(...known) };
}

function tiled(size: ImageSize, base: number, each: number): number {
  const inSquare = shrunkTo(size, 2048);
  const scale = Math.min(1, 768 / Math.min(inSquare.width, inSquare.height));
  // Halves of a pixel are not there: without this 2048 × 4096 has a row of tiles too many.
  const shrunk = { width: Math.round(inSquare.width * scale), height: Math.round(inSquare.height * scale) };
  return base + each * squares(shrunk, 512);
}

function patched(size: ImageSize, factor: number): number {
  return Math.round(Math.min(1536, squares(size, 32)) * factor);
}

/** From Gemini 3 on a fixed number by resolution; before, tiles of 768 pixels, and one for a small image. */
function geminiTokens(model: string, { width, height }: ImageSize): Band {
  if (!/^gemini-[12]\b/u.test(model)) return { low: 560, likely: 1120, high: 1120 };
  if (width <= 384 && height <= 384) return exactly(258);
  const side = Math.min(768, Math.max(256, Math.floor(Math.min(width, height) / 1.5)));
  return {
    low: 258,
    likely: 258 * squares({ width, height }, side),
    high: 258 * squares({ width, height }, side),
  };
}

/** Tiles of 448 pixels, six at most, and one for the whole. */
function grokTokens(size: ImageSize): number {
  return 256 * (Math.min(6, squares(size, 448)) + 1);
}
