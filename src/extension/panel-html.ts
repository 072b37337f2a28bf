/** The elements that are a page each. */
export type PageElement = 'abai-app' | 'abai-run-app';

/** Addresses as the webview may load them. */
export interface PanelAssets {
  script: string;
  codicons: string;
  /** The webview's own source, for the policy. */
  cspSource: string;
}

/**
 * A panel's page: it loads dist/webview and nothing else, and talks to nobody but its host. Scripts need the nonce;
 * what a script with the nonce imports may run too.
 */
export function panelHtml(
  element: PageElement,
  assets: PanelAssets,
  nonce: string,
  language: string,
): string {
  const policy = [
    `default-src 'none'`,
    `script-src 'nonce-${nonce}' 'strict-dynamic'`,
    `style-src ${assets.cspSource} 'nonce-${nonce}'`,
    `font-src ${assets.cspSource}`,
    // Plots that the page draws and turns into pictures; nothing is loaded from anywhere.
    ...(element === 'abai-run-app' ? ['img-src blob: data:'] : []),
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>A-B/AI</title>
<link rel="stylesheet" href="${assets.codicons}" id="vscode-codicon-stylesheet" nonce="${nonce}">
</head>
<body>
<${element}></${element}>
<script type="module" nonce="${nonce}" src="${assets.script}"></script>
</body>
</html>`;
}
