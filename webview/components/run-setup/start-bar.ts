import { html, nothing } from 'lit';
import { live } from 'lit/directives/live.js';
import type { RunSetupState } from '../../state/run-setup.ts';
import { forecast, forecastWords } from '../../state/run-setup-estimate.ts';
import { t } from '../../words/translate.ts';

const startKeys = navigator.platform.startsWith('Mac') ? '⌘↩' : 'Ctrl+Enter';

/** The two ways to begin, what they would cost, and what is still missing. */
export function startBar(state: RunSetupState, show: (field: string) => void) {
  const { read, rowCount, starting, failure } = state;
  const { value, asking } = state.estimator.state;
  const { refusal, canStart, tryRows: rows } = state;
  const first = rows === 1 ? t('Run First Row') : t('Run First {0} Rows', rows);
  const all = rowCount === 0 ? t('Run All') : t('Run All {0}', rowCount);
  const words = (count: number) => (value && read.setup ? forecastWords(forecast(value, count)) : undefined);
  const both = words(rows) !== undefined && rowCount > rows;
  return html`
    <div class="foot">
      ${
        failure
          ? html`
              <abai-message-box kind="error" role="alert"
                >${failure.message}
                <vscode-toolbar-button
                  slot="close"
                  icon="close"
                  label=${t('Dismiss')}
                  title=${t('Dismiss')}
                  @click=${() => state.dismissFailure()}
                ></vscode-toolbar-button
              ></abai-message-box>
            `
          : nothing
      }
      <div class="start">
        <div class="said" id="said" role="status" aria-busy=${asking}>
          ${
            read.problems.size > 0
              ? missing(state, show)
              : refusal !== undefined
                ? refusal
                : words(rows) === undefined
                  ? nothing
                  : html`<div>${t('First {0}: {1}', rows, words(rows) ?? '')}</div>
                      ${both ? html`<div>${t('All {0}: {1}', rowCount, words(rowCount) ?? '')}</div>` : nothing}`
          }
        </div>
        <label class="inline" for="firstRows">${t('First rows')}</label>
        <input
          id="firstRows"
          class="short"
          inputmode="numeric"
          aria-invalid=${read.problems.has('firstRows')}
          .value=${live(state.form.firstRows)}
          @input=${(event: Event) => state.edit({ firstRows: (event.target as HTMLInputElement).value })}
        />
        <div class="buttons">
          <vscode-button
            class="first"
            icon=${starting ? 'loading' : 'play'}
            ?icon-spin=${starting}
            ?disabled=${!canStart}
            aria-describedby="said"
            title="${first} (${startKeys})"
            @click=${() => state.run(rows)}
            >${first}</vscode-button
          >
          <vscode-button
            class="all"
            secondary
            ?disabled=${!canStart}
            aria-describedby="said"
            @click=${() => state.run()}
            >${all}</vscode-button
          >
        </div>
      </div>
    </div>
  `;
}

/** The first thing that is missing, with a way to it. */
function missing(state: RunSetupState, show: (field: string) => void) {
  const [[field, sentence] = ['', '']] = state.read.problems;
  const more = state.read.problems.size - 1;
  return html`
    <button class="link" @click=${() => show(field)}>${sentence}</button>
    ${more > 0 ? html`<div class="muted">${t('and {0} more', more)}</div>` : nothing}
  `;
}
