import type { Page } from 'playwright-core';
import type { Attachment } from '../../../src/protocol/attachments.ts';
import { finished, makeDetail, question } from '../fixtures.ts';
import { ScriptedHost } from '../scripted-host.ts';
import { ScriptedVotes } from '../scripted-votes.ts';
import type { Views } from './view.ts';

const code: Attachment = {
  kind: 'text',
  name: 'src/parse.ts',
  uri: 'file:///w/src/parse.ts',
  languageId: 'typescript',
  range: { startLine: 9, startCharacter: 0, endLine: 23, endCharacter: 4 },
  hash: 'a'.repeat(64),
  bytes: 1800,
  tokens: 432,
};
const picture: Attachment = {
  kind: 'image',
  name: 'diagram.png',
  mimeType: 'image/png',
  hash: 'b'.repeat(64),
  bytes: 1_234_567,
};
const long: Attachment = { ...code, name: `src/${'very-'.repeat(20)}long.ts`, hash: 'c'.repeat(64) };

const full = {
  prompt: 'What is wrong with this parser?\nAnswer with the line and a fix.',
  system: 'You are a careful reviewer.',
  models: ['demo:swift', 'openai:gpt-4o', 'anthropic:claude-sonnet-4'],
  attachments: [code, picture, long],
  parameters: { temperature: 0.5, stop: ['END'] },
  own: { 'openai:gpt-4o': { seed: 1 } },
  schema: '{"type":',
  tools: ['read_file'],
};

function composing(): ScriptedHost {
  const host = new ScriptedHost();
  host.panelState = { draft: full };
  return host;
}

const waitForLists = (page: Page) => page.locator('abai-attachment-list li').first().waitFor();

/** What goes with a prompt, before it is sent and after. */
export const composerViews: Views = {
  'with-all': {
    host: composing,
    async act(page) {
      await waitForLists(page);
      await page.locator('vscode-toolbar-button[icon="settings"]').click();
      await page.locator('abai-composer-options [aria-invalid="true"]').waitFor();
    },
  },
  'one-model': {
    host: composing,
    async act(page) {
      await waitForLists(page);
      await page.locator('abai-model-chip[own] button.name').click();
      await page.locator('abai-composer-options button.link').waitFor();
    },
  },
  'follow-up': {
    host() {
      const host = new ScriptedHost();
      new ScriptedVotes(host);
      const detail = makeDetail({
        answers: () => ({ ...finished, content: 'In line 12.' }),
        comparison: { parameters: { temperature: 0 }, schema: { type: 'object' }, tools: ['read_file'] },
      });
      for (const { conversationId } of detail.comparison.threads) {
        detail.messages[conversationId]![0] = question(conversationId, 'Why?', {
          attachments: [code, picture],
        });
      }
      host.put(detail);
      host.panelState = {
        comparisonId: detail.comparison.id,
        draft: { prompt: 'And this one?', models: [], attachments: [long, picture] },
      };
      return host;
    },
    act: waitForLists,
  },
};
