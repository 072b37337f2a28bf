/**
 * The panel's page. Its host, the extension, serves it as a webview with this HTML; nothing else is needed:
 *
 *     <!DOCTYPE html>
 *     <html lang="en">
 *       <head>
 *         <meta charset="UTF-8">
 *         <meta name="viewport" content="width=device-width, initial-scale=1.0">
 *         <meta http-equiv="Content-Security-Policy" content="default-src 'none';
 *           script-src 'nonce-NONCE' CSP_SOURCE; style-src CSP_SOURCE 'nonce-NONCE'; font-src CSP_SOURCE">
 *         <link id="vscode-codicon-stylesheet" rel="stylesheet" nonce="NONCE" href="dist/webview/codicon.css">
 *         <title>A-B/AI</title>
 *       </head>
 *       <body>
 *         <abai-app></abai-app>
 *         <script type="module" nonce="NONCE" src="dist/webview/panel.js"></script>
 *       </body>
 *     </html>
 *
 * with `asWebviewUri` around both paths, CSP_SOURCE being `webview.cspSource` and NONCE made for each load.
 * `script-src` needs CSP_SOURCE for markdown.js, which panel.js imports later. `localResourceRoots` is `dist/webview`.
 * There are no images and no inline styles; the icons come from codicon.ttf beside codicon.css.
 */

import './components/app/app.ts';
import { pageLook } from './components/look/page-look.ts';
import { acquireHostPort } from './connection/host-port.ts';
import { openSession } from './connection/open-session.ts';

document.adoptedStyleSheets.push(pageLook.styleSheet!);

const host = acquireHostPort();
document.querySelector('abai-app')?.connect(openSession(host), host);
