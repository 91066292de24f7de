/** Who gets packets for a receiver index. */
export type IndexOwner =
  | { readonly kind: 'stock'; readonly peer: number }
  | { readonly kind: 'tunnel'; readonly peer: number }
  | { readonly kind: 'coordinator' };

// An index with the bytes of STUN's magic cookie would make a packet look like STUN (RFC 8489 section 5).
const STUN_COOKIE_LITTLE_ENDIAN = 0x42a41221;

/** All receiver indices of a node, handshakes under way and sessions alike: random, so that none can be guessed. */
export class ReceiverIndices {
  readonly #owners = new Map<number, IndexOwner>();
  readonly #randomBytes: (length: number) => Uint8Array;

  constructor(randomBytes: (length: number) => Uint8Array) {
    this.#randomBytes = randomBytes;
  }

  /** Draws an unused index for this owner. */
  draw(owner: IndexOwner): number {
    for (;;) {
      const bytes = this.#randomBytes(4);
      const index = new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0, true);
      if (index === STUN_COOKIE_LITTLE_ENDIAN || this.#owners.has(index)) continue;
      this.#owners.set(index, owner);
      return index;
    }
  }

  ownerOf(index: number): IndexOwner | undefined {
    return this.#owners.get(index);
  }

  release(index: number): void {
    this.#owners.delete(index);
  }
}
