/** Runs in the page: elements that stick out of the tab, and of no box that scrolls. */
export function findTooWide(): string[] {
  const found: string[] = [];
  const visit = (root: Document | ShadowRoot): void => {
    for (const element of root.querySelectorAll('*')) {
      if (element.shadowRoot) visit(element.shadowRoot);
      const { left, right, width } = element.getBoundingClientRect();
      if (width === 0 || (left >= -1 && right <= innerWidth + 1)) continue;
      if (!isInScroller(element) && !element.classList.contains('for-screen-readers')) {
        found.push(`${element.localName}.${element.className} ${Math.round(left)}-${Math.round(right)}`);
      }
    }
  };
  const isInScroller = (element: Element): boolean => {
    for (
      let at: Node | null = element.parentNode;
      at;
      at = at instanceof ShadowRoot ? at.host : at.parentNode
    ) {
      if (!(at instanceof Element) || !['auto', 'scroll'].includes(getComputedStyle(at).overflowX)) continue;
      const { left, right } = at.getBoundingClientRect();
      return (left >= -1 && right <= innerWidth + 1) || isInScroller(at);
    }
    return false;
  };
  visit(document);
  return found;
}
