import { detectAll } from 'jschardet';

/** What jschardet is asked about, and what it is called where it is decoded. DOS and mainframe code pages are not among it: short texts look like all of them. */
const considered: Readonly<Record<string, string>> = {
  cp932: 'shift_jis',
  'euc-jp': 'euc-jp',
  gb18030: 'gb18030',
  big5: 'big5',
  cp949: 'euc-kr',
  'windows-1250': 'windows-1250',
  'windows-1251': 'windows-1251',
  'windows-1252': 'windows-1252',
  'windows-1253': 'windows-1253',
  'windows-1254': 'windows-1254',
  'windows-1255': 'windows-1255',
  'windows-1256': 'windows-1256',
  'windows-1257': 'windows-1257',
  'koi8-r': 'koi8-r',
  cp874: 'windows-874',
};

const usual = 'windows-1252';
/** These have Latin letters, so that most letters of a text are ASCII, and those that are not stand alone. */
const latin = ['windows-1250', 'windows-1252', 'windows-1254', 'windows-1257'];
const ofTwoBytes = ['shift_jis', 'euc-jp', 'gb18030', 'big5', 'euc-kr'];

/** How much more a text has to look like another one of those with Latin letters than like the usual one. */
const muchMore = 3;
/** Confidence below which a text has told next to nothing. */
const little = 0.06;
/** Bytes beyond ASCII from which on one may judge in which language they are letters. */
const enough = 4;

/** Encodings that the text may be in, the likeliest first. What is much less likely than that is left out. */
export function rankedEncodings(sample: Uint8Array): string[] {
  const { count, beside } = foreignBytes(sample);
  const isLatin = beside < count / 2;
  const found = detectAll(sample, { detectEncodings: Object.keys(considered), minimumThreshold: 0 })
    .flatMap(({ encoding, confidence }) => {
      const name = encoding && considered[encoding.toLowerCase()];
      return name ? [{ name, confidence }] : [];
    })
    .filter(({ name }) => !isLatin || latin.includes(name) || ofTwoBytes.includes(name));
  const [first] = found;
  if (!first) return [usual];
  const western = found.find(({ name }) => name === usual)?.confidence ?? 0;
  const likely = found.filter(({ confidence }) => confidence >= first.confidence / 5).map(({ name }) => name);
  const isDoubtful = first.confidence < little && western * muchMore >= first.confidence;
  const asUsual = latin.includes(first.name) && (count < enough || isDoubtful);
  return [...new Set([...(asUsual ? [usual] : []), ...likely, usual])];
}

/** How many bytes are no ASCII, and how many of them stand beside another one. */
function foreignBytes(sample: Uint8Array): { count: number; beside: number } {
  let count = 0;
  let beside = 0;
  for (let at = 0; at < sample.length; at++) {
    if (sample[at]! < 0x80) continue;
    count += 1;
    if ((sample[at - 1] ?? 0) >= 0x80 || (sample[at + 1] ?? 0) >= 0x80) beside += 1;
  }
  return { count, beside };
}
