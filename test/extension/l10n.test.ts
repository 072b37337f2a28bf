import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { runInNewContext } from 'node:vm';
import { describe, it } from 'mocha';
import { assertTranslated, type Texts } from '../harness/translated.ts';

const root = path.resolve(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');
const manifest = JSON.parse(read('package.json'));

/** The texts of every `l10n.t(…)`. VS Code looks a text up as it stands there, so it has to be one literal. */
function spokenTexts(source: string, name: string): string[] {
  return [...source.matchAll(/(?<!data\/)\bl10n\b(?<call>\s*\.\s*t\s*\(\s*)?/g)].map(
    ({ 0: found, index, groups }) => {
      const where = `${name}:${source.slice(0, index).split('\n').length}`;
      assert.ok(groups?.call, `${where}: l10n is used other than as l10n.t(…), which hides its texts`);
      const [literal] =
        /^(?:'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\$]|\\.)*`)(?=\s*[,)])/.exec(
          source.slice(index + found.length),
        ) ?? [];
      assert.ok(literal, `${where}: the text of l10n.t(…) is not one string literal`);
      return runInNewContext(literal) as string;
    },
  );
}

function textsOfCode(): Set<string> {
  const folder = path.join(root, 'src/extension');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  );
  return new Set(files.flatMap((file) => spokenTexts(readFileSync(path.join(folder, file), 'utf8'), file)));
}

function keysOfManifest(value: unknown): string[] {
  if (typeof value === 'string') return /^%[\w.]+%$/.test(value) ? [value.slice(1, -1)] : [];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(keysOfManifest) : [];
}

describe("the extension's words", () => {
  const bundle: Texts = JSON.parse(read(path.join(manifest.l10n, 'bundle.l10n.de.json')));
  const english: Texts = JSON.parse(read('package.nls.json'));
  const german: Texts = JSON.parse(read('package.nls.de.json'));

  it('are all there in German', () => {
    const texts = textsOfCode();
    assert.ok(texts.size > 200, 'the scan of the code found next to nothing');
    assertTranslated(Object.fromEntries([...texts].map((text) => [text, text])), bundle);
  });

  it('are all there in German for package.json', () => assertTranslated(english, german));

  it('stand in package.nls.json, each used', () => {
    assert.deepEqual([...new Set(keysOfManifest(manifest))].sort(), Object.keys(english).sort());
  });

  it('are nowhere in package.json itself', () => {
    const found: string[] = [];
    const look = (value: unknown, name: string): void => {
      if (typeof value === 'string') {
        const forPeople = /^(title|name|description|markdownDescription|contents|altText)$/.test(name);
        if (forPeople && !/^%[\w.]+%$/.test(value) && value !== 'A-B/AI') found.push(`${name}: ${value}`);
      } else if (typeof value === 'object' && value !== null) {
        for (const [key, part] of Object.entries(value)) look(part, key);
      }
    };
    look(manifest.contributes, 'contributes');
    look(manifest.capabilities, 'capabilities');
    assert.deepEqual(found, []);
  });
});

describe('the scan for words', () => {
  it('reads literals of each kind, on one line or more', () => {
    const source = "l10n.t('it\\'s {0}', n); l10n\n  .t(\n    \"a\\n“b”\",\n  ); vscode.l10n.t(`c`)";
    assert.deepEqual(spokenTexts(source, 'a.ts'), ["it's {0}", 'a\n“b”', 'c']);
  });

  it('refuses what VS Code could not look up', () => {
    for (const source of [
      'l10n.t(text)',
      "l10n.t('a' + b)",
      // biome-ignore lint/suspicious/noTemplateCurlyInString: the source that is scanned has one.
      'l10n.t(`a ${b}`)',
      "l10n.t({ message: 'a' })",
      'const { t } = vscode.l10n;',
    ]) {
      assert.throws(() => spokenTexts(source, 'a.ts'), /a\.ts:1/, source);
    }
  });

  it('finds a German text that is missing, unused, untranslated or has lost a part', () => {
    const german = { 'Open {0}…': '{0} öffnen…' };
    assertTranslated({ 'Open {0}…': 'Open {0}…' }, german);
    assert.throws(() => assertTranslated({ 'Open {0}…': 'Open {0}…', More: 'More' }, german), /no German/);
    assert.throws(() => assertTranslated({}, german), /nothing uses/);
    for (const wrong of ['Öffnen…', '{0} {1} öffnen…', '{0} öffnen', 'Open {0}…']) {
      assert.throws(() => assertTranslated({ a: 'Open {0}…' }, { a: wrong }), wrong);
    }
  });
});
