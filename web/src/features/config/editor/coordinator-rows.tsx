import { Field, FieldError } from '../../../ui/field.tsx';
import type { CoordinatorRow } from '../sections/sections-form.ts';
import { RowButtons } from './row-buttons.tsx';
import { drawRowKey, withChanged, withMoved, withoutItem } from './rows.ts';

interface CoordinatorRowsProps {
  rows: readonly CoordinatorRow[];
  issueAt: (place: string) => string | undefined;
  readOnly: boolean;
  onChange: (rows: readonly CoordinatorRow[]) => void;
}

/** The list of coordinators. */
export function CoordinatorRows({ rows, issueAt, readOnly, onChange }: CoordinatorRowsProps) {
  const issue = issueAt('dc');
  return (
    <div className="@container flex flex-col gap-3">
      <ol className="flex flex-col gap-4">
        {rows.map((row, index) => (
          <li key={row.row} className="flex flex-wrap items-start gap-3">
            <Field
              className="min-w-0 flex-1 basis-56"
              label={`Endpoints of DC ${index + 1}`}
              placeholder="192.0.2.10:3479"
              mono
              spellCheck={false}
              readOnly={readOnly}
              value={row.endpoints}
              error={issueAt(`dc.${index}.endpoints`)}
              onChange={(event) => onChange(withChanged(rows, index, { endpoints: event.target.value }))}
            />
            <Field
              className="min-w-0 flex-1 basis-56"
              label="Public key"
              placeholder="43 characters"
              mono
              spellCheck={false}
              readOnly={readOnly}
              value={row.publicKey}
              error={issueAt(`dc.${index}.publicKey`)}
              onChange={(event) => onChange(withChanged(rows, index, { publicKey: event.target.value }))}
            />
            {!readOnly && (
              <RowButtons
                name={`DC ${index + 1}`}
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
          onClick={() => onChange([...rows, { row: drawRowKey(), endpoints: '', publicKey: '' }])}
        >
          Add a coordinator
        </button>
      )}
    </div>
  );
}
