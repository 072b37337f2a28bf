import * as vscode from 'vscode';
import { fillTemplate, parseTemplate } from '../../core/template.ts';

/** Asks for the value of each `{{name}}` in turn and fills them in. Undefined when one of them was dismissed. */
export async function filledIn(source: string): Promise<string | undefined> {
  const template = parseTemplate(source);
  const values = new Map<string, string>();
  for (const [index, name] of template.names.entries()) {
    const value = await vscode.window.showInputBox({
      title:
        template.names.length === 1
          ? vscode.l10n.t('Value of {0}', name)
          : vscode.l10n.t('Value of {0} ({1} of {2})', name, index + 1, template.names.length),
      prompt: vscode.l10n.t('It goes into the prompt where {0} stands.', `{{${name}}}`),
      ignoreFocusOut: true,
    });
    if (value === undefined) return undefined;
    values.set(name, value);
  }
  return fillTemplate(template, values);
}
