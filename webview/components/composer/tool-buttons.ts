import { html } from 'lit';
import { live } from 'lit/directives/live.js';

interface ToolButton {
  icon: string;
  /** What it is, for the tooltip and for screen readers. */
  text: string;
  click(): unknown;
  /** What it leads to says something that counts. */
  said?: boolean;
}

/** A button of the composer's bar that does something. */
export function action(button: ToolButton & { title: string }) {
  const { icon, text, title, said = false, click } = button;
  return html`
    <vscode-toolbar-button
      class=${said ? 'said' : ''}
      icon=${icon}
      label=${text}
      title=${title}
      @click=${click}
    ></vscode-toolbar-button>
  `;
}

/** One that shows or hides something. */
export function toggle(button: ToolButton & { checked: boolean }) {
  const { icon, text, checked, said = false, click } = button;
  return html`
    <vscode-toolbar-button
      class=${said ? 'said' : ''}
      icon=${icon}
      label=${text}
      title=${text}
      toggleable
      .checked=${live(checked)}
      @click=${click}
    ></vscode-toolbar-button>
  `;
}
