import { randomBytes } from 'node:crypto';
import { tai64nAfter } from '@ntmobile/shared';
import {
  type EnrolmentAnswer,
  type EnrolmentRequest,
  openAnswer,
  sealRequest,
} from '@ntmobile/shared/enrolment';
import { nodePrimitives } from '@ntmobile/shared/node-crypto';

/** How a device's next request differs from the usual one. */
export interface RequestChange extends Partial<EnrolmentRequest> {
  /** Seals towards another realm. */
  readonly realmKey?: Uint8Array;
}

/** A device of the tests: one key, rising stamps. */
export class EnrollingDevice {
  readonly #privateKey = new Uint8Array(randomBytes(32));
  readonly publicKey = new Uint8Array(nodePrimitives.x25519PublicKey(this.#privateKey));
  readonly #invitation: { readonly realmKey: Uint8Array; readonly keyId: string; readonly secret: string };
  #stamp = tai64nAfter(1_770_000_000_000);

  constructor(invitation: { realmKey: Uint8Array; keyId: string; secret: string }) {
    this.#invitation = invitation;
  }

  /** Message 1 with the next stamp, and what opens its answer. */
  request(change: RequestChange = {}) {
    this.#stamp = tai64nAfter(0, this.#stamp);
    const { realmKey, keyId, secret } = this.#invitation;
    const { realmKey: otherRealm, ...fields } = change;
    const { message, pending } = sealRequest(nodePrimitives, {
      local: { privateKey: this.#privateKey, publicKey: this.publicKey },
      realmKey: otherRealm ?? realmKey,
      ephemeralPrivateKey: randomBytes(32),
      request: { keyId, secret, agent: 'test 1', platform: 'linux', stamp: this.#stamp, ...fields },
    });
    const open = async (response: Response): Promise<EnrolmentAnswer> =>
      openAnswer(nodePrimitives, pending, new Uint8Array(await response.arrayBuffer()));
    return { message, open };
  }
}
