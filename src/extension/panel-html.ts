/** The elements that are a page each. */
export type PageElement = 'abai-app' | 'abai-run-app';

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

/** The content ends up in a data block, which nothing runs; it must only not end that block. */
function firstSightTag({ id, content }: FirstSight): string {
  const json = JSON.stringify({ id, content }).replaceAll('<', '\\u003c');
  return `\n<script type="application/json" id="abai-first-sight">${json}</script>`;
}

/**
 * A panel's page: it loads dist/webview and nothing else, and talks to nobody but its host. Scripts need the nonce;
 * what a script with the nonce imports may run too.
 */
export function panelHtml(
  element: PageElement,
  assets: PanelAssets,
  nonce: string,
  first?: FirstSight,
): string {
  const policy = [
    `default-src 'none'`,
    `script-src 'nonce-${nonce}' 'strict-dynamic'`,
    `style-src ${assets.cspSource} 'nonce-${nonce}'`,
    `font-src ${assets.cspSource}`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>A-B/AI</title>
<link rel="stylesheet" href="${assets.codicons}" id="vscode-codicon-stylesheet" nonce="${nonce}">
</head>
<body>
<${element}></${element}>${first ? firstSightTag(first) : ''}
<script type="module" nonce="${nonce}" src="${assets.script}"></script>
</body>
</html>`;
}
