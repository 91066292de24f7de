/**
 * Focuses the heading of the page as soon as it is there (a page that is read shows its layout first), unless something
 * else has the focus by then: a link that stays, or what the person went to meanwhile.
 * @returns ends the wait
 */
export function focusHeading(page: Document): () => void {
  const observer = new MutationObserver(() => isDone(page) && observer.disconnect());
  if (!isDone(page)) observer.observe(page.body, { childList: true, subtree: true });
  return () => observer.disconnect();
}

function isDone(page: Document): boolean {
  if (page.activeElement !== null && page.activeElement !== page.body) return true;
  const heading = page.querySelector<HTMLElement>('main h1');
  if (heading === null) return false;
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
  return true;
}
