/** The digits of the placeholders of a text: '0' | '1' of 'From {0} to {1}'. */
type Placeholders<Text extends string> = Text extends `${string}{${infer Digit}}${infer Rest}`
  ? Digit | Placeholders<Rest>
  : never;

/** A number is written as the page's language writes it. */
type Value = string | number;

/** As many values as the text has placeholders. A text that is no literal cannot be looked up, and so takes none. */
type ValuesOf<Text extends string, V = Value> = string extends Text
  ? [never]
  : '4' extends Placeholders<Text>
    ? [V, V, V, V, V]
    : '3' extends Placeholders<Text>
      ? [V, V, V, V]
      : '2' extends Placeholders<Text>
        ? [V, V, V]
        : '1' extends Placeholders<Text>
          ? [V, V]
          : '0' extends Placeholders<Text>
            ? [V]
            : [];

type Texts = Readonly<Record<string, string>>;

let texts: Texts | undefined;

/** The texts of one of the page's data blocks; none in English. Read once for each of its scripts, when the first are wanted. */
export function textsOfPage(block: 'abai-words' | 'abai-sentences'): Texts {
  const written = globalThis.document?.getElementById(block)?.textContent;
  return written ? (JSON.parse(written) as Texts) : {};
}

/**
 * A text in the page's language. The English one is the key, a literal as for `vscode.l10n.t`; `{0}` … `{4}` stand for
 * the values. German is in data/l10n/webview.de.json, which the host writes into a German page; an English page
 * has nothing to look up. What differs between one and many is two texts.
 */
export function t<Text extends string>(text: Text, ...values: ValuesOf<Text>): string {
  texts ??= textsOfPage('abai-words');
  const said = texts[text] ?? text;
  if (values.length === 0) return said;
  return said.replace(/\{(\d)\}/g, (_, at: string) => written(values[Number(at)]!));
}

/** The same for a template that shows some of the values in another way: the text in pieces, the values between them. */
export function tParts<Text extends string>(text: Text, ...values: ValuesOf<Text, unknown>): unknown[] {
  texts ??= textsOfPage('abai-words');
  const pieces = (texts[text] ?? text).split(/\{(\d)\}/);
  return pieces.map((piece, at) => (at % 2 === 0 ? piece : values[Number(piece)]));
}

function written(value: Value): string {
  return typeof value === 'number' ? number(value) : value;
}

/** The language that the page speaks: that of its words, so that no page mixes two. */
export function pageLanguage(): string {
  return globalThis.document?.documentElement.lang || 'en';
}

const formats = new Map<string, Intl.NumberFormat>();

/** Formats are dear to make, and the grid writes thousands of numbers. */
function formatFor(digits: number | undefined, options: Intl.NumberFormatOptions = {}): Intl.NumberFormat {
  const key = `${options.style} ${digits}`;
  let format = formats.get(key);
  if (!format) {
    const places = { minimumFractionDigits: digits, maximumFractionDigits: digits };
    format = new Intl.NumberFormat(pageLanguage(), { ...options, ...(digits === undefined ? {} : places) });
    formats.set(key, format);
  }
  return format;
}

/** A number as the page's language writes it, with so many digits after the point if that is told. */
export function number(value: number, digits?: number): string {
  return formatFor(digits).format(value);
}

const usDollars = { style: 'currency', currency: 'USD', currencyDisplay: 'narrowSymbol' } as const;

/** An amount of US dollars with so many digits after the point. */
export function dollars(amount: number, digits: number): string {
  return formatFor(digits, usDollars).format(amount);
}
