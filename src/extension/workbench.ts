import * as vscode from 'vscode';
import type { WorkbenchHandlers } from '../gateway/page-session.ts';
import { AbaiError } from '../protocol/errors.ts';
import { setApiKey } from './api-keys.ts';
import { attachHandlers } from './attachments/page-handlers.ts';
import { ComparedTexts } from './compared-texts.ts';
import { LastEditor } from './last-editor.ts';
import { pickModels } from './model-picker.ts';
import { profileHandlers } from './profiles/page-handlers.ts';
import { saveAs } from './save-as.ts';
import type { ThisWindow } from './this-window.ts';
import { leaveOutModel } from './usual-models.ts';
import { within } from './within.ts';

const openableSchemes = new Set(['http:', 'https:', 'mailto:']);

function openable(url: string): vscode.Uri {
  if (!URL.canParse(url) || !openableSchemes.has(new URL(url).protocol)) {
    throw new AbaiError('invalid', vscode.l10n.t('Only http, https and mailto links can be opened.'));
  }
  return vscode.Uri.parse(url, true);
}

/** What this window does for its pages. Questions to a person wait for them; all else has to be done in five seconds. */
export function editorHandlers(window: ThisWindow, editor: LastEditor, texts: ComparedTexts) {
  return {
    'workbench:pick-models': async ({ selected, use = 'comparison' }) => ({
      models: (await pickModels(window, selected, { use })) ?? null,
    }),
    'workbench:leave-out-model': async ({ model, use }) => {
      await leaveOutModel(window, use, model);
      return {};
    },
    'workbench:pick-tools': async ({ selected }) => {
      const { pickTools } = await import('./tools/pick-tools.ts');
      return { tools: await pickTools(selected) };
    },
    'workbench:set-api-key': async ({ provider }) => ({ saved: await setApiKey(window, provider) }),
    'clipboard:write': async ({ text }) => {
      await within(
        vscode.env.clipboard.writeText(text),
        vscode.l10n.t('VS Code did not copy the text in time. Try again.'),
      );
      return {};
    },
    'editor:open-document': async ({ content, languageId }) => {
      const open = async (): Promise<void> => {
        const language = languageId ?? 'markdown';
        const document = await vscode.workspace.openTextDocument({ content, language });
        await vscode.window.showTextDocument(document, {
          viewColumn: vscode.ViewColumn.Beside,
          preview: false,
        });
      };
      await within(open(), vscode.l10n.t('VS Code did not open the text in time. Try again.'));
      return {};
    },
    'editor:insert': async ({ text }) => {
      await within(editor.insert(text), vscode.l10n.t('VS Code did not insert the text in time. Try again.'));
      return {};
    },
    'editor:open-diff': async (compared) => {
      await within(
        texts.openDiff(compared),
        vscode.l10n.t('VS Code did not open the diff editor in time. Try again.'),
      );
      return {};
    },
    'code:replace': async ({ code, place }) => {
      const { replaceSelection } = await import('./code/replace-selection.ts');
      await within(
        replaceSelection(editor, code, place),
        vscode.l10n.t('VS Code did not insert the text in time. Try again.'),
      );
      return {};
    },
    'code:preview': async ({ code, place }) => {
      const previews = await window.codePreviews();
      await within(
        previews.show(editor, code, place),
        vscode.l10n.t('VS Code did not open the diff editor in time. Try again.'),
      );
      return {};
    },
    'code:new-file': async ({ code, language }) => {
      const { newFile } = await import('./code/new-file.ts');
      await within(
        newFile(code, language),
        vscode.l10n.t('VS Code did not open the text in time. Try again.'),
      );
      return {};
    },
    'code:to-terminal': async ({ code }) => {
      const { toTerminal } = await import('./code/to-terminal.ts');
      return { written: await toTerminal(code) };
    },
    ...attachHandlers(window, editor),
    ...profileHandlers(window),
    'file:save-as': saveAs,
    'workbench:open-external': async ({ url }) => {
      // VS Code asks the person first, so this one is not hurried.
      await vscode.env.openExternal(openable(url));
      return {};
    },
  } satisfies WorkbenchHandlers;
}

export type EditorHandlers = ReturnType<typeof editorHandlers>;

/** The handlers that all panels of a window share. */
export function windowHandlers(window: ThisWindow): EditorHandlers {
  const editor = new LastEditor();
  const texts = new ComparedTexts();
  window.context.subscriptions.push(editor, texts);
  return editorHandlers(window, editor, texts);
}
