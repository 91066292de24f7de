/** A list that is used by keys. */
export interface KeyedList {
  /** Rows in their order. */
  ids(): readonly string[];
  /** The row that is open beside the list. */
  openId(): string | undefined;
  selected(): ReadonlySet<string>;
  onSelect(selected: ReadonlySet<string>): void;
  /** Brings a row into view and gives it the focus. */
  focusRow(index: number): void;
  onOpen(id: string): void;
}

/** How many rows a key goes down. */
const STEPS: Record<string, number> = {
  j: 1,
  k: -1,
  PageDown: 20,
  PageUp: -20,
  Home: Number.NEGATIVE_INFINITY,
  End: Number.POSITIVE_INFINITY,
};

/**
 * Keys of a list whose rows carry their id (`data-row-id`) and have a link that opens them. `j` and `k` move the focus
 * (`PageDown`, `PageUp`, `Home` and `End` too, as far as rows were read), or, while a row is open beside the list, open the next; `x` and `Shift+x` select. The link has the focus, so that
 * readers follow and `Enter` opens by itself.
 */
export function listKeys(list: KeyedList) {
  let last: string | undefined;
  return (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    const ids = list.ids();
    const row = document.activeElement?.closest<HTMLElement>('[data-row-id]') ?? null;
    const here = ids.indexOf(row?.dataset.rowId ?? list.openId() ?? '');
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const step = STEPS[key];
    // Keys that a page knows too are the list's only while it has the focus.
    if (step !== undefined && ids.length > 0 && (key.length === 1 || row !== null)) {
      move(ids, { from: here, to: here === -1 ? 0 : here + step });
      event.preventDefault();
    } else if (key === 'x' && here !== -1) {
      const id = ids[here] ?? '';
      const begin = event.shiftKey && last !== undefined ? ids.indexOf(last) : -1;
      list.onSelect(begin === -1 ? flipped(list.selected(), id) : withRange(ids, begin, here));
      last = id;
    }
  };

  function move(ids: readonly string[], { from, to }: { from: number; to: number }): void {
    const next = Math.min(ids.length - 1, Math.max(0, to));
    if (list.openId() === undefined) list.focusRow(next);
    // What is open already would become the page.
    else if (next !== from) list.onOpen(ids[next] ?? '');
  }

  function withRange(ids: readonly string[], one: number, other: number): ReadonlySet<string> {
    const range = ids.slice(Math.min(one, other), Math.max(one, other) + 1);
    return new Set([...list.selected(), ...range]);
  }
}

function isTyping(target: EventTarget | null): boolean {
  const fields = 'input:not([type=checkbox]), select, textarea, dialog, [role=dialog], .throughput-chart';
  return target instanceof HTMLElement && target.closest(fields) !== null;
}

function flipped(selected: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const next = new Set(selected);
  if (!next.delete(id)) next.add(id);
  return next;
}
