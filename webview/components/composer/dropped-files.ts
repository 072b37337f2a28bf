/** Whether something is dragged that can be attached: files of the system, or of VS Code. */
export function carriesFiles({ dataTransfer }: DragEvent): boolean {
  const types = dataTransfer?.types ?? [];
  return ['Files', 'text/uri-list', 'application/vnd.code.uri-list'].some((type) => types.includes(type));
}

/** Whether files are pasted and no text: who copies a table pastes its picture as well. */
export function pastesFiles(
  event: ClipboardEvent,
): event is ClipboardEvent & { readonly clipboardData: DataTransfer } {
  const { clipboardData: data } = event;
  return data !== null && data.files.length > 0 && !data.types.includes('text/plain');
}
