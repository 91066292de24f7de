'use client';

import { Columns3 } from 'lucide-react';
import { useRef } from 'react';
import { closeByEscape } from '../../../ui/close-by-escape.ts';
import { Segmented } from '../../../ui/segmented.tsx';
import { COLUMNS, type ListLook } from './list-look.ts';

interface LookMenuProps {
  look: ListLook;
  onChange: (look: ListLook) => void;
}

const DENSITIES = [
  { value: 'dense', text: 'Dense' },
  { value: 'wide', text: 'Comfortable' },
] as const;

/** Which columns there are and how high rows are. */
export function LookMenu({ look, onChange }: LookMenuProps) {
  const menu = useRef<HTMLDetailsElement>(null);
  const toggle = (key: ListLook['hidden'][number], isShown: boolean) =>
    onChange({
      ...look,
      hidden: isShown ? look.hidden.filter((hidden) => hidden !== key) : [...look.hidden, key],
    });
  return (
    <details
      ref={menu}
      className="more-menu look-menu"
      onKeyDown={closeByEscape}
      onBlur={(event) =>
        !event.currentTarget.contains(event.relatedTarget) && menu.current?.removeAttribute('open')
      }
    >
      <summary className="button">
        <Columns3 size={14} aria-hidden="true" />
        Columns
      </summary>
      <div>
        {COLUMNS.map(({ key, text }) => (
          <label key={key} className="flex items-center gap-2.5">
            <input
              type="checkbox"
              className="check"
              checked={!look.hidden.includes(key)}
              onChange={(event) => toggle(key, event.target.checked)}
            />
            {text}
          </label>
        ))}
        <Segmented
          label="Height of rows"
          options={DENSITIES}
          chosen={look.isDense ? 'dense' : 'wide'}
          onChoose={(density) => onChange({ ...look, isDense: density === 'dense' })}
        />
      </div>
    </details>
  );
}
