/**
 * The panel's page. Its host serves it as a webview whose document holds, in its body, an `<abai-app>` and this script as a
 * module, and in its head codicon.css or a link to it, with a link of the id `vscode-codicon-stylesheet`, by which the icons inside
 * components find it. Files that are imported later (markdown.js, answer-diff.js …) and codicon.ttf lie in the folder that
 * is the document's base; there is nothing else to load, so `default-src 'none'` may stand with the nonce for scripts and
 * the webview's source for styles and fonts.
 */

import './components/app/app.ts';
import { pageLook } from './components/look/page-look.ts';
import { acquireHostPort } from './connection/host-port.ts';
import { openSession } from './connection/open-session.ts';

document.adoptedStyleSheets.push(pageLook.styleSheet!);

const host = acquireHostPort();
document.querySelector('abai-app')?.connect(openSession(host), host);
