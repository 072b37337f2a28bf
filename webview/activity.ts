/**
 * The page of the activity, in a panel of its own. Served like the comparison's (see main.ts), with an
 * `<abai-activity-app>` in the body and activity.js as its script.
 */

import './components/activity-app/activity-app.ts';
import { pageLook } from './components/look/page-look.ts';
import { acquireHostPort } from './connection/host-port.ts';
import { openSession } from './connection/open-session.ts';

document.adoptedStyleSheets.push(pageLook.styleSheet!);

const host = acquireHostPort();
document.querySelector('abai-activity-app')?.connect(openSession(host), host);
