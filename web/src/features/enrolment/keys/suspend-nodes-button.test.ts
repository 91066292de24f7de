import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import type { ListedKey } from './key-row.tsx';
import { SuspendNodesButton } from './suspend-nodes-button.tsx';

function shown(of: Pick<ListedKey, 'activeNodes' | 'useCount'>): string {
  const enrolmentKey: ListedKey = {
    ...{ id: 'k', label: 'Tills', reusable: true, useLimit: null, approvalRequired: false, createdAt: 0 },
    ...{ expiresAt: null, madeBy: null, demo: false, state: 'revoked', ...of },
  };
  return renderToStaticMarkup(createElement(SuspendNodesButton, { enrolmentKey, onAsk: () => {} }));
}
const words = (markup: string) => markup.replaceAll(/<[^>]+>/g, '');

it.each([
  [1, 'Suspend 1 node of Tills'],
  [2_500, 'Suspend 2,500 nodes of Tills'],
])('says that it affects %i', (activeNodes, text) => {
  const markup = shown({ activeNodes, useCount: activeNodes });
  expect(words(markup)).toBe(text);
  expect(markup).toContain('aria-disabled="false"');
});

it.each([
  [0, 'No node came in by it'],
  [3, 'Its nodes are suspended, deleted or of another key'],
])('is disabled, and says why, where none of %i is left', (useCount, reason) => {
  const markup = shown({ activeNodes: 0, useCount });
  expect(markup).toContain('aria-disabled="true"');
  expect(markup).toMatch(new RegExp(`aria-describedby="(.+?)".*id="\\1"[^>]*>${reason}<`));
  expect(words(markup)).toBe(`Suspend 0 nodes of Tills${reason}`);
});
