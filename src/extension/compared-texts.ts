import * as vscode from 'vscode';

const scheme = 'abai-text';

/** Read-only documents for VS Code's diff editor, each kept while it is open. */
export class ComparedTexts implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #texts = new Map<string, string>();
  readonly #subscriptions = [
    vscode.workspace.registerTextDocumentContentProvider(scheme, this),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => {
      if (uri.scheme === scheme) this.#texts.delete(uri.toString());
    }),
  ];
  #count = 0;

  provideTextDocumentContent(uri: vscode.Uri): string | undefined {
    return this.#texts.get(uri.toString());
  }

  #add(text: string, title: string): vscode.Uri {
    this.#count += 1;
    const path = `/${this.#count}/${title.replaceAll(/[/\\?#]/g, '-')}.md`;
    const uri = vscode.Uri.from({ scheme, path });
    this.#texts.set(uri.toString(), text);
    return uri;
  }

  async openDiff(texts: {
    left: string;
    right: string;
    leftTitle: string;
    rightTitle: string;
  }): Promise<void> {
    const left = this.#add(texts.left, texts.leftTitle);
    const right = this.#add(texts.right, texts.rightTitle);
    await vscode.commands.executeCommand(
      'vscode.diff',
      left,
      right,
      `${texts.leftTitle} ↔ ${texts.rightTitle}`,
    );
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }
}
