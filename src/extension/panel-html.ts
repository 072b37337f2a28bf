/** The elements that are a page each. */
export type PageElement = 'abai-app' | 'abai-run-app' | 'abai-activity-app';

/** Files as texts, to be written into the page. */
export interface InlineAssets {
  /** Of the script. */
  code: string;
  /** Of codicon.css. */
  codicons: string;
  /** Scripts that the first words need, to be on their way. */
  next: readonly string[];
}

/** What the page is made of. */
export interface PanelAssets {
  /** Where its files lie, as the webview may load them, without a slash at the end; and the script among them. */
  folder: string;
  script: string;
  /** While a window starts, each file that a webview asks for takes longer than all the rest of the page. */
  inline?: InlineAssets | undefined;
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

/** The script, from its file or with its code, which no text in it can end: as strings and patterns may hold it. */
function scriptTag({ folder, script, inline }: PanelAssets, nonce: string): string {
  if (!inline) return `<script type="module" nonce="${nonce}" src="${script}"></script>`;
  const code = inline.code.replaceAll(/<(?=!--|\/script)/gi, '\\x3c');
  // By its address, a debugger and a coverage find it.
  return `<script type="module" nonce="${nonce}">${code}\n//# sourceURL=${folder}/${script}</script>`;
}

/** The icons' style sheet, with the link by which the icons inside components find it; and what is on its way. */
function headTags({ inline }: PanelAssets, nonce: string): string {
  const link = (rel: string) =>
    `<link ${rel} href="codicon.css" id="vscode-codicon-stylesheet" nonce="${nonce}">`;
  if (!inline) return link('rel="stylesheet"');
  const next = inline.next.map((file) => `\n<link rel="modulepreload" href="${file}" nonce="${nonce}">`);
  return `${link('rel="preload" as="style"')}${next.join('')}\n<style nonce="${nonce}">${inline.codicons}</style>`;
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
<base href="${assets.folder}/">
${headTags(assets, nonce)}
</head>
<body>
<${element}></${element}>${data}
${scriptTag(assets, nonce)}
</body>
</html>`;
}
