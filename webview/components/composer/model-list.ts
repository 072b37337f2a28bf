import { html } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { Cost } from '../../../src/protocol/generation.ts';
import type { Pricing } from '../../../src/protocol/models.ts';
import { usd } from '../../state/metrics.ts';
import type { ModelIndex } from '../../state/model-index.ts';
import type { Panel } from '../../state/panel.ts';
import type { Draft } from '../../state/saved-state.ts';
import { t } from '../../words/translate.ts';

export interface ModelListOptions {
  panel: Panel;
  draft: Draft;
  models: ModelIndex;
  /** Of the prompt as it is written; undefined while nobody has counted. */
  tokens: number | undefined;
  cost(reference: string): Cost | undefined;
  /** A model's own parameters are to be shown. */
  edit(reference: string): void;
}

/** The models that a new comparison asks, as chips, and the way to others. */
export function modelList(options: ModelListOptions) {
  const { panel, draft, models } = options;
  return html`
    <ul class="models" aria-label=${t('Models')}>
      ${repeat(
        draft.models,
        (reference) => reference,
        (reference) => {
          const label = models.label(reference);
          return html`
            <li>
              <abai-model-chip
                editable
                .label=${label}
                .price=${priceOf(options, reference)}
                .priceDetail=${priceDetail(options, reference)}
                ?own=${draft.own[reference] !== undefined}
                @remove=${() => panel.removeModel(reference)}
                @edit=${() => options.edit(reference)}
                @set-key=${() => panel.setKey(label.providerId)}
              ></abai-model-chip>
            </li>
          `;
        },
      )}
      <li>
        <button class="choose" title=${t('Choose the models to ask')} @click=${() => panel.pickModels()}>
          <vscode-icon name="add"></vscode-icon>${draft.models.length === 0 ? t('Choose models…') : t('Add models…')}
        </button>
      </li>
    </ul>
  `;
}

/** What the prompt costs with this model, without its answer; what tokens cost while there is no prompt. */
function priceOf({ tokens, cost, models }: ModelListOptions, reference: string): string {
  if (!tokens) return rates(models.definition(reference)?.pricing);
  const price = cost(reference);
  if (!price || price.usd === null) return '';
  return price.basis === 'free' ? t('free') : `~${usd(price.usd)}`;
}

function rates(pricing: Pricing | undefined): string {
  if (!pricing) return '';
  const { prompt, completion } = pricing;
  return prompt === 0 && completion === 0 ? t('free') : `${usd(prompt)}/${usd(completion)}`;
}

function priceDetail({ tokens, models }: ModelListOptions, reference: string): string {
  const pricing = models.definition(reference)?.pricing;
  const parts = [];
  if (tokens) parts.push(t('The prompt is about {0} tokens.', tokens));
  if (pricing) {
    parts.push(t('{0} in, {1} out per million tokens', usd(pricing.prompt), usd(pricing.completion)));
  }
  return parts.join('\n');
}
