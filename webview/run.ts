/**
 * The page of a run, in a panel of its own. Served like the comparison's (see main.ts), with an `<abai-run-app>` in the
 * body and run.js as its script.
 */

import './components/run-app/run-app.ts';
import { pageLook } from './components/look/page-look.ts';
import { acquireHostPort } from './connection/host-port.ts';
import { openSession } from './connection/open-session.ts';

document.adoptedStyleSheets.push(pageLook.styleSheet!);

const host = acquireHostPort();
document.querySelector('abai-run-app')?.connect(openSession(host), host);
