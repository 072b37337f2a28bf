/**
 * Text that a spreadsheet would run as a formula gets an apostrophe before it, as OWASP advises; plain negative numbers
 * stay numbers.
 */
export function neutralised(text: string): string {
  return /^[=+\-@\t\r]/u.test(text) && !/^[-+]?\d+(?:\.\d+)?$/u.test(text) ? `'${text}` : text;
}

/** One line of RFC 4180. */
export function csvLine(values: readonly string[], neutralise: boolean): string {
  const quoted = values.map((value) => {
    const text = neutralise ? neutralised(value) : value;
    return /[",\r\n]/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  });
  return `${quoted.join(',')}\r\n`;
}
