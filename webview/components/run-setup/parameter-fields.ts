import { html } from 'lit';
import type { Parameters } from '../../../src/protocol/generation.ts';
import { t } from '../../words/translate.ts';

interface NumberField {
  key: 'temperature' | 'topP' | 'maxTokens' | 'seed';
  name: string;
  min?: number;
  max?: number;
  step: string;
}

const numbers = (): readonly NumberField[] => [
  { key: 'temperature', name: t('Temperature'), min: 0, max: 2, step: '0.1' },
  { key: 'topP', name: 'Top P', min: 0, max: 1, step: '0.05' },
  { key: 'maxTokens', name: t('Max answer tokens'), min: 1, step: '1' },
  { key: 'seed', name: t('Seed'), step: '1' },
];

/** Changes what the parameters are by now: two fields can change before either is drawn again. */
export type EditParameters = (edit: (before: Parameters) => Parameters) => void;

/** Gives one parameter a value, or leaves it to the model. */
export function setParameter(edit: EditParameters, key: keyof Parameters, value: unknown): void {
  edit(({ [key]: _, ...others }) => (value === undefined ? others : { ...others, [key]: value }));
}

/** Fields of a model's parameters; what is empty is `base`'s or the model's own. `id` keeps them apart from others. */
export function parameterFields(id: string, parameters: Parameters, base: Parameters, edit: EditParameters) {
  const set = (key: keyof Parameters, value: unknown) => setParameter(edit, key, value);
  const number = ({ key, name, min, max, step }: NumberField) => html`
    <div class="field">
      <label for="${id}-${key}">${name}</label>
      <input
        id="${id}-${key}"
        type="number"
        min=${min ?? ''}
        max=${max ?? ''}
        step=${step}
        placeholder=${base[key] ?? t('default')}
        .value=${String(parameters[key] ?? '')}
        @change=${(event: Event) => {
          const field = event.target as HTMLInputElement;
          // What is out of bounds is brought within them, in sight of the person who wrote it.
          const value = field.value === '' ? undefined : within(Number(field.value), min, max, step === '1');
          field.value = value === undefined ? '' : String(value);
          set(key, value);
        }}
      />
    </div>
  `;
  const effort = parameters.thinking ?? '';
  const levels = [
    ['off', t('off')],
    ['low', t('low')],
    ['medium', t('medium')],
    ['high', t('high')],
  ] as const;
  const levelOf = (known: string) => levels.find(([level]) => level === known)?.[1];
  return html`
    <div class="fields">
      ${numbers().map(number)}
      <div class="field">
        <label for="${id}-thinking">${t('Thinking')}</label>
        <select
          id="${id}-thinking"
          @change=${(event: Event) => set('thinking', (event.target as HTMLSelectElement).value || undefined)}
        >
          <option value="" ?selected=${effort === ''}>${levelOf(base.thinking ?? '') ?? t('default')}</option>
          ${levels.map(([level, name]) => html`<option value=${level} ?selected=${effort === level}>${name}</option>`)}
        </select>
      </div>
    </div>
  `;
}

function within(value: number, min: number | undefined, max: number | undefined, whole: boolean): number {
  const bounded = Math.min(max ?? Number.MAX_SAFE_INTEGER, Math.max(min ?? Number.MIN_SAFE_INTEGER, value));
  return whole ? Math.round(bounded) : bounded;
}
