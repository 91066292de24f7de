'use client';

import { useState } from 'react';
import { MIN_PASSWORD_LENGTH } from '../../auth/password-length.ts';
import { Field } from '../../ui/field.tsx';
import { PasswordField } from '../../ui/password-field.tsx';

/** Who it is. */
export function NameFields() {
  return (
    <>
      <Field
        label="Name"
        name="username"
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        // The page is for nothing else.
        autoFocus
        required
      />
      <PasswordField label="Password" name="password" autoComplete="current-password" required />
    </>
  );
}

/** A password of one's own in place of a one-time one. */
export function NewPasswordFields() {
  return (
    <>
      <p className="text-ink-2">Your password was for one sign-in. Choose one that only you know.</p>
      <PasswordField
        label="New password"
        name="newPassword"
        autoComplete="new-password"
        minLength={MIN_PASSWORD_LENGTH}
        help={`${MIN_PASSWORD_LENGTH} characters or more; a few words are best.`}
        autoFocus
        required
      />
      <PasswordField label="New password again" name="again" autoComplete="new-password" required />
    </>
  );
}

/** The code of the authenticator app; who lost it has the recovery codes. */
export function CodeFields() {
  const [lost, setLost] = useState(false);
  return (
    <>
      {lost ? (
        <Field
          key="recovery"
          label="Recovery code"
          name="code"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          help="One of the ten that you were given. It works once."
          mono
          autoFocus
          required
        />
      ) : (
        <Field
          key="app"
          label="Code of your authenticator app"
          name="code"
          autoComplete="one-time-code"
          inputMode="numeric"
          pattern="[0-9 ]*"
          help="Six digits, new every 30 s."
          mono
          autoFocus
          required
        />
      )}
      <p className="text-sm text-ink-3">
        {lost ? 'Have the app again? ' : 'Lost your second factor? '}
        <button type="button" className="link tap-target" onClick={() => setLost(!lost)}>
          {lost ? 'Use its code' : 'Use a recovery code'}
        </button>
      </p>
    </>
  );
}
