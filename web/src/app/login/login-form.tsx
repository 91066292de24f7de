'use client';

import { type FormEvent, type ReactNode, useState } from 'react';
import { type Credentials, REFUSAL_WORDS, type SignInResult, signIn } from '../../auth/sign-in.ts';
import { BusyButton } from '../../ui/busy-button.tsx';
import { FieldError } from '../../ui/field.tsx';
import { CodeFields, NameFields, NewPasswordFields } from './login-steps.tsx';
import { PasskeyStep } from './passkey-step.tsx';

type Step = 'name' | 'newPassword' | 'code' | 'passkey';
const ACTIONS: Record<Exclude<Step, 'passkey'>, string> = {
  name: 'Sign in',
  newPassword: 'Use this password',
  code: 'Go on',
};
/** The step that an answer leads to; others stay where they are. */
const NEXT_STEPS: Partial<Record<SignInResult, Step>> = {
  refused: 'name',
  codeNeeded: 'code',
  passkeyNeeded: 'passkey',
  newPasswordNeeded: 'newPassword',
};

/**
 * Name and password, then what else the account asks for. Each step sends everything again: the console keeps nothing
 * of somebody who has not proved all of it. `children` are other ways in, beside the first step.
 */
export function LoginForm({ children }: { children: ReactNode }) {
  const [known, setKnown] = useState<Credentials>();
  const [step, setStep] = useState<Step>('name');
  const [words, setWords] = useState<string>();
  const [isLocked, setLocked] = useState(false);
  const [busy, setBusy] = useState(false);

  async function send(typed: Record<string, string>) {
    setBusy(true);
    setWords(undefined);
    const credentials = { username: '', password: '', ...known, ...typed };
    const result = await signIn(credentials);
    // A whole new document: nothing read as a stranger is kept.
    if (result === 'admitted') return location.assign('/');
    const next = NEXT_STEPS[result] ?? step;
    setLocked(result === 'locked');
    setKnown(next === 'name' && result !== 'locked' ? undefined : withoutFactor(credentials));
    setStep(next);
    setWords((REFUSAL_WORDS as Partial<Record<SignInResult, string>>)[result]);
    setBusy(false);
  }

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (busy) return;
    const typed = Object.fromEntries(new FormData(event.currentTarget)) as Record<string, string>;
    if (typed.again !== undefined && typed.again !== typed.newPassword) {
      return setWords('The two passwords differ.');
    }
    void send(typed);
  }

  function goTo(to: Step) {
    if (to === 'name') setKnown(undefined);
    setStep(to);
    setLocked(false);
    setWords(undefined);
  }

  return (
    <>
      <form method="post" onSubmit={submit} className="mt-7 flex flex-col gap-4">
        {step === 'name' && <NameFields />}
        {step === 'newPassword' && <NewPasswordFields />}
        {step === 'code' && <CodeFields />}
        {step === 'passkey' && known !== undefined && (
          <PasskeyStep
            known={known}
            busy={busy}
            onSigned={(passkey) => void send({ passkey })}
            onFailed={setWords}
            onCode={() => goTo('code')}
          />
        )}
        <div role="alert" className="empty:hidden">
          {words !== undefined && <FieldError text={words} />}
        </div>
        {step !== 'passkey' && (
          <BusyButton type="submit" className="button button-primary" busy={busy}>
            {busy ? 'Signing in' : ACTIONS[step]}
          </BusyButton>
        )}
        {step === 'name' && isLocked && (
          // Misses of strangers do not count for who brings a code: they were made without the password.
          <p className="text-sm text-ink-3">
            Do you have a second factor?{' '}
            <button type="button" className="link tap-target" onClick={() => goTo('code')}>
              Sign in with its code
            </button>
          </p>
        )}
        {step !== 'name' && (
          <p className="text-sm text-ink-3">
            Signing in as {known?.username}.{' '}
            <button type="button" className="link tap-target" onClick={() => goTo('name')}>
              Start over
            </button>
          </p>
        )}
      </form>
      {step === 'name' && children}
    </>
  );
}

/** Codes and signatures are worth something once: none is sent again with what is typed next. */
function withoutFactor({ code: _, passkey: __, ...rest }: Credentials): Credentials {
  return rest;
}
