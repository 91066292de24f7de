import type { TextareaHTMLAttributes } from 'react';
import { FieldFrame } from './field.tsx';

interface ListFieldProps extends TextareaHTMLAttributes<HTMLTextAreaElement> {
  label: string;
  error?: string | undefined;
}

/** A labelled field for a list of what one copies, as many lines high as it takes to show all of it. */
export function ListField({ label, error, className, ...area }: ListFieldProps) {
  return (
    <FieldFrame {...{ label, error, className }}>
      {(framed) => <textarea {...area} {...framed} rows={2} className="input block font-mono" />}
    </FieldFrame>
  );
}
