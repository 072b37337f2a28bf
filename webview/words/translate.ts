/** The digits of the placeholders of a text: '0' | '1' of 'From {0} to {1}'. */
type Placeholders<Text extends string> = Text extends `${string}{${infer Digit}}${infer Rest}`
  ? Digit | Placeholders<Rest>
  : never;

/** A number is written as the page's language writes it. */
type Value = string | number;

/** As many values as the text has placeholders. A text that is no literal cannot be looked up, and so takes none. */
type ValuesOf<Text extends string> = string extends Text
  ? [never]
  : '4' extends Placeholders<Text>
    ? [Value, Value, Value, Value, Value]
    : '3' extends Placeholders<Text>
      ? [Value, Value, Value, Value]
      : '2' extends Placeholders<Text>
        ? [Value, Value, Value]
        : '1' extends Placeholders<Text>
          ? [Value, Value]
          : '0' extends Placeholders<Text>
            ? [Value]
            : [];

type Texts = Readonly<Record<string, string>>;

let texts: Texts | undefined;

/** Read from the page once for each of its scripts, when the first words are wanted. */
function textsOfPage(): Texts {
  const written = globalThis.document?.getElementById('abai-words')?.textContent;
  return written ? (JSON.parse(written) as Texts) : {};
}

/**
 * A text in the page's language. The English one is the key, a literal as for `vscode.l10n.t`; `{0}` … `{4}` stand for
 * the values. German is in data/l10n/webview.de.json, which the host writes into a German page; an English page
 * has nothing to look up. What differs between one and many is two texts.
 */
export function t<Text extends string>(text: Text, ...values: ValuesOf<Text>): string {
  texts ??= textsOfPage();
  const said = texts[text] ?? text;
  if (values.length === 0) return said;
  return said.replace(/\{(\d)\}/g, (_, at: string) => written(values[Number(at)]!));
}

function written(value: Value): string {
  return typeof value === 'number' ? number(value) : value;
}

/** The language that the page speaks: that of its words, so that no page mixes two. */
export function pageLanguage(): string {
  return globalThis.document?.documentElement.lang || 'en';
}

const formats = new Map<number | undefined, Intl.NumberFormat>();

/** A number as the page's language writes it, with so many digits after the point if that is told. */
export function number(value: number, digits?: number): string {
  let format = formats.get(digits);
  if (!format) {
    const options = { minimumFractionDigits: digits, maximumFractionDigits: digits };
    format = new Intl.NumberFormat(pageLanguage(), digits === undefined ? {} : options);
    formats.set(digits, format);
  }
  return format.format(value);
}
