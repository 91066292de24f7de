/** Something that happened which the page itself does not show. */
export interface Toast {
  readonly id: number;
  readonly kind: 'done' | 'failed';
  readonly title: string;
  readonly text?: string;
  /** Where to see more. */
  readonly link?: { readonly text: string; readonly href: string };
  /** Of a failure. */
  readonly requestId?: string;
}

/** Most that are on the page at once; the oldest goes. */
const SHOWN = 3;

let toasts: readonly Toast[] = [];
let lastId = 0;
const listeners = new Set<() => void>();

function set(next: readonly Toast[]): void {
  toasts = next;
  for (const listener of listeners) listener();
}

/** Says what happened, at the bottom right of every page. */
export function showToast(toast: Omit<Toast, 'id'>): void {
  lastId += 1;
  set([...toasts, { ...toast, id: lastId }].slice(-SHOWN));
}

export function dropToast(id: number): void {
  set(toasts.filter((toast) => toast.id !== id));
}

export function shownToasts(): readonly Toast[] {
  return toasts;
}

/** Calls back whenever the list changes, until the returned function is called. */
export function watchToasts(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
