import { brokerPassword, passwordsEqual, serverPassword } from '../../keys/broker-password.ts';
import { claimedPrincipal, type Principal } from './access-rules.ts';
import type { EpochOf } from './node-epochs.ts';

/** Who came in. */
export interface Credential {
  readonly principal: Principal;
  /** Epoch of the credential; of no meaning for servers. */
  readonly epoch: number;
}

/** Says whose a credential is, by the epochs of the database. */
export class CredentialCheck {
  readonly #brokerSecret: Uint8Array;
  readonly #epochOf: EpochOf;
  /** Credentials that are being looked up; `stale` when they may have changed meanwhile. */
  readonly #lookUps = new Set<{ readonly node: string; stale: boolean }>();

  constructor(brokerSecret: Uint8Array, epochOf: EpochOf) {
    this.#brokerSecret = brokerSecret;
    this.#epochOf = epochOf;
  }

  /** The credentials of this node, of every one where it is absent, may have changed: what is under way is looked up again. */
  changed(node?: string): void {
    for (const lookUp of this.#lookUps) if (node === undefined || lookUp.node === node) lookUp.stale = true;
  }

  /** Undefined where the credential is not good; fails where the database cannot be asked. */
  async of(
    clientId: string,
    username: string | undefined,
    password: Uint8Array,
  ): Promise<Credential | undefined> {
    const principal = claimedPrincipal(clientId, username);
    if (principal === undefined) return undefined;
    if (principal.kind === 'server') {
      return passwordsEqual(serverPassword(this.#brokerSecret), password)
        ? { principal, epoch: 0 }
        : undefined;
    }
    const epoch = await this.#currentEpochOf(principal.node);
    if (epoch === undefined) return undefined;
    const expected = brokerPassword(this.#brokerSecret, principal.node, epoch);
    return passwordsEqual(expected, password) ? { principal, epoch } : undefined;
  }

  /** As the database has it when this resolves: whoever is revoked meanwhile is not connected yet to be put out. */
  async #currentEpochOf(node: string): Promise<number | undefined> {
    const lookUp = { node, stale: false };
    this.#lookUps.add(lookUp);
    try {
      let epoch = await this.#epochOf(node);
      while (lookUp.stale) {
        lookUp.stale = false;
        epoch = await this.#epochOf(node);
      }
      return epoch;
    } finally {
      this.#lookUps.delete(lookUp);
    }
  }
}
