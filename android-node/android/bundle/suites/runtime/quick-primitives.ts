import type { CryptoPrimitives } from '@ntmobile/shared';
import { noblePrimitives } from '@ntmobile/shared/noble';

/**
 * Primitives without curves, for the suites of the core: on an interpreter one product on the curve takes 15 ms, and
 * the core's suites need thousands. What they rely on holds: both ends agree, other keys give other secrets, a changed
 * message is refused. It protects nothing. The curves themselves run in the suites of `shared`.
 */
export const quickPrimitives: CryptoPrimitives = {
  ...noblePrimitives,
  x25519PublicKey: (privateKey) => elementOf(power(GENERATOR, exponentOf(privateKey))),
  x25519: (privateKey, publicKey) => {
    const secret = power(numberOf(publicKey), exponentOf(privateKey));
    return secret <= 1n ? undefined : elementOf(secret);
  },
  ed25519Verify: (publicKey, message, signature) =>
    `${signature}` === `${signatureUnder(publicKey, message)}`,
};

/** Stands for the signature under a seed; whoever knows the public key can make it. */
export function ed25519Sign(seed: Uint8Array, message: Uint8Array): Uint8Array {
  return signatureUnder(ed25519PublicKey(seed), message);
}

/** Stands for the public key of a seed. */
export function ed25519PublicKey(seed: Uint8Array): Uint8Array {
  return noblePrimitives.sha256(seed);
}

export { quickPrimitives as noblePrimitives };

function signatureUnder(publicKey: Uint8Array, message: Uint8Array): Uint8Array {
  const half = noblePrimitives.hmacSha256(publicKey, message);
  return Uint8Array.of(...half, ...half);
}

/** A prime of 61 bits. */
const PRIME = 2n ** 61n - 1n;
const GENERATOR = 37n;

function power(base: bigint, exponent: bigint): bigint {
  let [result, square] = [1n, base % PRIME];
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if ((rest & 1n) === 1n) result = (result * square) % PRIME;
    square = (square * square) % PRIME;
  }
  return result;
}

/** The first 56 bits of the hash, so that every byte of the key counts. */
function exponentOf(privateKey: Uint8Array): bigint {
  return numberOf(noblePrimitives.sha256(privateKey)) >> 8n;
}

/** An element is its number in 8 bytes, then zeros up to the length of a key. */
function elementOf(value: bigint): Uint8Array {
  const bytes = new Uint8Array(32);
  new DataView(bytes.buffer).setBigUint64(0, value);
  return bytes;
}

function numberOf(element: Uint8Array): bigint {
  return new DataView(element.buffer, element.byteOffset).getBigUint64(0);
}
