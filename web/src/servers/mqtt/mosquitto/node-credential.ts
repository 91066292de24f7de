import { createHash } from 'node:crypto';
import { brokerPassword } from '../../../keys/broker-password.ts';

/** A node's credential at a broker that stores credentials. */
export interface NodeCredential {
  readonly node: string;
  readonly password: string;
  /** Tells one password of the node from another without giving it away; kept beside it at the broker. */
  readonly mark: string;
}

/** The credential of a node in an epoch. */
export function nodeCredential(brokerSecret: Uint8Array, node: string, epoch: number): NodeCredential {
  const password = brokerPassword(brokerSecret, node, epoch);
  return { node, password, mark: createHash('sha256').update(password).digest('base64url').slice(0, 16) };
}
