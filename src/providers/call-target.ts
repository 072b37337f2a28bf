import { redact } from './redaction.ts';

/** Whom a call goes to: what sentences about its failure need, and the key that they must not hold. */
export interface CallTarget {
  /** Provider for people, for example "OpenAI". */
  provider: string;
  baseUrl: string;
  /** The model's id, where the call names one. */
  model?: string;
  key?: string;
  /** What to do when nothing answers there, for example "Start it with `ollama serve`." */
  startHint?: string;
}

/** Host and port for people; never user info, path or query, which may hold secrets. */
export function hostOf(baseUrl: string): string {
  return URL.canParse(baseUrl) ? new URL(baseUrl).host : 'the base URL';
}

const LONGEST_WORDS = 300;

/** A vendor's own words in one line, shortened and without the key; it ends like a sentence. */
export function vendorWords(text: string, key: string | undefined): string {
  let words = redact(text, key).replace(/\s+/g, ' ').trim();
  if (words.length > LONGEST_WORDS) words = `${words.slice(0, LONGEST_WORDS - 1).trimEnd()}…`;
  return /[.!?…]$/.test(words) ? words : `${words}.`;
}
