import { html, LitElement, nothing, svg } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import '@vscode-elements/elements/dist/vscode-toolbar-button/index.js';
import type { PageClient } from '../../connection/page-client.ts';
import { toFailure } from '../../connection/request-failed.ts';
import { t, tParts } from '../../words/translate.ts';
import { baseLook } from '../look/base-look.ts';
import { type Drawing, letterSize, type Shape, type Spot, signPath } from './drawing.ts';
import { colourOf, type Inks, paperInks, seriesInks } from './inks.ts';
import { type Picture, pngBase64, svgText } from './picture.ts';
import { plotLook } from './plot.styles.ts';

/** What a plot shows: drawn anew for each width. */
export interface PlotContent {
  title: string;
  /** What is drawn, in a sentence. */
  about: string;
  draw(width: number): Drawing;
  /** The same figures as words; the first row is the header. */
  table: readonly (readonly string[])[];
}

/** Pixels of the plot in a file. */
const fileWidth = 840;

/** A plot that is drawn, told, shown as a table, and saved. */
@customElement('abai-plot')
export class Plot extends LitElement {
  static override styles = [baseLook, plotLook];

  @property({ attribute: false }) content!: PlotContent;
  @property({ attribute: false }) client!: PageClient;
  /** Of the files, without their ending. */
  @property({ attribute: false }) fileName = 'plot';
  @state() private width = 0;
  @state() private readout = '';
  @state() private problem = '';
  @state() private themeKind = document.body.dataset.vscodeThemeKind;
  @query('.canvas') private canvas!: HTMLElement;
  readonly #sizes = new ResizeObserver(([entry]) => {
    this.width = Math.floor(entry!.contentRect.width);
  });
  readonly #themes = new MutationObserver(() => {
    this.themeKind = document.body.dataset.vscodeThemeKind;
    this.requestUpdate();
  });

  override connectedCallback(): void {
    super.connectedCallback();
    this.#themes.observe(document.body, { attributes: true });
    if (this.hasUpdated) this.#sizes.observe(this.canvas);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#sizes.disconnect();
    this.#themes.disconnect();
  }

  protected override firstUpdated(): void {
    this.#sizes.observe(this.canvas);
  }

  get #inks(): Inks {
    const style = getComputedStyle(this);
    const muted = style.getPropertyValue('--vscode-descriptionForeground').trim();
    return {
      background: style.getPropertyValue('--vscode-editor-background').trim() || 'transparent',
      text: style.color,
      muted: muted || style.color,
      line: `color-mix(in srgb, currentColor ${this.themeKind?.includes('high-contrast') ? 50 : 20}%, transparent)`,
      series: seriesInks(this.themeKind),
    };
  }

  async #save(kind: 'svg' | 'png'): Promise<void> {
    const { title, about, draw } = this.content;
    const picture: Picture = { title, about, drawing: draw(fileWidth) };
    const name = `${this.fileName}.${kind}`;
    try {
      await this.client.workbench(
        'file:save-as',
        kind === 'svg'
          ? { name, content: svgText(picture, paperInks), encoding: 'utf8' }
          : { name, content: pngBase64(picture, paperInks), encoding: 'base64' },
      );
      this.problem = '';
    } catch (thrown) {
      this.problem = toFailure(thrown).message;
    }
  }

  protected override render() {
    const { title, about } = this.content;
    const save = (kind: 'svg' | 'png') => html`
      <button
        class="link"
        aria-label=${t('Save “{0}” as {1}', title, kind.toUpperCase())}
        title=${t('Save as {0}', kind.toUpperCase())}
        @click=${() => this.#save(kind)}
      >
        ${kind.toUpperCase()}
      </button>
    `;
    return html`
      <figure aria-labelledby="title">
        <figcaption>
          <h3 id="title">${title}</h3>
          <span class="save">${tParts('Save as {0} {1}', save('svg'), save('png'))}</span>
        </figcaption>
        <p class="about">${about}</p>
        <div class="canvas">${this.width > 0 ? this.#drawn(this.content.draw(this.width)) : nothing}</div>
        <p class="readout" aria-hidden="true">${this.readout || '\u00a0'}</p>
        ${this.problem === '' ? nothing : html`<p class="problem" role="alert">${this.problem}</p>`} ${this.#table()}
      </figure>
    `;
  }

  #drawn({ width, height, shapes, spots }: Drawing) {
    const inks = this.#inks;
    return svg`
      <svg
        width=${width}
        height=${height}
        viewBox="0 0 ${width} ${height}"
        role="group"
        aria-label=${this.content.title}
        font-size=${letterSize}
      >
        <g aria-hidden="true">${shapes.map((shape) => drawnShape(shape, inks))}</g>
        ${spots.map((spot) => this.#spot(spot))}
      </svg>
    `;
  }

  #spot({ x, y, width, height, text }: Spot) {
    const tell = () => {
      this.readout = text;
    };
    const hush = () => {
      this.readout = '';
    };
    return svg`
      <rect
        class="spot"
        x=${x}
        y=${y}
        width=${width}
        height=${height}
        rx="4"
        fill="transparent"
        tabindex="0"
        role="img"
        aria-label=${text}
        @mouseenter=${tell}
        @focus=${tell}
        @mouseleave=${hush}
        @blur=${hush}
      />
    `;
  }

  #table() {
    const [head = [], ...rows] = this.content.table;
    return html`
      <details>
        <summary>${t('The figures')}</summary>
        <div class="scroller" tabindex="0" role="region" aria-label=${t('The figures of {0}', this.content.title)}>
          <table>
            <thead>
              <tr>
                ${head.map((name) => html`<th scope="col">${name}</th>`)}
              </tr>
            </thead>
            <tbody>
              ${rows.map(
                ([name, ...figures]) => html`
                  <tr>
                    <th scope="row">${name}</th>
                    ${figures.map((figure) => html`<td>${figure}</td>`)}
                  </tr>
                `,
              )}
            </tbody>
          </table>
        </div>
      </details>
    `;
  }
}

function drawnShape(shape: Shape, inks: Inks) {
  const colour = colourOf(inks, shape.ink);
  switch (shape.kind) {
    case 'line':
      return svg`<line x1=${shape.x1} y1=${shape.y1} x2=${shape.x2} y2=${shape.y2} stroke=${colour}
        stroke-width=${shape.width ?? 1} stroke-dasharray=${shape.dashed ? '3 3' : 'none'} />`;
    case 'rect':
      return svg`<rect x=${shape.x} y=${shape.y} width=${shape.width} height=${shape.height} fill=${colour} />`;
    case 'sign':
      return svg`<path d=${signPath(shape.ink, shape.x, shape.y, shape.radius)} fill=${colour} stroke=${inks.background} />`;
    case 'text':
      return svg`<text x=${shape.x} y=${shape.y} text-anchor=${shape.anchor ?? 'start'} fill=${colour}
        font-weight=${shape.bold ? '600' : 'normal'}>${shape.text}</text>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'abai-plot': Plot;
  }
}
