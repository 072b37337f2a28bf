import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { ComposerProfile } from '../../src/protocol/profiles.ts';
import { closeEditors, extension, panelTabs, until } from './extension-under-test.ts';

const folder = () => vscode.workspace.workspaceFolders![0]!.uri;
const file = () => vscode.Uri.joinPath(folder(), '.abai', 'profiles.json');

async function write(text: string): Promise<void> {
  await vscode.workspace.fs.writeFile(file(), new TextEncoder().encode(text));
}

/** Opens the list as a page does, presses Enter in it, and gives what came of it. */
async function picked(current: ComposerProfile = {}): Promise<ComposerProfile | null> {
  const { window } = await extension();
  const handlers = await window.pageHandlers();
  let answer: { profile: ComposerProfile | null } | undefined;
  void handlers['workbench:pick-profile']({ current }).then((given) => {
    answer = given;
  });
  const { profile } = await until('the choice', async () => {
    await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
    return answer;
  });
  return profile;
}

describe('profiles', () => {
  afterEach(async () => {
    await closeEditors();
    const { window } = await extension();
    for (const { id } of await window.link.request('profile:list', {})) {
      await window.link.request('profile:delete', { profileId: id });
    }
    await vscode.workspace.fs.delete(vscode.Uri.joinPath(folder(), '.abai'), { recursive: true }).then(
      () => {},
      () => {},
    );
  });

  it('that are saved are applied', async () => {
    const { window } = await extension();
    await window.link.request('profile:save', {
      profile: {
        name: 'Reviews',
        models: ['demo:swift', { model: 'demo:sage', parameters: { temperature: 0 } }],
        system: 'Be brief.',
      },
    });
    assert.deepEqual(await picked(), {
      models: ['demo:swift', 'demo:sage'],
      own: { 'demo:sage': { temperature: 0 } },
      system: 'Be brief.',
    });
  });

  it('are also those of the workspace, which are stored nowhere and read anew when the file changes', async () => {
    const { window } = await extension();
    await write('{"profiles": [{"name": "Team", "models": ["demo:bard"]}]}');
    await until('the file', async () => {
      const profile = await picked().catch(() => null);
      return profile?.models?.[0] === 'demo:bard';
    });
    assert.deepEqual(await window.link.request('profile:list', {}), []);
    await write('{"profiles": [{"name": "Team", "models": ["demo:sage"]}]}');
    await until('the change', async () => (await picked())?.models?.[0] === 'demo:sage');
  });

  it('of a broken file lead to its line', async () => {
    await write('{\n  "profiles": [\n    {"name": "Team", "temprature": 1}\n  ]\n}');
    const { window } = await extension();
    const handlers = await window.pageHandlers();
    void handlers['workbench:pick-profile']({ current: {} });
    const editor = await until('the editor', async () => {
      await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      const active = vscode.window.activeTextEditor;
      return active?.document.uri.toString() === file().toString() && active;
    });
    assert.equal(editor.selection.active.line, 2);
  });

  it('open a composer by command', async () => {
    const { window } = await extension();
    await window.link.request('profile:save', { profile: { name: 'One', models: ['demo:swift'] } });
    void vscode.commands.executeCommand('abai.profiles');
    await until('the composer', async () => {
      await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      return panelTabs().length === 1;
    });
  });
});
