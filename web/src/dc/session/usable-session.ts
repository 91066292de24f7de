import { TIMING } from '../timing.ts';
import type { NodeLink, NodeSession } from './node-link.ts';

/** The session in use, if it may still send. */
export function usableSession(link: NodeLink, now: number): NodeSession | undefined {
  const { current } = link;
  return current !== undefined && now - current.establishedAt < TIMING.rejectAfter ? current : undefined;
}
