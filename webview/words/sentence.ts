import { sentenceTranslator } from '../../src/core/sentences.ts';
import { textsOfPage } from './translate.ts';

let translate: ((sentence: string) => string) | undefined;

/**
 * A sentence of the back end, which speaks English, in the page's language; one that is not known stays as it is. The
 * German ones are in data/l10n/sentences.de.json, which the host writes into a German page.
 */
export function said(sentence: string): string {
  translate ??= sentenceTranslator(textsOfPage('abai-sentences'));
  return translate(sentence);
}
