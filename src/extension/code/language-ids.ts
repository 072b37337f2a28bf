/** What models write behind a fence where that is not VS Code's own name of the language. */
const aliases: Readonly<Record<string, string>> = {
  bash: 'shellscript',
  batch: 'bat',
  'c#': 'csharp',
  'c++': 'cpp',
  cc: 'cpp',
  cjs: 'javascript',
  clj: 'clojure',
  cmd: 'bat',
  console: 'shellscript',
  cs: 'csharp',
  docker: 'dockerfile',
  'f#': 'fsharp',
  fs: 'fsharp',
  golang: 'go',
  h: 'c',
  hpp: 'cpp',
  htm: 'html',
  js: 'javascript',
  jsx: 'javascriptreact',
  kt: 'kotlin',
  make: 'makefile',
  md: 'markdown',
  mjs: 'javascript',
  objc: 'objective-c',
  patch: 'diff',
  pl: 'perl',
  ps: 'powershell',
  ps1: 'powershell',
  pwsh: 'powershell',
  py: 'python',
  python3: 'python',
  rb: 'ruby',
  rs: 'rust',
  sh: 'shellscript',
  shell: 'shellscript',
  svg: 'xml',
  tex: 'latex',
  ts: 'typescript',
  tsx: 'typescriptreact',
  yml: 'yaml',
  zsh: 'shellscript',
};

/** VS Code's language for the word behind a fence; plain text for one that this window does not know. */
export function languageIdOf(word: string, known: readonly string[]): string {
  const written = word.trim().toLowerCase();
  const id = aliases[written] ?? written;
  return known.includes(id) ? id : 'plaintext';
}
