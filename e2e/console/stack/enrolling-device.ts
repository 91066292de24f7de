import { randomBytes } from 'node:crypto';
import { type KeyPair, tai64nAfter } from '@ntmobile/shared';
import { type AdmittedAnswer, parseEnrolmentString } from '@ntmobile/shared/enrolment';
import { nodePrimitives } from '@ntmobile/shared/node-crypto';
import { attemptEnrolment } from '../../../android-node/linux/src/enrolment/attempt.ts';
import type { EnrolmentOutcome } from '../../../android-node/linux/src/enrolment/retry.ts';

/** A device that asks to be enrolled over HTTP, as a node does. */
export class EnrollingDevice {
  readonly #local: KeyPair;

  constructor() {
    const privateKey = randomBytes(32);
    this.#local = { privateKey, publicKey: nodePrimitives.x25519PublicKey(privateKey) };
  }

  /** Asks once, with an enrolment string. */
  ask(invitation: string, says: { agent: string; name?: string }): Promise<EnrolmentOutcome<AdmittedAnswer>> {
    return attemptEnrolment({
      invitation: parseEnrolmentString(invitation),
      local: this.#local,
      request: { platform: 'linux', stamp: tai64nAfter(Date.now()), ...says },
    });
  }
}
