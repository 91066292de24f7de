interface SelectionKeys {
  selected(): ReadonlySet<string>;
  onSelect(selected: ReadonlySet<string>): void;
}

/**
 * Keys of a table whose rows have a link that opens them (`data-row-link`, its value the row's id). The focused
 * link is where one is, so that readers follow and `Enter` opens by itself.
 */
export function listKeys(table: () => HTMLElement | null, selection: SelectionKeys) {
  let last: string | undefined;
  return (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (
      event.target instanceof HTMLElement &&
      event.target.closest('input:not([type=checkbox]), select, dialog')
    )
      return;
    const links = [...(table()?.querySelectorAll<HTMLAnchorElement>('a[data-row-link]') ?? [])];
    const row = document.activeElement?.closest('tr');
    const here = links.findIndex((link) => link.closest('tr') === row);
    const key = event.key.toLowerCase();
    if (key === 'j' || key === 'k') {
      const next = here === -1 ? 0 : here + (key === 'j' ? 1 : -1);
      const link = links[Math.min(links.length - 1, Math.max(0, next))];
      link?.focus();
      link?.scrollIntoView({ block: 'nearest' });
      event.preventDefault();
    } else if (key === 'x' && here !== -1) {
      const ids = links.map((link) => link.dataset.rowLink ?? '');
      const id = ids[here] ?? '';
      const begin = event.shiftKey && last !== undefined ? ids.indexOf(last) : -1;
      selection.onSelect(begin === -1 ? flipped(selection.selected(), id) : withRange(ids, begin, here));
      last = id;
    }
  };

  function withRange(ids: readonly string[], one: number, other: number): ReadonlySet<string> {
    const range = ids.slice(Math.min(one, other), Math.max(one, other) + 1);
    return new Set([...selection.selected(), ...range]);
  }
}

function flipped(selected: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const next = new Set(selected);
  if (!next.delete(id)) next.add(id);
  return next;
}
