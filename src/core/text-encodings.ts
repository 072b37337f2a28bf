/**
 * Encodings of text files that a person can choose from, with the names that they are known by. Node's own decoder and
 * iconv-lite know more; the command line takes those too.
 */
export const textEncodings: readonly { name: string; label: string }[] = [
  { name: 'utf-8', label: 'UTF-8' },
  { name: 'utf-16le', label: 'UTF-16 LE' },
  { name: 'utf-16be', label: 'UTF-16 BE' },
  { name: 'windows-1252', label: 'Windows-1252 (Western European)' },
  { name: 'iso-8859-15', label: 'ISO 8859-15 (Western European)' },
  { name: 'macintosh', label: 'Mac Roman (Western European)' },
  { name: 'cp437', label: 'CP 437 (DOS)' },
  { name: 'cp850', label: 'CP 850 (DOS)' },
  { name: 'windows-1250', label: 'Windows-1250 (Central European)' },
  { name: 'iso-8859-2', label: 'ISO 8859-2 (Central European)' },
  { name: 'windows-1257', label: 'Windows-1257 (Baltic)' },
  { name: 'windows-1251', label: 'Windows-1251 (Cyrillic)' },
  { name: 'koi8-r', label: 'KOI8-R (Cyrillic)' },
  { name: 'windows-1253', label: 'Windows-1253 (Greek)' },
  { name: 'windows-1254', label: 'Windows-1254 (Turkish)' },
  { name: 'windows-1255', label: 'Windows-1255 (Hebrew)' },
  { name: 'windows-1256', label: 'Windows-1256 (Arabic)' },
  { name: 'windows-874', label: 'Windows-874 (Thai)' },
  { name: 'shift_jis', label: 'Shift-JIS (Japanese)' },
  { name: 'euc-jp', label: 'EUC-JP (Japanese)' },
  { name: 'iso-2022-jp', label: 'ISO-2022-JP (Japanese)' },
  { name: 'gb18030', label: 'GB18030, GBK (Chinese)' },
  { name: 'big5', label: 'Big5 (Chinese)' },
  { name: 'euc-kr', label: 'EUC-KR (Korean)' },
];

/** What people call an encoding, where it is one of those above. */
export function encodingLabel(name: string): string {
  return textEncodings.find((each) => each.name === name)?.label ?? name;
}
