import { Field } from '../../ui/field.tsx';

interface CodeFieldProps {
  help?: string;
  /** A passkey takes its place where it is left empty. */
  optional?: boolean;
}

/** A code of the authenticator app or a recovery code. */
export function CodeField({
  help = 'Of your authenticator app, or a recovery code.',
  optional = false,
}: CodeFieldProps) {
  return (
    <Field
      label="Code"
      name="code"
      autoComplete="one-time-code"
      autoCapitalize="none"
      spellCheck={false}
      help={help}
      mono
      required={!optional}
    />
  );
}
