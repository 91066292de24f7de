import type { Outputs } from '../../trpc/outputs.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { formatInstant } from '../../ui/live/age.ts';

/** The password that a reset made, this once. */
export function OneTimePassword(props: { of: Outputs['people']['resetPassword']; onKept: () => void }) {
  const { username, password, until } = props.of;
  return (
    <section className="panel flex flex-col gap-3 p-3.5" aria-labelledby="one-time-title">
      <div>
        <h2 id="one-time-title" className="text-lg">
          One-time password of {username}
        </h2>
        <p className="mt-1 text-ink-2">
          Give it to them now: it is not shown again. Until {formatInstant(until)} it opens the way to a
          password of their own.
        </p>
      </div>
      <div className="flex flex-wrap items-center gap-2">
        <code className="font-mono text-xl" data-testid="one-time-password">
          {password}
        </code>
        <CopyButton text={password} />
        <button type="button" className="button button-primary ml-auto" onClick={props.onKept}>
          Done
        </button>
      </div>
    </section>
  );
}
