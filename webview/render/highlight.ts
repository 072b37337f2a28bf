/** Units of code that are coloured in one piece, and pieces: a hostile block could have a million of them. */
const limits = { units: 40_000, pieces: 3000 };

const cLike =
  'abstract as assert async await bool boolean break byte case catch char class const constexpr continue crate debugger default defer delete do double dyn else enum export extends extern final finally float fn for foreach from func function get go goto if impl implements import in infer instanceof int interface internal is keyof let lock long match mod module mut mutable namespace native new nil null nullptr object of operator out override package private protected pub public readonly ref return satisfies sealed self set short sizeof static string struct super switch synchronized template this throw throws trait true false try type typedef typeof undefined union unsafe unsigned use using val var virtual void volatile where while with yield';
const scripting =
  'and alias as assert async await begin break case class continue def defined del do done elif else elsif end ensure esac except export false False fi finally for from function global if import in is lambda local match module next nil None nonlocal not null or pass raise redo rescue retry return self super then true True try undef unless until when while with yield';
const sql =
  'add all alter and as asc begin between by case check column commit constraint create cross default delete desc distinct drop else end exists foreign from full group having in index inner insert into is join key left like limit not null offset on or order outer primary references returning right rollback select set table then transaction union unique update using values view when where with';

interface Grammar {
  comment: string;
  words: ReadonlySet<string>;
  /** Tags stand in the place of words. */
  markup: boolean;
}

const slashes = String.raw`\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)`;
const hashes = String.raw`(?<![^\s;])#[^\n]*`;

const families: readonly [names: string, comment: string, words: string][] = [
  [
    'ts tsx js jsx mjs cjs typescript javascript typescriptreact javascriptreact java kotlin kt scala swift go golang rust rs c h cpp c++ cc hpp cs csharp c# dart php css scss less json jsonc json5 proto graphql groovy zig',
    slashes,
    cLike,
  ],
  [
    'py python python3 rb ruby sh bash zsh shell shellscript console fish yaml yml toml ini makefile make dockerfile docker perl pl r elixir ex nim ps1 powershell pwsh hcl tf terraform',
    hashes,
    scripting,
  ],
  [
    'sql mysql postgres postgresql sqlite plsql lua haskell hs',
    String.raw`--[^\n]*`,
    `${sql} ${sql.toUpperCase()}`,
  ],
  ['html htm xml svg vue svelte xhtml', String.raw`<!--[\s\S]*?(?:-->|$)`, ''],
];

function grammarOf(language: string): Grammar | undefined {
  const family = families.find(([names]) => names.split(' ').includes(language.toLowerCase()));
  return family && { comment: family[1], words: new Set(family[2].split(' ')), markup: family[2] === '' };
}

const string =
  String.raw`"""[\s\S]*?(?:"""|$)|'''[\s\S]*?(?:'''|$)|"(?:[^"\\\n]|\\[\s\S])*"?|'(?:[^'\\\n]|\\[^\n]){0,400}'|` +
  '`(?:[^`\\\\]|\\\\[\\s\\S])*`?';
const number = String.raw`\b(?:0[xXbBoO][\da-fA-F_]+|\d[\d_]*(?:\.\d+)?(?:[eE][+-]?\d+)?)\w*`;
const tag = String.raw`<\/?[A-Za-z][\w:.-]*|\/?>`;

/**
 * Colours code roughly: comments, strings, numbers and common words, by what stands behind the fence. Undefined for a
 * language that it does not know, and for what is too long to be worth it.
 */
export function highlight(code: string, language: string): DocumentFragment | undefined {
  const grammar = code.length <= limits.units ? grammarOf(language) : undefined;
  if (!grammar) return undefined;
  const pattern = new RegExp(
    `(?<comment>${grammar.comment})|(?<string>${string})|(?<number>${number})|(?<word>${grammar.markup ? tag : String.raw`[\p{L}_$][\p{L}\p{N}_$]*`})`,
    'gu',
  );
  const fragment = document.createDocumentFragment();
  let [from, pieces] = [0, 0];
  for (const { 0: found, index, groups = {} } of code.matchAll(pattern)) {
    const kind = kindOf(groups, grammar);
    if (kind === undefined) continue;
    if (++pieces > limits.pieces) return undefined;
    const span = document.createElement('span');
    span.className = kind;
    span.textContent = found;
    fragment.append(code.slice(from, index), span);
    from = index + found.length;
  }
  fragment.append(code.slice(from));
  return fragment;
}

function kindOf(groups: Record<string, string | undefined>, { words, markup }: Grammar): string | undefined {
  if (groups.comment !== undefined) return 'comment';
  if (groups.string !== undefined) return 'string';
  if (groups.number !== undefined) return 'number';
  return markup || words.has(groups.word ?? '') ? 'keyword' : undefined;
}
