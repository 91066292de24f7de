'use client';

import { Search } from 'lucide-react';
import { useEffect, useId, useRef, useState } from 'react';
import { FieldError } from '../../../ui/field.tsx';
import { formatFilter, type NodeFilter } from './list-filter.ts';
import { takeSearchWords } from './search-words.ts';

const TYPING_MS = 200;

interface SearchBoxProps {
  filter: NodeFilter;
  onChange: (filter: NodeFilter) => void;
}

/** Searches as one types; `key:value` words become chips. `/` leads here. */
export function SearchBox({ filter, onChange }: SearchBoxProps) {
  const [typed, setTyped] = useState(filter.search);
  const [problem, setProblem] = useState<string>();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const box = useRef<HTMLInputElement>(null);
  const asked = useRef(filter.search);
  const id = useId();
  useEffect(() => {
    // The address changed by other means than this box.
    if (filter.search !== asked.current) setTyped(filter.search);
    asked.current = filter.search;
  }, [filter.search]);
  useEffect(() => {
    const focus = (event: KeyboardEvent) => {
      const inField = event.target instanceof HTMLElement && event.target.closest('input, textarea, select');
      if (event.key !== '/' || inField) return;
      event.preventDefault();
      box.current?.focus();
    };
    document.addEventListener('keydown', focus);
    return () => document.removeEventListener('keydown', focus);
  }, []);

  function take(text: string, finished: boolean) {
    clearTimeout(timer.current);
    const words = takeSearchWords(text, filter, finished);
    setProblem(words.problem);
    asked.current = words.filter.search;
    if (formatFilter(words.filter) === formatFilter(filter)) return;
    const tookSome = words.rest.length < text.trim().length;
    if (tookSome) setTyped(words.rest === '' ? '' : `${words.rest} `);
    onChange(words.filter);
  }

  return (
    <div className="search-box">
      <Search
        size={14}
        aria-hidden="true"
        className="absolute top-1/2 left-2.5 -translate-y-1/2 text-ink-3"
      />
      <input
        ref={box}
        type="search"
        className="input pl-8!"
        aria-label="Search nodes"
        aria-describedby={problem === undefined ? undefined : id}
        aria-invalid={problem !== undefined}
        placeholder="Name, address, state:stale, rtt:>100"
        value={typed}
        onKeyDown={(event) => {
          if (event.key === 'Enter') take(typed, true);
          if (event.key !== 'Escape') return;
          // A browser would empty the box; Esc leads back to the list.
          event.preventDefault();
          box.current?.blur();
        }}
        onChange={(event) => {
          const next = event.target.value;
          setTyped(next);
          clearTimeout(timer.current);
          timer.current = setTimeout(() => take(next, false), TYPING_MS);
        }}
      />
      <kbd className="key-cap absolute top-1/2 right-2.5 -translate-y-1/2">/</kbd>
      {problem !== undefined && (
        <p id={id} role="alert" className="search-problem">
          <FieldError text={problem} />
        </p>
      )}
    </div>
  );
}
