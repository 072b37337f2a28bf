// What the licences of the bundled packages ask for: their names and texts, in a file that ships beside the bundles.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const licenceFile = /^(?:licen[cs]e|copying|notice|copyright|thirdpartynotices?)(?:[.-].*)?$/i;

/** Texts of packages that ship none, by licence; each says so itself and names its authors in package.json. */
const usualTexts = {
  MIT: `Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
documentation files (the "Software"), to deal in the Software without restriction, including without limitation the
rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit
persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the
Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR
OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`,
};

/** The folder of the package that a bundled file is of, relative to the root; undefined for files of our own. */
function packageFolder(input) {
  const file = input.replaceAll('\\', '/');
  const mark = 'node_modules/';
  const at = file.lastIndexOf(mark);
  if (at < 0) return undefined;
  const [scope, name] = file.slice(at + mark.length).split('/');
  return file.slice(0, at + mark.length) + (scope.startsWith('@') ? `${scope}/${name}` : scope);
}

function authorOf({ author, contributors = [] }) {
  const names = [author, ...contributors].map((one) => (typeof one === 'string' ? one : one?.name));
  return names.filter(Boolean).join(', ');
}

function noticeOf(root, folder) {
  const manifest = JSON.parse(readFileSync(path.join(root, folder, 'package.json'), 'utf8'));
  const { name, version, license, homepage } = manifest;
  const files = readdirSync(path.join(root, folder))
    .filter((file) => licenceFile.test(file))
    .sort();
  const texts = files.map((file) =>
    readFileSync(path.join(root, folder, file), 'utf8')
      .replaceAll('\r\n', '\n')
      .trim(),
  );
  if (texts.length === 0) {
    const text = usualTexts[license];
    if (text === undefined) throw new Error(`${name} ${version} ships no text of its licence (${license}).`);
    texts.push(`Copyright (c) ${authorOf(manifest) || `the authors of ${name}`}\n\n${text}`);
  }
  const heading = `${name} ${version} (${license})${homepage ? `\n${homepage}` : ''}`;
  return { name, text: [heading, ...texts].join('\n\n') };
}

/**
 * Names, versions and licence texts of all packages that these files are of.
 *
 * @param {string} root the folder with node_modules
 * @param {Iterable<string>} inputs files that were bundled or copied, relative to the root, as in esbuild's metafiles
 * @returns {string}
 */
export function thirdPartyNotices(root, inputs) {
  const folders = new Set();
  for (const input of inputs) {
    const folder = packageFolder(input);
    if (folder !== undefined && existsSync(path.join(root, folder, 'package.json'))) folders.add(folder);
  }
  const notices = [...folders].map((folder) => noticeOf(root, folder));
  notices.sort((a, b) => (a.name < b.name ? -1 : 1));
  const rule = `\n\n${'-'.repeat(80)}\n\n`;
  const head =
    'A-B/AI ships with the following packages of others, under the licences that follow their names.';
  const sqlite =
    'SQLite (public domain), compiled to WebAssembly by sql.js\nhttps://www.sqlite.org/copyright.html';
  return `${[head, ...notices.map(({ text }) => text), sqlite].join(rule)}\n`;
}
