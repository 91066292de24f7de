import {
  concatBytes,
  createInitiation,
  encodeFrame,
  type IpAddress,
  parseNodeId,
  utf8Encode,
} from '@ntmobile/shared';
import { nodePrimitives } from '@ntmobile/shared/node-crypto';
import { claimedName } from '../../../../shared/src/testing/claimed-names.ts';
import { repeatableNumbers } from '../../../../shared/src/testing/hostile-input.ts';
import { DIRECTION_FIELD, RECORD_FIELD, REGISTRATION_FIELD } from '../../../../shared/src/wire/fields.ts';
import { type DcBench, seededBytes, WORKER_PUBLIC_KEY } from './dc-bench.ts';
import type { TestNode } from './test-node.ts';

const ELSEWHERE = '203.0.113.66:666';
const HEADER_LENGTH = 8;

/**
 * A way of being taken for another node: a message 1 under its key; a registration, or an answer that only coordinators
 * give, with its name, id, key, addresses and record; a packet under the index of its session.
 */
export type Impersonation = 'initiation' | 'registration' | 'answer' | 'index';

/** What a hostile node that is enrolled sends to be taken for another. */
export class Impostor {
  readonly #bench: DcBench;
  readonly #victim: TestNode;
  readonly #self: TestNode;
  readonly #next = repeatableNumbers(7);
  readonly #draw = seededBytes(7);
  /** How many tries there were of each kind. */
  readonly tried: Record<Impersonation, number> = { initiation: 0, registration: 0, answer: 0, index: 0 };

  constructor(bench: DcBench, { victim, self }: { victim: TestNode; self: TestNode }) {
    this.#bench = bench;
    this.#victim = victim;
    this.#self = self;
  }

  /** Sends one to the coordinator, from an address of its own, the victim's, or any. */
  try(kind: Impersonation): void {
    this.tried[kind] += 1;
    const sources = [this.#self.endpoint, this.#victim.endpoint, ELSEWHERE];
    this.#bench.receive(this.#one(sources), this.#made(kind));
  }

  #made(kind: Impersonation): Uint8Array {
    switch (kind) {
      case 'initiation':
        return this.#initiation();
      case 'registration':
        return this.#seal(this.#claiming(this.#registration()));
      case 'answer':
        return this.#seal(
          this.#claiming(encodeFrame({ kind: 'deregistrationAnswer', transaction: this.#next() })),
        );
      case 'index':
        return this.#underVictimsIndex();
      default:
        return kind satisfies never;
    }
  }

  /** A message 1 under the key of the victim, or another spelling of it, with a private key of the sender's own. */
  #initiation(): Uint8Array {
    const publicKey = this.#victim.profile.staticKey.slice();
    // X25519 does not look at this bit: both are one point.
    if (this.#next() % 2 === 0) publicKey[31] = (publicKey[31] as number) ^ 0x80;
    const created = createInitiation(nodePrimitives, {
      local: { privateKey: this.#draw(32), publicKey },
      remotePublicKey: WORKER_PUBLIC_KEY,
      ephemeralPrivateKey: this.#draw(32),
      localIndex: this.#next(),
      timestamp: this.#one([new Uint8Array(12).fill(255), this.#draw(12)]),
    });
    if (created === undefined) throw new Error('the key of the coordinator is of small order');
    return created.message;
  }

  /** A registration with addresses of the victim as candidates. */
  #registration(): Uint8Array {
    const [virtual] = this.#victim.profile.addresses as [IpAddress];
    const candidate = this.#victim.interfaceCandidate();
    return encodeFrame({
      kind: 'registrationRequest',
      transaction: this.#self.nextTransaction(),
      candidates: [candidate, { ...candidate, endpoint: { address: virtual, port: 5000 } }],
      agent: 'test 1',
      capabilities: { control: 1 },
      bootId: this.#one([new Uint8Array(16).fill(7), this.#draw(16)]),
    });
  }

  /** A frame with one to five fields more, each in the place where others say who a node is. */
  #claiming(frame: Uint8Array): Uint8Array {
    const { id, staticKey, addresses } = this.#victim.profile;
    const name = utf8Encode(claimedName(this.#victim.profile.name, 'ntm.internal', this.#next));
    const [{ bytes: v4 }, { bytes: v6 }] = addresses as [IpAddress, IpAddress];
    const claims = [
      [DIRECTION_FIELD.nodeId.tag, parseNodeId(id)],
      [DIRECTION_FIELD.name.tag, name],
      [DIRECTION_FIELD.addresses.tag, concatBytes(Uint8Array.of(4), v4, Uint8Array.of(6), v6)],
      [RECORD_FIELD.staticKey.tag, staticKey],
      [RECORD_FIELD.replaces.tag, staticKey],
      [REGISTRATION_FIELD.record.tag, concatBytes(parseNodeId(id), name, staticKey, this.#draw(64))],
      [DIRECTION_FIELD.allowedPrefixes.tag, concatBytes(Uint8Array.of(4), v4, Uint8Array.of(32))],
    ] as const;
    const chosen = claims.filter(() => this.#next() % 2 === 0);
    const fields = (chosen.length === 0 ? claims : chosen).map(([tag, value]) => fieldOf(tag, value));
    const whole = concatBytes(frame, ...fields);
    // Bytes 2 and 3 of a header are the length of all fields.
    new DataView(whole.buffer).setUint16(2, whole.length - HEADER_LENGTH);
    return whole;
  }

  #seal(plaintext: Uint8Array): Uint8Array {
    const sealed = this.#self.session?.seal(plaintext);
    if (sealed === undefined) throw new Error('the hostile node has no session');
    return sealed;
  }

  /** A packet of the sender's session that says it is of the victim's. */
  #underVictimsIndex(): Uint8Array {
    const packet = this.#seal(encodeFrame({ kind: 'deregistration', transaction: this.#next() }));
    packet.set(this.#victim.sealed([]).subarray(4, 8), 4);
    return packet;
  }

  #one<T>(choices: readonly T[]): T {
    return choices[this.#next() % choices.length] as T;
  }
}

function fieldOf(tag: number, value: Uint8Array): Uint8Array {
  return Uint8Array.of(tag >> 8, tag & 255, value.length >> 8, value.length & 255, ...value);
}
