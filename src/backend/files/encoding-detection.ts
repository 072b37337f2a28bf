import { AbaiError } from '../../protocol/errors.ts';
import { ByteFindings, type ByteSurvey, type Findings, surveyOf } from './byte-survey.ts';
import { MalformedText, textDecoding } from './text-decoding.ts';

/** Reads the bytes of one file from the beginning, each time it is called. */
export type ByteSource = () => AsyncIterable<Buffer>;

export interface DetectedEncoding {
  encoding: string;
  /** Judged by what the letters would be: a person should look whether that is right. */
  guessed: boolean;
}

/**
 * Tells the encoding of text by all of its bytes. What it answers decodes the whole text without a loss, unless a byte
 * order mark says otherwise than what follows it. Throws AbaiError `invalid` with what to do; `name` is the file's.
 */
export async function detectEncoding(source: ByteSource, name: string): Promise<DetectedEncoding> {
  const survey = await surveyOf(source());
  const marked = markOf(survey.head);
  if (marked !== undefined && marked !== 'utf-8') return { encoding: marked, guessed: false };
  if (survey.utf8 && !survey.zeros) {
    const japanese = survey.escapes && (await decodes(source, 'iso-2022-jp'));
    return { encoding: japanese ? 'iso-2022-jp' : 'utf-8', guessed: japanese };
  }
  const findings = new ByteFindings();
  for await (const chunk of source()) findings.look(chunk);
  const found = findings.result;
  if (found.zeros > 0) return { encoding: await wideEncoding(source, name, found), guessed: false };
  if (marked === 'utf-8' || found.characters >= 2 * found.wrongBytes) throw damagedUtf8(name, found);
  return { encoding: await legacyEncoding(source, name, found), guessed: true };
}

/** What a byte order mark says. */
export function markOf(head: ByteSurvey['head']): string | undefined {
  const begins = (...bytes: number[]) => bytes.every((byte, at) => head[at] === byte);
  if (begins(0xff, 0xfe, 0, 0)) return 'utf-32le';
  if (begins(0, 0, 0xfe, 0xff)) return 'utf-32be';
  if (begins(0xff, 0xfe)) return 'utf-16le';
  if (begins(0xfe, 0xff)) return 'utf-16be';
  if (begins(0xef, 0xbb, 0xbf)) return 'utf-8';
  return undefined;
}

/** Spreadsheets save UTF-16 without a mark too: then a byte beside each blank and line end is zero. */
async function wideEncoding(source: ByteSource, name: string, found: Findings): Promise<string> {
  const { zeros, oddZeros, size, marks, littleEndianMarks, bigEndianMarks } = found;
  const evenZeros = zeros - oddZeros;
  const isLittle = littleEndianMarks > marks / 2 || (oddZeros > size / 4 && evenZeros < size / 50);
  const isBig = bigEndianMarks > marks / 2 || (evenZeros > size / 4 && oddZeros < size / 50);
  const encoding = isLittle ? 'utf-16le' : 'utf-16be';
  if (isLittle !== isBig && (await decodes(source, encoding))) return encoding;
  throw new AbaiError(
    'invalid',
    `${name} is not text: it holds zero bytes, the first in line ${found.zeroLine}. Save it as text in UTF-8, a table as CSV, JSON or JSON Lines.`,
  );
}

/** Tells faces that a person can help by naming the encoding. */
const chooseEncoding = { choose: 'encoding' };

function damagedUtf8(name: string, { wrongBytes, wrongLine }: Findings): AbaiError {
  return new AbaiError(
    'invalid',
    `${name} is UTF-8 that is damaged in line ${wrongLine} (${wrongBytes} bytes in all). Mend it, or choose UTF-8 as its encoding (--encoding utf-8) to read it with � in the place of what is lost.`,
    { details: chooseEncoding },
  );
}

/** That encoding, of those that files of single persons are still in, in which all of the text can be read and makes most sense. */
async function legacyEncoding(source: ByteSource, name: string, { sample }: Findings): Promise<string> {
  const { rankedEncodings } = await import('./encoding-guess.ts');
  for (const encoding of rankedEncodings(sample)) {
    if (await decodes(source, encoding)) return encoding;
  }
  throw new AbaiError(
    'invalid',
    `It cannot be told in which encoding ${name} is written. Save it as UTF-8, or choose its encoding (--encoding).`,
    { details: chooseEncoding },
  );
}

async function decodes(source: ByteSource, encoding: string): Promise<boolean> {
  const decoding = await textDecoding(encoding, true);
  try {
    // A zero is no character of any text: that is UTF-32, or nothing that was written by people.
    for await (const chunk of source()) if (decoding.write(chunk).includes('\0')) return false;
    decoding.end();
    return true;
  } catch (error) {
    if (error instanceof MalformedText) return false;
    throw error;
  }
}
