'use client';

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { CornerDownLeft, FileText, Search } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { failureWords } from '../../trpc/call-error.ts';
import { useTRPC } from '../../trpc/client.tsx';
import { NODE_STATE_WORDS, NodeShape, type NodeState } from '../../ui/shapes/node-shape.tsx';
import { useOfferedActions } from './page-actions.ts';
import { type FoundNode, type PaletteItem, type PalettePage, paletteItems } from './palette-items.ts';

const TYPING_MS = 120;
const TITLES = { node: 'Nodes', action: 'Do', page: 'Go to' } as const;

type Item = PaletteItem<FoundNode<NodeState>>;

/** Finds nodes by name or address, actions of the page, and pages. */
export default function PaletteDialog({
  pages,
  onClose,
}: {
  pages: readonly PalettePage[];
  onClose: () => void;
}) {
  const router = useRouter();
  const dialog = useRef<HTMLDialogElement>(null);
  const [typed, setTyped] = useState('');
  const [chosen, setChosen] = useState(0);
  const { found, error, isReading } = useFoundNodes(typed);
  const actions = useOfferedActions();
  const items: Item[] = paletteItems({ search: typed, nodes: found.nodes, actions, pages });
  const here = Math.min(chosen, items.length - 1);
  const id = useId();
  useEffect(() => dialog.current?.showModal(), []);
  useEffect(() => {
    document.getElementById(`${id}-${here}`)?.scrollIntoView({ block: 'nearest' });
  }, [id, here]);

  function run(item: Item | undefined) {
    if (item === undefined) return;
    dialog.current?.close();
    if (item.kind === 'node') router.push(`/nodes/${item.node.id}`);
    else if (item.kind === 'page') router.push(item.page.href);
    else item.action.run();
  }

  function press(event: KeyboardEvent) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) setChosen((here + step + items.length) % Math.max(1, items.length));
    else if (event.key === 'Enter') run(items[here]);
    else return;
    event.preventDefault();
  }

  return (
    <dialog ref={dialog} className="dialog palette" aria-label="Search or run" onClose={onClose}>
      <div className="flex items-center gap-2.5 border-b border-line px-4">
        <Search size={15} aria-hidden="true" className="shrink-0 text-ink-3" />
        <input
          role="combobox"
          aria-label="Node, action or page"
          aria-expanded={items.length > 0}
          aria-controls={`${id}-list`}
          aria-activedescendant={items.length > 0 ? `${id}-${here}` : undefined}
          aria-autocomplete="list"
          className="palette-input"
          placeholder="Name, address, action or page"
          autoComplete="off"
          spellCheck={false}
          maxLength={100}
          value={typed}
          onChange={(event) => {
            setTyped(event.target.value);
            setChosen(0);
          }}
          onKeyDown={press}
        />
        <kbd className="key-cap">Esc</kbd>
      </div>
      <div id={`${id}-list`} role="listbox" aria-label="Results" className="palette-list">
        {items.map((item, index) => (
          <Option
            key={keyOf(item)}
            id={`${id}-${index}`}
            item={item}
            title={items[index - 1]?.kind === item.kind ? undefined : titleOf(item, found.matching)}
            chosen={index === here}
            onRun={() => run(item)}
          />
        ))}
      </div>
      <p role="status" className="px-4 py-2.5 text-sm text-ink-3 empty:hidden">
        {error ?? (items.length === 0 && !isReading ? `Nothing is called “${typed}”.` : '')}
      </p>
    </dialog>
  );
}

/** Nodes for what is typed, once typing paused. */
function useFoundNodes(typed: string) {
  const trpc = useTRPC();
  const [search, setSearch] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setSearch(typed.replaceAll(/\p{Cc}/gu, '').trim()), TYPING_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  const query = useQuery({
    ...trpc.nodes.find.queryOptions({ search }),
    enabled: search !== '',
    placeholderData: keepPreviousData,
  });
  const isAsked = search !== '' && typed.trim() !== '';
  return {
    found: (isAsked ? query.data : undefined) ?? { matching: 0, nodes: [] },
    error:
      query.error === null ? undefined : `Nodes could not be searched: ${failureWords(query.error).message}`,
    isReading: query.isFetching || typed.trim() !== search,
  };
}

function titleOf(item: Item, matching: number): string {
  return item.kind === 'node' ? `Nodes, ${matching.toLocaleString('en')} match` : TITLES[item.kind];
}

function keyOf(item: Item): string {
  if (item.kind === 'node') return item.node.id;
  return item.kind === 'page' ? item.page.href : `do ${item.action.text}`;
}

interface OptionProps {
  id: string;
  item: Item;
  title: string | undefined;
  chosen: boolean;
  onRun: () => void;
}

function Option({ id, item, title, chosen, onRun }: OptionProps) {
  return (
    <>
      {title !== undefined && (
        <p role="presentation" className="px-4 pt-2.5 pb-1 text-sm text-ink-3">
          {title}
        </p>
      )}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the field above hears the keys */}
      <div
        id={id}
        role="option"
        aria-selected={chosen}
        tabIndex={-1}
        className="palette-option"
        onClick={onRun}
      >
        <OptionWords item={item} />
        {chosen && <CornerDownLeft size={13} aria-hidden="true" className="ml-auto shrink-0 text-ink-3" />}
        {!chosen && item.kind === 'page' && item.page.key !== undefined && (
          <kbd className="key-cap ml-auto">g {item.page.key}</kbd>
        )}
      </div>
    </>
  );
}

function OptionWords({ item }: { item: Item }) {
  if (item.kind === 'node')
    return (
      <>
        <NodeShape state={item.node.state} />
        <span className="sr-only">{NODE_STATE_WORDS[item.node.state]} </span>
        <span className="truncate font-medium">{item.node.name}</span>
        <span className="font-mono text-sm text-ink-2">{item.node.address}</span>
      </>
    );
  if (item.kind === 'action') return <span>{item.action.text}</span>;
  return (
    <>
      <FileText size={14} aria-hidden="true" className="text-ink-3" />
      <span>{item.page.text}</span>
    </>
  );
}
