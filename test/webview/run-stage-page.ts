/** In the browser: one of the run page's views by itself, as the page around it would hold it. */

import { pageLook } from '../../webview/components/look/page-look.ts';
import '../../webview/components/run-setup/run-setup.ts';
import '../../webview/components/run-summary/run-summary.ts';
import { acquireHostPort } from '../../webview/connection/host-port.ts';
import { openSession } from '../../webview/connection/open-session.ts';

document.adoptedStyleSheets.push(pageLook.styleSheet!);
const host = acquireHostPort();
const client = openSession(host);
const stage = document.querySelector('main')!;
const { runId, draft = {} } = await client.workbench('run-page:state', {});

if (runId === undefined) {
  const setup = document.createElement('abai-run-setup');
  setup.client = client;
  setup.draft = draft;
  setup.addEventListener('abai-draft-changed', ({ detail }) => {
    setup.draft = detail;
    host.setState({ draft: detail });
  });
  setup.addEventListener('abai-run-started', ({ detail }) => host.setState({ runId: detail.id }));
  stage.append(setup);
} else {
  const summary = document.createElement('abai-run-summary');
  summary.client = client;
  summary.run = await client.request('run:get', { runId });
  client.onEvent((event) => {
    if (event.type === 'run:updated') summary.run = event.data.run;
  });
  stage.append(summary);
}
