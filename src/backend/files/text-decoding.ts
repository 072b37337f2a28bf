import type { getDecoder } from 'iconv-lite';
import { AbaiError } from '../../protocol/errors.ts';

/** Bytes that are no text in the encoding that they were to be in. */
export class MalformedText extends Error {}

/** Turns bytes, which may be cut anywhere, into text. */
export interface TextDecoding {
  write(bytes: Uint8Array): string;
  end(): string;
}

/** What Node's decoder knows in each version and build. It takes Windows-1252 for Latin-1 in some, and lacks others in some. */
const ownEncodings = ['utf-8', 'utf-16le', 'utf-16be', 'iso-2022-jp'];
/** Stands where something could not be read. */
export const lostCharacter = '\ufffd';

/** Other names of those, as people and systems write them. */
const otherNames: Readonly<Record<string, string>> = {
  utf8: 'utf-8',
  'utf-8-sig': 'utf-8',
  utf8bom: 'utf-8',
  'utf-8-bom': 'utf-8',
  'us-ascii': 'utf-8',
  ascii: 'utf-8',
  utf16le: 'utf-16le',
  'utf-16': 'utf-16le',
  utf16: 'utf-16le',
  unicode: 'utf-16le',
  'ucs-2': 'utf-16le',
  ucs2: 'utf-16le',
  utf16be: 'utf-16be',
  ansi: 'windows-1252',
  sjis: 'shift_jis',
  'shift-jis': 'shift_jis',
  'x-sjis': 'shift_jis',
  ms932: 'shift_jis',
  cp932: 'shift_jis',
  'windows-31j': 'shift_jis',
  gbk: 'gb18030',
  gb2312: 'gb18030',
  cp936: 'gb18030',
  cp949: 'euc-kr',
  cp950: 'big5',
};

/** These turn bytes into letters of another kind and are no encodings of text. */
const noText = /^(?:hex|base64|binary|internal|utf-?7(?:-imap)?)$/u;

/** The name under which an encoding is decoded here. Throws AbaiError `invalid` for one that nobody knows. */
export async function encodingNamed(given: string): Promise<string> {
  const lower = given.trim().toLowerCase();
  const name = otherNames[lower] ?? lower;
  if (ownEncodings.includes(name)) return name;
  if (!noText.test(name) && (await iconv()).encodingExists(name)) return name;
  throw new AbaiError(
    'invalid',
    `"${given}" is no encoding that can be read. Name one such as utf-8, utf-16le, windows-1252, shift_jis, gb18030, big5 or euc-kr.`,
  );
}

/** Loaded for those who have such a file: it is larger than all else that reads files. */
async function iconv() {
  return (await import('iconv-lite')).default;
}

/** Of an encoding by the name that `encodingNamed` gave. What is no text throws MalformedText, or is `lostCharacter` when not `strict`. */
export async function textDecoding(encoding: string, strict: boolean): Promise<TextDecoding> {
  if (ownEncodings.includes(encoding)) return ownDecoding(encoding, strict);
  const decoder = (await iconv()).getDecoder(encoding);
  return foreignDecoding(decoder, strict);
}

function ownDecoding(encoding: string, strict: boolean): TextDecoding {
  const decoder = new TextDecoder(encoding, { fatal: strict });
  const decoded = (decode: () => string) => {
    try {
      return decode();
    } catch (cause) {
      throw new MalformedText(encoding, { cause });
    }
  };
  return {
    write: (bytes) => decoded(() => decoder.decode(bytes, { stream: true })),
    end: () => decoded(() => decoder.decode()),
  };
}

function foreignDecoding(decoder: ReturnType<typeof getDecoder>, strict: boolean): TextDecoding {
  let atStart = true;
  const checked = (text: string) => {
    if (strict && text.includes(lostCharacter)) throw new MalformedText();
    const marked = atStart && text.startsWith('\ufeff');
    if (text !== '') atStart = false;
    return marked ? text.slice(1) : text;
  };
  return {
    write: (bytes) => checked(decoder.write(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))),
    end: () => checked(decoder.end() ?? ''),
  };
}
