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

describe('the menus', () => {
  interface Item {
    command: string;
    when?: string;
    group?: string;
  }
  interface Command {
    command: string;
    title: string;
    category?: string;
    icon?: string;
  }
  const menus: Record<string, Item[]> = contributes.menus;
  const declared: Command[] = contributes.commands;
  const all = Object.entries(menus).flatMap(([menu, items]) => items.map((item) => ({ menu, ...item })));
  const { commandPalette: palette = [], 'view/item/context': ofItems = [] } = menus;
  const hidden = palette.filter(({ when }) => when === 'false').map(({ command }) => command);

  it('name commands that there are, each with a condition', () => {
    for (const { menu, command, when } of all) {
      assert.ok(commands.has(command), `${menu}: ${command}`);
      assert.ok(when, `${menu}: ${command} shows everywhere`);
    }
  });

  it('name views that there are', () => {
    for (const { command, when = '' } of all) {
      for (const [, view] of when.matchAll(/\bview == ([\w.]+)/g)) assert.ok(views.has(view!), command);
    }
  });

  it('never put two commands into one place', () => {
    // An item is of one kind, so what is for comparisons may stand where something for runs stands.
    const places = all
      .filter(({ menu, group }) => menu !== 'commandPalette' && group)
      .map(({ menu, group, when }) => `${menu} ${group} ${when}`);
    assert.equal(new Set(places).size, places.length);
  });

  it('have an icon for each command that shows as one, and a name to read out', () => {
    const shown = all.filter(({ group = '' }) => /^inline|^navigation/.test(group));
    for (const { menu, command, group } of shown) {
      const found = declared.find((one) => one.command === command)!;
      assert.ok(found.title, command);
      const asIcon = group!.startsWith('inline') || menu === 'view/title' || menu === 'editor/title';
      if (asIcon) assert.match(found.icon ?? '', /^\$\([a-z-]+\)$/, `${command} has no icon`);
    }
  });

  it('offer on a comparison and on a run what can be done with it', () => {
    const offered = (viewItem: string): string[] =>
      ofItems
        .filter(({ group = '', when = '' }) => !group.startsWith('inline') && fitsItem(when, viewItem))
        .map(({ command }) => command);
    const both = ['open', 'rename', 'delete', 'copyPrompt'].map((name) => `abai.history.${name}`);
    assert.deepEqual(
      new Set(offered('comparison')),
      new Set([...both, 'abai.history.compareAgain', 'abai.history.exportComparison']),
    );
    assert.deepEqual(
      new Set(offered('run.running')),
      new Set([...both, 'abai.run.pause', 'abai.run.cancel', 'abai.run.export']),
    );
    assert.deepEqual(
      new Set(offered('run.paused.failed')),
      new Set([...both, 'abai.run.resume', 'abai.run.cancel', 'abai.run.retryFailed', 'abai.run.export']),
    );
    assert.deepEqual(new Set(offered('run.completed')), new Set([...both, 'abai.run.export']));
  });

  it('keep out of the palette what is about an item, and nothing else', () => {
    const aboutItems = ofItems
      .map(({ command }) => command)
      .filter((command) => /^abai\.(history|run)\./.test(command));
    for (const command of aboutItems) assert.ok(hidden.includes(command), `${command} is in the palette`);
    for (const command of hidden) assert.match(command, /^abai\.(history|run)\./);
  });

  it('show every command of ours under its name', () => {
    for (const { command, category, title } of declared) {
      assert.equal(category, 'A-B/AI', command);
      assert.match(title, /^%[\w.]+%$/, command);
    }
  });
});

/** Whether an item of the history has the command: its `viewItem` is all that the conditions differ by. */
function fitsItem(when: string, viewItem: string): boolean {
  return when.split(' && ').every((part) => {
    const pattern = /^viewItem =~ \/(.*)\/$/.exec(part)?.[1];
    if (pattern !== undefined) return new RegExp(pattern).test(viewItem);
    const name = /^viewItem == (\S+)$/.exec(part)?.[1];
    return name === undefined || name === viewItem;
  });
}

describe('the settings', () => {
  const properties: Record<string, { markdownDescription?: string; order?: number; scope?: string }> =
    contributes.configuration.properties;

  for (const file of ['package.nls.json', 'package.nls.de.json']) {
    it(`are each described, with a link to what it is about, in ${file}`, () => {
      const texts: Record<string, string> = JSON.parse(read(file));
      for (const [setting, { markdownDescription = '' }] of Object.entries(properties)) {
        const text = texts[markdownDescription.slice(1, -1)] ?? '';
        assert.match(text, /\]\((command:abai\.|https:)|`#abai\./, `${setting} leads nowhere`);
      }
    });
  }

  it('stand in an order of their own, and say where they may be set', () => {
    const orders = Object.values(properties).map(({ order }) => order);
    assert.ok(orders.every((order) => order !== undefined));
    assert.equal(new Set(orders).size, orders.length);
  });

  // A folder that somebody sends may hold settings: where keys go, what is paid for and what is made harmless are not theirs.
  it('are out of reach of a workspace', () => {
    for (const [setting, { scope }] of Object.entries(properties)) assert.equal(scope, 'machine', setting);
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
