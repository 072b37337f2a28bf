import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { ProjectNode } from '../../src/extension/history-items.ts';
import type { Project } from '../../src/protocol/projects.ts';
import {
  closeEditors,
  demoModels,
  editorOn,
  extension,
  finished,
  panelTabs,
  shownHistory,
  startComparison,
  until,
} from './extension-under-test.ts';

interface Menu {
  command: string;
  when: string;
  group: string;
}

async function request(method: 'project:get', params?: { projectId?: string }): Promise<Project> {
  const { window } = await extension();
  return window.link.request(method, params ?? {});
}

async function projectNode(id: string): Promise<ProjectNode | undefined> {
  const shown = await shownHistory();
  return shown
    .map(({ node }) => node)
    .find((node): node is ProjectNode => node.kind === 'project' && node.project.id === id);
}

/** VS Code draws a list some time after it was asked to. */
function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 200));
}

/** Presses Enter in whatever asks, until something has come of it. */
async function enterUntil<T>(what: string, done: () => Promise<T | undefined | false>): Promise<T> {
  return until(what, async () => {
    await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
    return done();
  });
}

describe('projects', () => {
  let first: Project;
  before(async () => {
    first = await request('project:get');
    // Without any comparison the view shows its welcome instead of projects.
    const { comparison } = await startComparison('What is a project?', ['demo:swift']);
    await finished(comparison.id);
  });
  afterEach(closeEditors);
  after(async () => {
    const { window } = await extension();
    await window.link.request('project:switch', { projectId: first.id });
    for (const { id } of await window.link.request('project:list', {})) {
      if (id !== first.id) await window.link.request('project:archive', { projectId: id });
    }
  });

  it('are created and become the current one, which the history shows', async () => {
    await vscode.commands.executeCommand('abai.newProject', 'Satellites');
    const current = await request('project:get');
    assert.equal(current.name, 'Satellites');
    const node = await until('the project in the history', () => projectNode(current.id));
    assert.equal(node.current, true);
    const items = (await shownHistory()).filter(({ node: { kind } }) => kind === 'project');
    assert.deepEqual(
      items.map(({ item }) => [item.label, item.description, item.contextValue]),
      [
        ['Satellites', 'current', 'project.current'],
        [first.name, undefined, 'project'],
      ],
    );
  });

  it('are switched to from the history and from the list', async () => {
    const node = await until('the other project', () => projectNode(first.id));
    await vscode.commands.executeCommand('abai.switchProject', node);
    assert.equal((await request('project:get')).id, first.id);
    const { window } = await extension();
    const [other] = (await window.link.request('project:list', {})).filter(({ id }) => id !== first.id);
    assert.ok(other);
    // Opened anew with each try: the first Enter may come before the list is there and choose what is current.
    await until('the switch', async () => {
      void vscode.commands.executeCommand('abai.switchProject');
      await pause();
      await vscode.commands.executeCommand('workbench.action.quickOpenSelectNext');
      await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      await pause();
      return (await request('project:get')).id === other.id;
    });
    await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
  });

  it('keep default models, which a new comparison begins with', async () => {
    const { window } = await extension();
    await window.context.globalState.update('abai.models', demoModels.slice(0, 2));
    const { id } = await request('project:get');
    const running = vscode.commands.executeCommand('abai.projectSettings');
    // The first row is that of the models; the model picker comes up with those chosen last.
    const settings = await enterUntil('the models', async () => {
      const project = await request('project:get', { projectId: id });
      return project.settings.defaultModels && project.settings;
    });
    await until('the list to close', async () => {
      await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
      return Promise.race([
        Promise.resolve(running).then(() => true),
        new Promise<false>((resolve) => setTimeout(() => resolve(false), 100)),
      ]);
    });
    assert.deepEqual(settings.defaultModels, demoModels.slice(0, 2));

    await window.link.request('project:update-settings', {
      projectId: id,
      settings: { defaultModels: ['demo:bard'], systemPrompt: 'Answer in one word.' },
    });
    const content = 'Which planet is the largest?';
    const editor = await editorOn(content);
    editor.selection = new vscode.Selection(0, 0, 0, content.length);
    const comparing = vscode.commands.executeCommand('abai.compareSelection');
    const summary = await enterUntil('the comparison', async () => {
      const [newest] = await window.link.request('comparison:list', { limit: 1 });
      return newest?.name === content && newest;
    });
    await comparing;
    assert.equal(summary.projectId, id);
    const { comparison } = await finished(summary.id);
    assert.deepEqual(
      comparison.threads.map(({ model }) => model),
      ['demo:bard'],
    );
    assert.equal(comparison.system, 'Answer in one word.');
    assert.equal(panelTabs().length, 1);
  });

  it('are archived, never the last one, and another becomes the current one', async () => {
    const current = await request('project:get');
    assert.notEqual(current.id, first.id);
    const node = await until('the project', () => projectNode(current.id));
    await vscode.commands.executeCommand('abai.archiveProject', node);
    assert.equal((await request('project:get')).id, first.id);
    await until('it to leave the history', async () => !(await projectNode(current.id)));
    assert.ok((await request('project:get', { projectId: current.id })).archivedAt);
    // Refused with a sentence, which is shown and not thrown.
    void vscode.commands.executeCommand('abai.archiveProject');
    const { window } = await extension();
    await assert.rejects(window.link.request('project:archive', { projectId: first.id }), {
      code: 'conflict',
    });
    assert.equal((await request('project:get')).id, first.id);
    await window.link.request('project:unarchive', { projectId: current.id });
    await until('it back in the history', () => projectNode(current.id));
  });

  it('have a context menu', async () => {
    await extension();
    const { menus } = vscode.extensions.getExtension('ab-ai.ab-ai')!.packageJSON.contributes as {
      menus: Record<string, Menu[]>;
    };
    /** What the menu of an item offers, as far as it goes by the item. */
    const offered = (contextValue: string): string[] => {
      const found = menus['view/item/context']!.filter(({ when, group }) => {
        const [, equal] = /viewItem == ([\w.]+)/.exec(when) ?? [];
        const [, pattern] = /viewItem =~ \/(.+?)\/(?: |$)/.exec(when) ?? [];
        const fits = equal === contextValue || (pattern && new RegExp(pattern).test(contextValue));
        return fits && !group.startsWith('inline');
      });
      return found.map(({ command }) => command);
    };
    const all = ['abai.renameProject', 'abai.projectSettings', 'abai.archiveProject'];
    assert.deepEqual(offered('project'), ['abai.switchProject', ...all]);
    assert.deepEqual(offered('project.current'), all);
    assert.deepEqual(offered('day'), []);
  });
});
