/** Where one node is with one push. */
export type PushState =
  | 'queued'
  | 'sent'
  | 'received'
  | 'applying'
  | 'applied'
  | 'rejected'
  | 'failed'
  | 'rolledBack'
  | 'superseded';

/** What the state is made of. */
export interface PushFacts {
  readonly revision: number;
  readonly desiredRevision: number | null;
  readonly publishedAt: Date | null;
  /** The newest report on exactly this revision. */
  readonly reported: string | null;
}

const REPORTED: Record<string, PushState> = {
  received: 'received',
  applying: 'applying',
  applied: 'applied',
  rejected: 'rejected',
  failed: 'failed',
  rolled_back: 'rolledBack',
};

/** A verdict of the node stands; without one, a newer revision makes this one pointless. */
export function pushState(facts: PushFacts): PushState {
  const reported = facts.reported === null ? undefined : REPORTED[facts.reported];
  const verdict = reported !== undefined && reported !== 'received' && reported !== 'applying';
  if (verdict) return reported;
  if (facts.desiredRevision !== null && facts.desiredRevision > facts.revision) return 'superseded';
  if (reported !== undefined) return reported;
  return facts.publishedAt === null ? 'queued' : 'sent';
}
