import { readFileSync } from 'node:fs';
import path from 'node:path';
import { sentenceTranslator } from '../core/sentences.ts';
import { productRoot } from '../runtime/product-root.ts';
import { otherLanguage } from './language.ts';

/** Made with the first sentence that is shown, so that nothing is read where all goes well. */
let translate: ((sentence: string) => string) | undefined;

function translator(): (sentence: string) => string {
  const language = otherLanguage();
  if (language === undefined) return (sentence) => sentence;
  try {
    const file = path.join(productRoot(import.meta.url), `data/l10n/sentences.${language}.json`);
    return sentenceTranslator(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    // An English sentence says more than that a file is missing.
    return (sentence) => sentence;
  }
}

/**
 * A sentence of the back end, which speaks English, in VS Code's language; one that is not known stays as it is. For
 * what a person reads only: logs and the back end keep the English one.
 */
export function said(sentence: string): string {
  translate ??= translator();
  return translate(sentence);
}
