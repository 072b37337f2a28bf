import type { Attachment } from '../../../src/protocol/attachments.ts';
import type { Panel } from '../../state/panel.ts';

/** Arrow keys at the ends of the prompt go through what was asked before. Whether the key was taken. */
export function stepThroughHistory(event: KeyboardEvent, prompt: HTMLTextAreaElement, panel: Panel): boolean {
  if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return false;
  if (event.shiftKey || event.ctrlKey || event.metaKey || event.altKey) return false;
  const direction = event.key === 'ArrowUp' ? 'back' : 'forth';
  const { prompts } = panel;
  const shown = prompt.value;
  if (!prompts.mayStep(prompt, direction)) return false;
  void prompts.step(shown, direction).then((text) => {
    // Whoever wrote on meanwhile is not interrupted.
    if (text === undefined || prompt.value !== shown) return;
    panel.edit({ prompt: text });
    prompt.value = text;
    prompt.setSelectionRange(text.length, text.length);
  });
  return true;
}

/** Whether a `#` was just typed where a word begins: it asks for a file. */
export function asksForFile(event: InputEvent, prompt: HTMLTextAreaElement): boolean {
  if (event.inputType !== 'insertText' || event.data !== '#') return false;
  const before = prompt.value[prompt.selectionStart - 2];
  return before === undefined || /\s/.test(before);
}

/** Puts the names of files that were chosen in the place of the `#` that stands before the caret. */
export function nameFiles(prompt: HTMLTextAreaElement, files: readonly Attachment[], panel: Panel): void {
  const at = prompt.selectionStart;
  prompt.focus();
  if (files.length === 0 || prompt.value[at - 1] !== '#') return;
  prompt.setRangeText(files.map(({ name }) => `\`${name}\``).join(' '), at - 1, at, 'end');
  panel.edit({ prompt: prompt.value });
}
