import { html } from 'lit';
import type { Parameters } from '../../../src/protocol/generation.ts';
import { t } from '../../words/translate.ts';
import { type EditParameters, setParameter } from '../run-setup/parameter-fields.ts';

/** What can be switched on or off; `undefined` leaves it to `base`, and there to the model. */
type Switch = 'webSearch' | 'jsonMode';

/** Fields of a model's parameters beside its numbers. `id` keeps them apart from others. */
export function answerFields(id: string, parameters: Parameters, base: Parameters, edit: EditParameters) {
  const set = (key: keyof Parameters, value: unknown) => setParameter(edit, key, value);
  const choice = (key: Switch, name: string) => {
    const value = parameters[key];
    const usual = base[key] === undefined ? t('default') : onOff(base[key]);
    const chosen = (event: Event) => {
      const { value: picked } = event.target as HTMLSelectElement;
      set(key, picked === '' ? undefined : picked === 'on');
    };
    return html`
      <div class="field">
        <label for="${id}-${key}">${name}</label>
        <select id="${id}-${key}" @change=${chosen}>
          <option value="" ?selected=${value === undefined}>${usual}</option>
          <option value="on" ?selected=${value === true}>${onOff(true)}</option>
          <option value="off" ?selected=${value === false}>${onOff(false)}</option>
        </select>
      </div>
    `;
  };
  return html`
    <div class="fields">
      ${choice('webSearch', t('Web search'))} ${choice('jsonMode', t('JSON mode'))}
      <div class="field">
        <label for="${id}-stop">${t('Stop at')}</label>
        <input
          id="${id}-stop"
          spellcheck="false"
          title=${t('Texts that end an answer, with a | between them; \\n is a line break')}
          placeholder=${base.stop ? written(base.stop) : t('nothing')}
          .value=${written(parameters.stop ?? [])}
          @change=${(event: Event) => set('stop', read((event.target as HTMLInputElement).value))}
        />
      </div>
    </div>
  `;
}

function onOff(value: boolean): string {
  return value ? t('on') : t('off');
}

function written(stop: readonly string[]): string {
  return stop.map((text) => text.replaceAll('\n', '\\n')).join(' | ');
}

function read(text: string): string[] | undefined {
  const stops = text
    .split('|')
    .map((each) => each.trim().replaceAll('\\n', '\n'))
    .filter((each) => each !== '');
  return stops.length > 0 ? stops.slice(0, 16) : undefined;
}
