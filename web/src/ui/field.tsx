import type { InputHTMLAttributes, ReactNode } from 'react';
import { useId } from 'react';
import { Cross } from './shapes/marks.tsx';

interface FieldProps extends InputHTMLAttributes<HTMLInputElement> {
  label: string;
  help?: ReactNode;
  error?: string | undefined;
  /** For what one copies: addresses and keys. */
  mono?: boolean;
  /** Unit or button inside the input, at its right. */
  inside?: ReactNode;
}

/** A labelled input with its help or its error under it. */
export function Field({ label, help, error, inside, mono, className, ...input }: FieldProps) {
  const id = useId();
  return (
    <div className={className}>
      <label htmlFor={id} className="mb-1.5 block font-medium">
        {label}
      </label>
      <div className="relative">
        <input
          {...input}
          id={id}
          className={`input ${inside === undefined ? '' : 'pr-16'} ${mono ? 'font-mono' : ''}`}
          aria-invalid={error !== undefined}
          aria-describedby={help === undefined && error === undefined ? undefined : `${id}-help`}
        />
        {inside !== undefined && (
          <span className="absolute inset-y-0 right-1 flex items-center px-2 text-sm text-ink-3">
            {inside}
          </span>
        )}
      </div>
      <p
        id={`${id}-help`}
        className="mt-1 text-sm text-ink-3 empty:hidden"
        role={error ? 'alert' : undefined}
      >
        {error !== undefined ? <FieldError text={error} /> : help}
      </p>
    </div>
  );
}

/** An error beside what caused it. */
export function FieldError({ text }: { text: string }) {
  return (
    <span className="flex items-start gap-1.5 text-broken">
      <Cross className="mt-1" /> {text}
    </span>
  );
}
