import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'mocha';

const root = path.resolve(import.meta.dirname, '../..');
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');
const { contributes, name, publisher } = JSON.parse(read('package.json'));

interface Step {
  id: string;
  media: { svg: string };
  completionEvents: string[];
}
interface Keybinding {
  command: string;
  key: string;
  mac?: string;
  when?: string;
}

const commands = new Set<string>(contributes.commands.map(({ command }: { command: string }) => command));
const views = new Set<string>(
  Object.values<{ id: string }[]>(contributes.views).flatMap((some) => some.map(({ id }) => id)),
);
const settings = new Set(Object.keys(contributes.configuration.properties));

describe('the walkthrough', () => {
  const steps: Step[] = contributes.walkthroughs[0].steps;

  it('is linked from the empty history by its name', () => {
    const { 'welcome.empty': welcome } = JSON.parse(read('package.nls.json'));
    const [, query] = /command:workbench\.action\.openWalkthrough\?([^)]*)/.exec(welcome) ?? [];
    assert.deepEqual(JSON.parse(decodeURIComponent(query ?? '')), [
      `${publisher}.${name}#${contributes.walkthroughs[0].id}`,
    ]);
  });

  it('completes each step by a command or a view that there is', () => {
    assert.equal(steps.length, 4);
    for (const { id, completionEvents } of steps) {
      assert.ok(completionEvents.length > 0, `${id} is never complete`);
      for (const event of completionEvents) {
        const [kind, wanted = ''] = event.split(':');
        assert.ok(
          kind === 'onCommand' ? commands.has(wanted) : kind === 'onView' && views.has(wanted),
          event,
        );
      }
    }
  });

  it('offers in each step a button that completes it', () => {
    const texts: Record<string, string> = JSON.parse(read('package.nls.json'));
    for (const { id, completionEvents } of steps) {
      const buttons = [
        ...texts[`walkthrough.${id}.description`]!.matchAll(/^\[.*\]\(command:([\w.]+)(?:\?\S*)?\)$/gm),
      ];
      assert.ok(
        buttons.some(([, command]) => completionEvents.includes(`onCommand:${command}`)),
        `no button of ${id} completes it`,
      );
    }
  });

  it('has small pictures without words or scripts, in the colours of the theme', () => {
    for (const { media } of steps) {
      const picture = read(media.svg);
      assert.ok(picture.length < 8000, `${media.svg} is large`);
      assert.doesNotMatch(
        picture,
        /<(text|script|style|image|foreignObject)|\bstyle=|\bon\w+=|#[0-9a-f]{3}/i,
      );
      assert.match(picture, /var\(--vscode-foreground\)/);
    }
  });
});

describe('the keybindings', () => {
  const bindings: Keybinding[] = contributes.keybindings;

  it('run commands that there are, each only where it means something', () => {
    for (const { command, when } of bindings) {
      assert.ok(commands.has(command), command);
      assert.ok(when, `${command} takes its key everywhere`);
    }
  });

  it('never give one key to two commands', () => {
    for (const platform of ['key', 'mac'] as const) {
      const keys = bindings.map((binding) => binding[platform] ?? binding.key);
      assert.equal(new Set(keys).size, keys.length, `${platform}: ${keys.join(', ')}`);
    }
  });
});

describe('the links in texts of package.json', () => {
  for (const file of ['package.nls.json', 'package.nls.de.json']) {
    it(`lead to commands and settings that there are, in ${file}`, () => {
      const text = read(file);
      const linked = [...text.matchAll(/\(command:([\w.]+)(?:\?[^)]*)?\)/g)].map(([, command]) => command!);
      assert.ok(linked.length > 0);
      assert.deepEqual(
        linked.filter((command) => !commands.has(command) && command !== 'workbench.action.openWalkthrough'),
        [],
      );
      const named = [...text.matchAll(/`#([\w.]+)#`/g)].map(([, setting]) => setting!);
      assert.ok(named.length > 0);
      assert.deepEqual(
        named.filter((setting) => !settings.has(setting)),
        [],
      );
    });
  }

  it('have files for all pictures', () => {
    const files = [...read('package.json').matchAll(/"(media\/[^"]+)"/g)].map(([, file]) => file!);
    assert.deepEqual(
      files.filter((file) => !existsSync(path.join(root, file))),
      [],
    );
  });
});
