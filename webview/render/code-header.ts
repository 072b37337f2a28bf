/** What the buttons over a code block ask for; it bubbles up to whoever can do it. */
export class CodeActionEvent extends Event {
  static readonly type = 'abai-code';
  readonly action: 'copy' | 'insert';
  readonly code: string;

  constructor(action: 'copy' | 'insert', code: string) {
    super(CodeActionEvent.type, { bubbles: true, composed: true });
    this.action = action;
    this.code = code;
  }
}

/** The line over a code block: its language, and what can be done with it. `whole` gives the code at that moment. */
export function codeHeader(language: string, whole: () => string): HTMLElement {
  const header = document.createElement('div');
  header.className = 'code-header';
  const name = document.createElement('span');
  name.textContent = language;
  header.append(
    name,
    button('Copy', 'Copy this code', 'copy', whole),
    button('Insert', 'Insert this code at the cursor of the last active editor', 'insert', whole),
  );
  return header;
}

function button(
  text: string,
  title: string,
  action: CodeActionEvent['action'],
  whole: () => string,
): HTMLElement {
  const element = document.createElement('button');
  element.type = 'button';
  element.textContent = text;
  element.title = title;
  element.addEventListener('click', () => element.dispatchEvent(new CodeActionEvent(action, whole())));
  return element;
}
