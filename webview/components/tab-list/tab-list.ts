import { css, html, nothing, type TemplateResult } from 'lit';

/** Room around the row of tabs is its page's. */
export const tabListLook = css`
  .tabs {
    display: flex;
    gap: 2px;
    border-block-end: 1px solid var(--abai-line);
  }

  .tabs button {
    padding: 6px 8px 5px;
    border: 0;
    border-block-end: 1px solid transparent;
    background: none;
    color: var(--vscode-panelTitle-inactiveForeground, var(--abai-muted));
    font: inherit;
    cursor: pointer;
  }

  .tabs button:hover,
  .tabs button[aria-selected='true'] {
    color: var(--vscode-panelTitle-activeForeground, var(--vscode-foreground));
  }

  .tabs button[aria-selected='true'] {
    border-block-end-color: var(--vscode-panelTitle-activeBorder, var(--vscode-focusBorder));
  }
`;

export interface TabList<T extends string> {
  tabs: readonly T[];
  shown: T;
  /** For screen readers: what the tabs are views of. */
  label: string;
  name(tab: T): string;
  /** The id of the part that a tab shows, while there is one. */
  panel(tab: T): string | undefined;
  show(tab: T): void;
}

/** A row of tabs, of which the arrow keys show the neighbours. A tab's id is `tab-` and its value. */
export function tabList<T extends string>(list: TabList<T>): TemplateResult {
  const { tabs, shown, label, name, panel, show } = list;
  const go = ({ key, currentTarget }: KeyboardEvent): void => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[key];
    if (step === undefined) return;
    const tab = tabs[(tabs.indexOf(shown) + step + tabs.length) % tabs.length]!;
    show(tab);
    (currentTarget as HTMLElement).querySelector<HTMLElement>(`#tab-${tab}`)?.focus();
  };
  return html`
    <div class="tabs" role="tablist" aria-label=${label} @keydown=${go}>
      ${tabs.map(
        (tab) => html`
          <button
            role="tab"
            id="tab-${tab}"
            aria-selected=${shown === tab}
            aria-controls=${panel(tab) ?? nothing}
            tabindex=${shown === tab ? 0 : -1}
            @click=${() => show(tab)}
          >
            ${name(tab)}
          </button>
        `,
      )}
    </div>
  `;
}
