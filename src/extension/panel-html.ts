/** The elements that are a page each. */
export type PageElement = 'abai-app' | 'abai-run-app' | 'abai-activity-app';

/** Addresses as the webview may load them. */
export interface PanelAssets {
  script: string;
  codicons: string;
  /** The webview's own source, for the policy. */
  cspSource: string;
}

/** What a page shows before it has asked for anything. */
export interface FirstSight {
  /** By which a page that VS Code makes again from the same text knows that it had this before. */
  id: string;
  /** As JSON. */
  content: unknown;
}

/** The words of a page in a language other than English. */
export interface PageWords {
  /** As a page tells it to screen readers, for example `de`. */
  language: string;
  /** The English texts with the translated ones, as JSON. */
  json: string;
  /** The same for the sentences of the back end. */
  sentences: string;
}

/** A data block, which nothing runs; its content must only not end it. */
function dataTag(id: string, json: string): string {
  return `\n<script type="application/json" id="${id}">${json.replaceAll('<', '\\u003c')}</script>`;
}

/**
 * A panel's page: it loads dist/webview and nothing else, and talks to nobody but its host. Scripts need the nonce;
 * what a script with the nonce imports may run too.
 */
export function panelHtml(
  element: PageElement,
  assets: PanelAssets,
  nonce: string,
  { first, words }: { first?: FirstSight | undefined; words?: PageWords | undefined } = {},
): string {
  // Before the script, which looks them up from its first text on.
  const data = [
    words ? dataTag('abai-words', words.json) + dataTag('abai-sentences', words.sentences) : '',
    first ? dataTag('abai-first-sight', JSON.stringify({ id: first.id, content: first.content })) : '',
  ].join('');
  const policy = [
    `default-src 'none'`,
    `script-src 'nonce-${nonce}' 'strict-dynamic'`,
    `style-src ${assets.cspSource} 'nonce-${nonce}'`,
    `font-src ${assets.cspSource}`,
    // Only what the page itself was given: an address of anywhere else would tell its server that it was looked at.
    'img-src data:',
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="${words?.language ?? 'en'}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>A-B/AI</title>
<link rel="stylesheet" href="${assets.codicons}" id="vscode-codicon-stylesheet" nonce="${nonce}">
</head>
<body>
<${element}></${element}>${data}
<script type="module" nonce="${nonce}" src="${assets.script}"></script>
</body>
</html>`;
}
