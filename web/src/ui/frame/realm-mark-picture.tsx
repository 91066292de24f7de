import { type RealmMark, realmMark } from './realm-mark.ts';

/** The realm's mark as a picture. */
export function RealmMarkPicture({ publicKey, size }: { publicKey: Uint8Array; size: number }) {
  const mark: RealmMark = realmMark(publicKey);
  return (
    <svg viewBox="-1 -1 112 112" width={size} height={size} role="img" aria-label="Mark of this realm">
      <path d={mark.ink} fill="none" stroke="var(--ink)" strokeWidth="1.2" strokeLinecap="round" />
      <path d={mark.accent} fill="none" stroke="var(--accent)" strokeWidth="1.2" strokeLinecap="round" />
    </svg>
  );
}
