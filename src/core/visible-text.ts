/**
 * What is not seen but acts: control characters (tabs and line ends aside), marks that turn the order of letters
 * around, blanks without width, and the tag characters in which whole sentences hide.
 */
const unseenSign = String.raw`[[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2028\u2029]--[\t\n\r\ufe00-\ufe0f\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\u{110bd}\u{110cd}]]`;
const unseen = new RegExp(unseenSign, 'v');
const unseenRuns = new RegExp(`(?:${unseenSign})+`, 'gv');

const joiners = /^[\u200c\u200d]$/;
/** After these a joiner has its proper place: emoji of several parts, and scripts whose letters join. */
const joinable =
  /(?:[\p{Extended_Pictographic}\p{Emoji_Modifier}]\ufe0f?|[\p{Script=Arabic}\p{Script=Syriac}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Gurmukhi}\p{Script=Gujarati}\p{Script=Oriya}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Kannada}\p{Script=Malayalam}\p{Script=Sinhala}\p{Script=Khmer}\p{Script=Myanmar}\p{Script=Mongolian}\p{Script=Tibetan}])$/u;
/** These only say which way a sign beside them is written, which means something among such letters. */
const directionMarks = /^[\u061c\u200e\u200f]$/;
const rightToLeft = /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;
/** The flags of England, Scotland and Wales. */
const flagTags = /^[\u{e0061}-\u{e007a}]{3,6}\u{e007f}$/u;

/** The same text with all that is unseen written out: `⟨U+202E⟩`, a control character as its picture, `␛`. */
export function visibleText(text: string): string {
  if (!unseen.test(text)) return text;
  let mixed: boolean | undefined;
  return text.replace(unseenRuns, (run: string, at: number) => {
    const before = text.slice(Math.max(0, at - 3), at);
    if (joiners.test(run) && joinable.test(before)) return run;
    if (flagTags.test(run) && before.endsWith('\u{1f3f4}')) return run;
    if (directionMarks.test(run)) {
      mixed ??= rightToLeft.test(text);
      if (mixed) return run;
    }
    return writtenOut(run);
  });
}

/** Each control character by its picture; of the others, the first of a row that has no end is named. */
function writtenOut(run: string): string {
  let written = '';
  let [first, count] = ['', 0];
  const tell = (): void => {
    if (count > 0) written += `⟨U+${hex(first)}${count > 1 ? ` +${count - 1}` : ''}⟩`;
    count = 0;
  };
  for (const character of run) {
    const code = character.charCodeAt(0);
    if (code < 0x20 || code === 0x7f) {
      tell();
      written += String.fromCharCode(code === 0x7f ? 0x2421 : 0x2400 + code);
    } else if (count++ === 0) first = character;
  }
  tell();
  return written;
}

function hex(character: string): string {
  return character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0');
}
