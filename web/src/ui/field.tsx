import { type InputHTMLAttributes, type ReactNode, useId } from 'react';
import { Cross } from './shapes/marks.tsx';

interface FrameProps {
  label: string;
  help?: ReactNode;
  error?: string | undefined;
  className?: string | undefined;
}

/** What a frame asks of its input: the ids that tie it to its label and its help, and whether it is wrong. */
interface Framed {
  readonly id: string;
  readonly 'aria-invalid': boolean;
  readonly 'aria-describedby': string | undefined;
}

interface FieldFrameProps extends FrameProps {
  children: (framed: Framed) => ReactNode;
}

/** A label above an input, its help or its error under it. */
export function FieldFrame({ label, help, error, className, children }: FieldFrameProps) {
  const id = useId();
  return (
    <div className={className}>
      <label htmlFor={id} className="mb-1.5 block font-medium">
        {label}
      </label>
      {children({
        id,
        'aria-invalid': error !== undefined,
        'aria-describedby': help === undefined && error === undefined ? undefined : `${id}-help`,
      })}
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

interface FieldProps extends InputHTMLAttributes<HTMLInputElement>, FrameProps {
  className?: string | undefined;
  /** For what one copies: addresses and keys. */
  mono?: boolean;
  /** Unit or button inside the input, at its right. */
  inside?: ReactNode;
}

/** A labelled input with its help or its error under it. */
export function Field({ label, help, error, inside, mono, className, ...input }: FieldProps) {
  return (
    <FieldFrame {...{ label, help, error, className }}>
      {(framed) => (
        <div className="relative">
          <input
            {...input}
            {...framed}
            className={`input ${inside === undefined ? '' : 'pr-16'} ${mono ? 'font-mono' : ''}`}
          />
          {inside !== undefined && (
            <span className="absolute inset-y-0 right-1 flex items-center px-2 text-sm text-ink-3">
              {inside}
            </span>
          )}
        </div>
      )}
    </FieldFrame>
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
