import type { PageAction } from './page-actions.ts';

/** A page of the console with the letter that follows `g`. */
export interface PalettePage {
  readonly text: string;
  readonly href: string;
  readonly key?: string;
}

/** A node as the server found it. */
export interface FoundNode<State extends string = string> {
  readonly id: string;
  readonly name: string;
  readonly state: State;
  readonly address: string | null;
}

/** An entry of the palette. */
export type PaletteItem<Node extends FoundNode = FoundNode> =
  | { readonly kind: 'node'; readonly node: Node }
  | { readonly kind: 'action'; readonly action: PageAction }
  | { readonly kind: 'page'; readonly page: PalettePage };

/** Entries for what is typed: nodes, then actions of the page, then pages, of which each word must be in the text. */
export function paletteItems<Node extends FoundNode>(of: {
  search: string;
  nodes: readonly Node[];
  actions: readonly PageAction[];
  pages: readonly PalettePage[];
}): PaletteItem<Node>[] {
  const words = of.search.toLowerCase().split(/\s+/).filter(Boolean);
  const matches = (text: string) => words.every((word) => text.toLowerCase().includes(word));
  return [
    ...of.nodes.map((node) => ({ kind: 'node' as const, node })),
    ...of.actions.filter(({ text }) => matches(text)).map((action) => ({ kind: 'action' as const, action })),
    ...of.pages.filter(({ text }) => matches(text)).map((page) => ({ kind: 'page' as const, page })),
  ];
}

/** The page that `g` and a letter lead to. */
export function pageOfKey(pages: readonly PalettePage[], key: string): PalettePage | undefined {
  return pages.find((page) => page.key === key.toLowerCase());
}
