'use client';

// Rows of unknown height in a scrolling part, only those drawn that are seen: worked out, kept up, and small: 5 KB as of 3.13, 10 since.
import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual';
import { type RefObject, useCallback, useEffect, useRef } from 'react';

const OVERSCAN = 10;
/** What the server draws before it knows the screen. */
const FIRST_SCREEN = { width: 1_200, height: 800 };
/** The heads stay above the rows. */
const HEAD_HEIGHT = 28;
/** Rows are told as seen once scrolling has come to rest for this long. */
const REST_MS = 150;

interface RowWindowOptions {
  readonly scroll: RefObject<HTMLElement | null>;
  readonly ids: readonly string[];
  readonly rowHeight: number;
  readonly onSeen: (ids: readonly string[]) => void;
}

/** Which rows are drawn, with the gaps between them in pixels; the row that has the focus is always among them. */
export function useRowWindow({ scroll, ids, rowHeight, onSeen }: RowWindowOptions) {
  const focused = useRef(-1);
  const wanted = useRef(-1);
  const virtualizer = useVirtualizer({
    count: ids.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => ids[index] ?? index,
    overscan: OVERSCAN,
    initialRect: FIRST_SCREEN,
    scrollMargin: HEAD_HEIGHT,
    scrollPaddingStart: HEAD_HEIGHT,
    useFlushSync: false,
    rangeExtractor: (range) => {
      const indexes = new Set(defaultRangeExtractor(range));
      for (const kept of [focused.current, wanted.current])
        if (kept >= 0 && kept < range.count) indexes.add(kept);
      return [...indexes].sort((one, other) => one - other);
    },
  });
  const { startIndex = 0, endIndex = 0 } = virtualizer.range ?? {};
  const tell = useRef(onSeen);
  tell.current = onSeen;
  useEffect(() => {
    const timer = setTimeout(() => tell.current(ids.slice(startIndex, endIndex + 1)), REST_MS);
    return () => clearTimeout(timer);
  }, [ids, startIndex, endIndex]);

  const linkOf = useCallback(
    (index: number) =>
      scroll.current?.querySelector<HTMLElement>(`[data-index="${index}"] a[data-row-link]`) ?? undefined,
    [scroll],
  );
  useEffect(() => {
    // A row that was wanted is drawn now.
    const link = wanted.current === -1 ? undefined : linkOf(wanted.current);
    if (link === undefined) return;
    wanted.current = -1;
    link.focus({ preventScroll: true });
  });

  const drawn = virtualizer.getVirtualItems();
  return {
    /** Rows to draw, each with the height of what is left out before it. */
    drawn: drawn.map(({ index, start }, place) => ({
      index,
      gap: start - (drawn[place - 1]?.end ?? HEAD_HEIGHT),
    })),
    gapAfter: HEAD_HEIGHT + virtualizer.getTotalSize() - (drawn.at(-1)?.end ?? HEAD_HEIGHT),
    measureRow: virtualizer.measureElement,
    lastSeen: endIndex,
    /** Notes which row has the focus, by its index; -1 is none. */
    noteFocus: (index: number) => {
      focused.current = index;
    },
    showRow: (index: number) => {
      if (index >= 0) virtualizer.scrollToIndex(index, { align: 'auto' });
    },
    focusRow: (index: number) => {
      if (index < 0) return;
      virtualizer.scrollToIndex(index, { align: 'auto' });
      const link = linkOf(index);
      if (link === undefined) wanted.current = index;
      else link.focus({ preventScroll: true });
    },
  };
}
