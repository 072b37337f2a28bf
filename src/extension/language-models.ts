import * as vscode from 'vscode';
import type { LanguageModels } from '../core/ports/language-models.ts';
import type { GenerationRequest, Part } from '../core/ports/provider.ts';
import { AbaiError } from '../protocol/errors.ts';

function noMore(model: string): string {
  return vscode.l10n.t('VS Code offers {0} no more: choose another model.', model);
}

/** VS Code's own codes; the class carries them as `code`, and as the name of an Error from another host. */
function failureOf(thrown: unknown, model: string): AbaiError {
  const code =
    thrown instanceof vscode.LanguageModelError ? thrown.code : (thrown as Error | undefined)?.name;
  switch (code) {
    case vscode.LanguageModelError.NoPermissions.name:
      return new AbaiError(
        'auth',
        vscode.l10n.t(
          'VS Code was not allowed to use {0}: ask again and allow it, or sign in to the extension that offers it.',
          model,
        ),
      );
    case vscode.LanguageModelError.NotFound.name:
      return new AbaiError('not-found', noMore(model));
    case vscode.LanguageModelError.Blocked.name:
      return new AbaiError('provider', vscode.l10n.t('{0} was not allowed to answer this.', model), {
        retryable: false,
      });
    default:
      return new AbaiError(
        'provider',
        vscode.l10n.t(
          '{0} failed: {1}.',
          model,
          (thrown as Error | undefined)?.message ?? vscode.l10n.t('no reason given'),
        ),
      );
  }
}

function messagesOf({ system, turns }: GenerationRequest): vscode.LanguageModelChatMessage[] {
  // The API has no system role: extensions pass what comes first on as it is.
  const first = system ? [vscode.LanguageModelChatMessage.User(system)] : [];
  const messages: vscode.LanguageModelChatMessage[] = [];
  /** What the tools of one answer gave goes into one message. */
  let results: vscode.LanguageModelToolResultPart[] = [];
  const tellResults = () => {
    if (results.length > 0) messages.push(vscode.LanguageModelChatMessage.User(results));
    results = [];
  };
  for (const turn of turns) {
    if (turn.role === 'tool') {
      const text = new vscode.LanguageModelTextPart(turn.content);
      results.push(new vscode.LanguageModelToolResultPart(turn.toolCallId, [text]));
      continue;
    }
    tellResults();
    if (turn.role === 'user') messages.push(vscode.LanguageModelChatMessage.User(turn.content));
    else {
      const calls = (turn.toolCalls ?? []).map(
        (call) => new vscode.LanguageModelToolCallPart(call.id, call.name, (call.arguments ?? {}) as object),
      );
      const said = turn.content === '' ? [] : [new vscode.LanguageModelTextPart(turn.content)];
      messages.push(vscode.LanguageModelChatMessage.Assistant([...said, ...calls]));
    }
  }
  tellResults();
  return [...first, ...messages];
}

function partOf(piece: unknown): Part | undefined {
  if (piece instanceof vscode.LanguageModelTextPart) return { type: 'text', text: piece.value };
  if (piece instanceof vscode.LanguageModelToolCallPart) {
    return { type: 'tool-call', call: { id: piece.callId, name: piece.name, arguments: piece.input } };
  }
  return undefined;
}

/** The models that extensions offer in this window. VS Code asks for consent at the first request to each. */
export function windowLanguageModels(): LanguageModels {
  return {
    async list() {
      const models = await vscode.lm.selectChatModels();
      return models.map((model) => ({
        id: `${model.vendor}/${model.id}`,
        name: model.name,
        contextSize: model.maxInputTokens,
      }));
    },
    async *generate(request, { signal }) {
      const slash = request.model.id.indexOf('/');
      const [vendor, id] = [request.model.id.slice(0, slash), request.model.id.slice(slash + 1)];
      const [model] = slash < 0 ? [] : await vscode.lm.selectChatModels({ vendor, id });
      const name = model?.name ?? request.model.id;
      if (!model) throw new AbaiError('not-found', noMore(name));
      const cancellation = new vscode.CancellationTokenSource();
      const cancel = () => cancellation.cancel();
      signal.addEventListener('abort', cancel, { once: true });
      try {
        const tools = (request.tools ?? []).map((tool) => ({
          name: tool.name,
          description: tool.description,
          inputSchema: tool.parameters,
        }));
        const justification = vscode.l10n.t('To compare its answer with those of other models.');
        const options = { justification, ...(tools.length > 0 ? { tools } : {}) };
        const response = await model.sendRequest(messagesOf(request), options, cancellation.token);
        let called = false;
        for await (const piece of response.stream) {
          const part = partOf(piece);
          called ||= part?.type === 'tool-call';
          if (part) yield part;
        }
        if (!signal.aborted) yield { type: 'end', reason: called ? 'tool-calls' : 'stop' };
      } catch (thrown) {
        if (signal.aborted) throw new AbaiError('cancelled', 'Stopped.');
        throw failureOf(thrown, name);
      } finally {
        signal.removeEventListener('abort', cancel);
        cancellation.dispose();
      }
    },
  };
}
