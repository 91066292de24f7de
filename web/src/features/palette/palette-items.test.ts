import { expect, it } from 'vitest';
import { pageOfKey, paletteItems } from './palette-items.ts';

const pages = [
  { text: 'Overview', href: '/', key: 'o' },
  { text: 'My sessions', href: '/sessions' },
];
const actions = [{ text: 'Pause live updates', run: () => {} }];
const nodes = [{ id: 'a', name: 'bus-10', state: 'online', address: null }];

it('puts nodes first, then actions of the page, then pages', () => {
  const kinds = paletteItems({ search: '', nodes, actions, pages }).map(({ kind }) => kind);
  expect(kinds).toEqual(['node', 'action', 'page', 'page']);
});

it('narrows actions and pages to what has every word, in any order', () => {
  expect(paletteItems({ search: ' sessions MY ', nodes: [], actions, pages })).toEqual([
    { kind: 'page', page: pages[1] },
  ]);
  expect(paletteItems({ search: 'bus-10', nodes: [], actions, pages })).toEqual([]);
});

it('leads by letter, whatever its case, and only where there is one', () => {
  expect(pageOfKey(pages, 'O')?.href).toBe('/');
  expect(pageOfKey(pages, 'm')).toBeUndefined();
});
