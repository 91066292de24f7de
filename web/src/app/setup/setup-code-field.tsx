'use client';

import { useEffect, useState } from 'react';
import { Field } from '../../ui/field.tsx';

/** Proof that somebody may see what the server prints. It comes in the fragment of the address, which is sent to nobody. */
export function SetupCodeField({ error }: { error: string | undefined }) {
  const [code, setCode] = useState('');
  useEffect(() => setCode(location.hash.slice(1)), []);
  return (
    <Field
      label="Setup code"
      name="setupCode"
      autoComplete="off"
      autoCapitalize="none"
      spellCheck={false}
      mono
      required
      value={code}
      onChange={(event) => setCode(event.target.value)}
      help="On the server: the end of the address that npm start prints, and the file keys/setup-code in the data directory."
      error={error}
    />
  );
}
