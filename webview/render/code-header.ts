import { visibleText } from '../../src/core/visible-text.ts';
import { t } from '../words/translate.ts';

export type CodeActionName = 'copy' | 'insert' | 'replace' | 'preview' | 'new-file' | 'to-terminal';

/** What is asked for with a code block; it bubbles up to whoever can do it. */
export class CodeActionEvent extends Event {
  static readonly type = 'abai-code';
  readonly action: CodeActionName;
  readonly code: string;
  /** The word behind the fence. */
  readonly language: string;

  constructor(action: CodeActionName, code: string, language: string) {
    super(CodeActionEvent.type, { bubbles: true, composed: true });
    this.action = action;
    this.code = code;
    this.language = language;
  }
}

/** The menu of a code block is wanted, at the button that gets the focus back. */
export class CodeMenuEvent extends Event {
  static readonly type = 'abai-code-menu';
  readonly opener: HTMLElement;
  /** What to ask for with the code of that moment. */
  readonly asking: (action: CodeActionName) => CodeActionEvent;

  constructor(opener: HTMLElement, asking: (action: CodeActionName) => CodeActionEvent) {
    super(CodeMenuEvent.type, { bubbles: true });
    this.opener = opener;
    this.asking = asking;
  }
}

/** The line over a code block: its language, and what can be done with it. `whole` gives the code at that moment. */
export function codeHeader(language: string, whole: () => string): HTMLElement {
  const header = document.createElement('div');
  header.className = 'code-header';
  header.draggable = true;
  header.title = t('Drag this line to take the code into an editor');
  header.addEventListener('dragstart', ({ dataTransfer }) => dataTransfer?.setData('text/plain', whole()));
  const name = document.createElement('span');
  name.textContent = visibleText(language);
  const asking = (action: CodeActionName) => new CodeActionEvent(action, whole(), language);
  const ask = (action: CodeActionName): void => void header.dispatchEvent(asking(action));
  const more = button('⋯', t('More to do with this code'), () =>
    header.dispatchEvent(new CodeMenuEvent(more, asking)),
  );
  more.ariaHasPopup = 'menu';
  more.ariaLabel = more.title;
  header.append(
    name,
    button(t('Copy'), t('Copy this code'), () => ask('copy')),
    button(t('Insert'), t('Insert this code at the cursor of the last active editor'), () => ask('insert')),
    button(t('Diff'), t('Preview in a diff editor what this code would change'), () => ask('preview')),
    more,
  );
  return header;
}

function button(text: string, title: string, act: () => void): HTMLElement {
  const element = document.createElement('button');
  element.type = 'button';
  element.textContent = text;
  element.title = title;
  element.addEventListener('click', act);
  return element;
}
