import { Field } from '../../ui/field.tsx';

/** A code of the authenticator app or a recovery code. */
export function CodeField({ help = 'Of your authenticator app, or a recovery code.' }: { help?: string }) {
  return (
    <Field
      label="Code"
      name="code"
      autoComplete="one-time-code"
      autoCapitalize="none"
      spellCheck={false}
      help={help}
      mono
      required
    />
  );
}
