'use client';

import { useSearchParams } from 'next/navigation';
import type { ReactNode } from 'react';

const TABS = [
  { tab: 'summary', text: 'Summary' },
  { tab: 'traffic', text: 'Traffic' },
  { tab: 'paths', text: 'Paths' },
  { tab: 'config', text: 'Config' },
  { tab: 'events', text: 'Events' },
] as const;
export type NodeTab = (typeof TABS)[number]['tab'];

/** The tab that the page's address names; the summary where it names none. */
export function useNodeTab(): NodeTab {
  const named = useSearchParams().get('tab');
  return TABS.find(({ tab }) => tab === named)?.tab ?? 'summary';
}

interface NodeTabsProps {
  chosen: NodeTab;
  /** What stands in grey after a tab's word. */
  notes: Partial<Record<NodeTab, ReactNode>>;
}

/** Parts of a node's page. Each has its address, so that it can be linked and gone back to. */
export function NodeTabs({ chosen, notes }: NodeTabsProps) {
  const present = useSearchParams();
  const addressOf = (tab: NodeTab) => {
    const parameters = new URLSearchParams(present);
    if (tab === 'summary') parameters.delete('tab');
    else parameters.set('tab', tab);
    return `?${parameters}`;
  };
  return (
    <nav aria-label="Parts of this node" className="node-tabs">
      {TABS.map(({ tab, text }) => (
        <a
          key={tab}
          href={addressOf(tab)}
          aria-current={tab === chosen ? 'page' : undefined}
          onClick={(event) => {
            if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
            event.preventDefault();
            window.history.pushState(null, '', `${window.location.pathname}${addressOf(tab)}`);
          }}
        >
          {text}
          {notes[tab] !== undefined && <span className="text-sm text-ink-3"> {notes[tab]}</span>}
        </a>
      ))}
    </nav>
  );
}
