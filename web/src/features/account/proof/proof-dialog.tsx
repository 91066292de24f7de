'use client';

import { lazy, Suspense, useSyncExternalStore } from 'react';
import { isProofAsked, watchProof } from '../../../trpc/proof-request.ts';

/** Loaded when somebody is first asked: passkeys bring a library of their own. */
const OpenProofDialog = lazy(() => import('./open-proof-dialog.tsx'));

/** Opens over whatever the person does when that asks for a fresh proof, and lets it go on from there. */
export function ProofDialog() {
  const asked = useSyncExternalStore(watchProof, isProofAsked, () => false);
  return <Suspense>{asked && <OpenProofDialog />}</Suspense>;
}
