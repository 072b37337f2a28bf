import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { thirdPartyNotices } from '../third-party-notices.mjs';

const root = resolve(import.meta.dirname, '..');

describe('the notices of third parties', () => {
  it('name every runtime dependency, its version and its licence, with the whole text', () => {
    const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      dependencies: Record<string, string>;
    };
    const names = Object.keys(dependencies);
    const notices = thirdPartyNotices(
      root,
      names.map((name) => `node_modules/${name}/some/file.js`),
    );
    assert.ok(names.length > 10);
    for (const name of names) {
      const folder = join(root, 'node_modules', name);
      const { version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Record<
        string,
        string
      >;
      const heading = `\n${name} ${version} (${license})\n`;
      assert.ok(notices.includes(heading), heading);
      const own = notices.slice(notices.indexOf(heading)).split(`\n${'-'.repeat(80)}\n`)[0]!;
      assert.match(own, /copyright|apache license|public domain/i, name);
      assert.ok(own.length > 500, `${name} has no text`);
    }
    assert.match(notices, /WARRANTIES OF MERCHANTABILITY/);
    assert.match(notices, /SQLite \(public domain\)/);
  });

  describe('of a folder', () => {
    let folder: string;
    const put = (name: string, manifest: object, files: Record<string, string> = {}) => {
      const own = join(folder, 'node_modules', name);
      mkdirSync(own, { recursive: true });
      writeFileSync(join(own, 'package.json'), JSON.stringify({ name, version: '1.0.0', ...manifest }));
      for (const [file, text] of Object.entries(files)) writeFileSync(join(own, file), text);
    };
    beforeEach(() => {
      folder = mkdtempSync(join(tmpdir(), 'abai-notices-'));
    });
    afterEach(() => rmSync(folder, { recursive: true, force: true }));

    it('have all texts of a package once, and none of what is not bundled', () => {
      put(
        '@a/b',
        { license: 'MIT' },
        { LICENSE: 'Text of b', NOTICE: 'Notice of b', 'README.md': 'not this' },
      );
      put('other', { license: 'MIT' }, { LICENSE: 'Text of the other' });
      put('@a/b/node_modules/c', { name: 'c', license: 'ISC' }, { 'license.txt': 'Text of c' });
      const notices = thirdPartyNotices(folder, [
        'src/own.ts',
        'node_modules/@a/b/x.js',
        'node_modules/@a/b/y/z.js',
        'node_modules/@a/b/node_modules/c/index.js',
      ]);
      assert.equal(notices.match(/Text of b\n\nNotice of b/g)?.length, 1);
      assert.match(notices, /c 1\.0\.0 \(ISC\)\n\nText of c/);
      assert.doesNotMatch(notices, /not this|Text of the other|own\.ts/);
    });

    it('write out a usual licence that a package only names, and refuse any other', () => {
      put('bare', { license: 'MIT', author: { name: 'Anna' } });
      assert.match(
        thirdPartyNotices(folder, ['node_modules/bare/x.js']),
        /bare 1\.0\.0 \(MIT\)\n\nCopyright \(c\) Anna\n\nPermission is hereby granted/,
      );
      put('strange', { license: 'Own' });
      assert.throws(
        () => thirdPartyNotices(folder, ['node_modules/strange/x.js']),
        /strange 1\.0\.0 ships no text/,
      );
    });
  });
});
