import type { ReactNode } from 'react';
import { LOCK_WINDOW_MS, PAIR_LIMIT } from '../../auth/lockout.ts';
import { keyLines } from '../../ui/frame/realm-mark.ts';
import { RealmMarkPicture } from '../../ui/frame/realm-mark-picture.tsx';
import { Tick, Warning } from '../../ui/shapes/marks.tsx';
import { NodeShape } from '../../ui/shapes/node-shape.tsx';

interface RealmSideProps {
  publicKey?: Uint8Array | undefined;
  coordinatorAnswers: boolean;
  /** What the database took to say so. */
  answeredMs: number;
}

/** The realm's mark, whether it answers, and how sign-in is guarded, beside the form. */
export function RealmSide({ publicKey, coordinatorAnswers, answeredMs }: RealmSideProps) {
  return (
    <div className="hidden flex-col justify-center gap-12 px-16 lg:flex xl:px-24">
      {publicKey !== undefined && (
        <div className="flex items-center gap-10">
          <div className="panel p-4">
            <RealmMarkPicture publicKey={publicKey} size={288} />
          </div>
          <div className="max-w-56">
            <h2 className="text-lg">The mark of this realm</h2>
            <p className="mt-1.5 text-ink-2">
              Drawn from the realm's public key, so it is always the same. Keep in mind that a copy of this
              page could copy it.
            </p>
            <p className="mt-3 font-mono text-ink-3">
              {keyLines(publicKey).map((line) => (
                <span key={line} className="block">
                  {line}
                </span>
              ))}
            </p>
          </div>
        </div>
      )}
      <dl className="max-w-2xl border-t border-line-2">
        <Fact name="Console and DC">
          {coordinatorAnswers ? <NodeShape state="online" /> : <Warning className="text-look" />}
          {coordinatorAnswers
            ? `Answer, ${Math.max(1, Math.round(answeredMs))} ms`
            : 'The console answers, the DC does not'}
        </Fact>
        <Fact name="Sign-in">
          <Tick className="text-as-intended" />
          Locks for {LOCK_WINDOW_MS / 60_000} min after {PAIR_LIMIT} misses, per account and address
        </Fact>
      </dl>
    </div>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="flex items-center gap-4 border-b border-line py-3">
      <dt className="w-32 text-ink-2">{name}</dt>
      <dd className="flex items-center gap-2">{children}</dd>
    </div>
  );
}
