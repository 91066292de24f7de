import { Field, FieldError } from '../../../ui/field.tsx';
import type { RelayRow } from '../sections/sections-form.ts';
import { RowButtons } from './row-buttons.tsx';
import { drawRowKey, withChanged, withMoved, withoutItem } from './rows.ts';

interface RelayRowsProps {
  rows: readonly RelayRow[];
  issueAt: (place: string) => string | undefined;
  readOnly: boolean;
  onChange: (rows: readonly RelayRow[]) => void;
}

/** The list of relays. */
export function RelayRows({ rows, issueAt, readOnly, onChange }: RelayRowsProps) {
  const issue = issueAt('rs');
  const input = (index: number, name: 'endpoints' | 'region' | 'priority') => ({
    spellCheck: false,
    readOnly,
    value: rows[index]?.[name] ?? '',
    error: issueAt(`rs.${index}.${name}`),
    onChange: (event: { target: { value: string } }) =>
      onChange(withChanged(rows, index, { [name]: event.target.value })),
  });
  return (
    <div className="@container flex flex-col gap-3">
      {rows.length === 0 && <p className="text-ink-2">None: nodes that cannot meet have no path.</p>}
      <ol className="flex flex-col gap-4 empty:hidden">
        {rows.map((row, index) => (
          <li key={row.row} className="flex flex-wrap items-start gap-3">
            <Field
              className="min-w-0 flex-1 basis-56"
              label={`Endpoints of RS ${index + 1}`}
              placeholder="192.0.2.20:3478"
              mono
              {...input(index, 'endpoints')}
            />
            <Field className="min-w-0 basis-32" label="Region" {...input(index, 'region')} />
            <Field className="w-24" label="Priority" inputMode="numeric" {...input(index, 'priority')} />
            {!readOnly && (
              <RowButtons
                name={`RS ${index + 1}`}
                index={index}
                count={rows.length}
                onMove={(from, to) => onChange(withMoved(rows, from, to))}
                onRemove={(at) => onChange(withoutItem(rows, at))}
              />
            )}
          </li>
        ))}
      </ol>
      {issue !== undefined && <FieldError text={issue} />}
      {!readOnly && (
        <button
          type="button"
          className="button self-start"
          onClick={() =>
            onChange([...rows, { row: drawRowKey(), endpoints: '', region: '', priority: '10' }])
          }
        >
          Add a relay
        </button>
      )}
    </div>
  );
}
