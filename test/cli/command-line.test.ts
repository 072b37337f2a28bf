import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { parseCommand, readCommandLine, refuseWords } from '../../src/cli/command-line.ts';
import { UsageError } from '../../src/cli/usage-error.ts';

describe('readCommandLine', () => {
  it('leaves everything after the command to it', () => {
    const line = readCommandLine(['compare', '--models', 'demo:swift', '--json', 'hello']);
    assert.equal(line.command, 'compare');
    assert.deepEqual(line.rest, ['--models', 'demo:swift', '--json', 'hello']);
  });

  it('takes the data folder before the command, in both spellings', () => {
    assert.equal(readCommandLine(['--data-dir', '/a b', 'models']).dataDir, '/a b');
    assert.equal(readCommandLine(['--data-dir=/c', 'models']).dataDir, '/c');
  });

  it('knows --help and --version without a command', () => {
    assert.equal(readCommandLine(['--help']).help, true);
    assert.equal(readCommandLine(['-h']).help, true);
    assert.equal(readCommandLine(['--version']).version, true);
    assert.equal(readCommandLine(['-V']).version, true);
    assert.equal(readCommandLine([]).command, undefined);
  });

  it('leaves --help after the command to the command', () => {
    const line = readCommandLine(['models', '--help']);
    assert.equal(line.help, false);
    assert.deepEqual(line.rest, ['--help']);
  });

  it('names an unknown command and the known ones', () => {
    assert.throws(
      () => readCommandLine(['compere']),
      /no command "compere".*compare, models, history, run, runs, resume, batches, export, votes, projects, profiles, activity, keys, ollama, storage, backup, restore, start-anew, export-project, import, take-over, help/u,
    );
  });

  it('refuses an unknown option and a missing folder', () => {
    assert.throws(() => readCommandLine(['--colour', 'models']), UsageError);
    assert.throws(() => readCommandLine(['--data-dir']), /--data-dir needs a folder/u);
    assert.throws(() => readCommandLine(['--data-dir=', 'models']), /--data-dir needs a folder/u);
  });
});

describe('parseCommand', () => {
  const options = { models: { type: 'string', short: 'm' }, json: { type: 'boolean' } } as const;

  it('mixes options and words', () => {
    const { values, positionals } = parseCommand('compare', ['-m', 'a,b', 'hello', '--json'], options);
    assert.equal(values.models, 'a,b');
    assert.equal(values.json, true);
    assert.deepEqual(positionals, ['hello']);
  });

  it('takes the data folder after the command too', () => {
    assert.equal(parseCommand('models', ['--data-dir', '/d'], options).values['data-dir'], '/d');
    assert.throws(() => parseCommand('models', ['--data-dir', ''], options), /--data-dir needs a folder/u);
  });

  it('takes - and everything after -- as words', () => {
    assert.deepEqual(parseCommand('compare', ['-m', 'a', '-'], options).positionals, ['-']);
    assert.deepEqual(parseCommand('compare', ['-m', 'a', '--', '-x'], options).positionals, ['-x']);
  });

  it('says which option is unknown and where to look', () => {
    assert.throws(
      () => parseCommand('compare', ['--model', 'a'], options),
      (error: Error) =>
        error instanceof UsageError &&
        /no option "--model"/u.test(error.message) &&
        /abai help compare/u.test(error.message),
    );
  });

  it('says which option lacks its value, and which takes none', () => {
    assert.throws(() => parseCommand('compare', ['--models'], options), /"--models" needs a value/u);
    assert.throws(
      () => parseCommand('compare', ['--models', '--json'], options),
      /"--models" needs a value/u,
    );
    assert.throws(() => parseCommand('compare', ['--json=yes'], options), /"--json" takes no value/u);
  });
});

describe('refuseWords', () => {
  it('lets nothing pass as if it had been used', () => {
    refuseWords('models', []);
    assert.throws(() => refuseWords('models', ['openai']), /takes no "openai"/u);
  });
});
