import {
  bytesEqual,
  type CryptoPrimitives,
  consumeInitiation,
  consumeResponse,
  createInitiation,
  createResponse,
  deriveTransportKeys,
  identifyInitiator,
  TransportSession,
  tai64nAfter,
} from '@ntmobile/shared';

/** The first run compiles, the next ones let the engine learn what the code works on. */
const RUNS = 3;

/**
 * Runs both sides of a handshake with keys that are thrown away: the engine compiles code when it first runs, and
 * then that is done before an application's first packet waits for a tunnel. Takes some 20 ms, once.
 */
export function rehearseHandshakes(
  primitives: CryptoPrimitives,
  randomBytes: (length: number) => Uint8Array,
): void {
  for (let run = 0; run < RUNS; run++) {
    if (!handshakeAgrees(primitives, randomBytes))
      throw new Error('the primitives do not agree with themselves');
  }
}

function handshakeAgrees(primitives: CryptoPrimitives, randomBytes: (length: number) => Uint8Array): boolean {
  const keyPair = () => {
    const privateKey = randomBytes(32);
    return { privateKey, publicKey: primitives.x25519PublicKey(privateKey) };
  };
  const [initiator, responder] = [keyPair(), keyPair()];
  const begun = createInitiation(primitives, {
    local: initiator,
    remotePublicKey: responder.publicKey,
    ephemeralPrivateKey: randomBytes(32),
    localIndex: 1,
    timestamp: tai64nAfter(0, undefined),
  });
  const identified = begun && identifyInitiator(primitives, responder, begun.message);
  const consumed = identified && consumeInitiation(primitives, responder, identified);
  if (!begun || !consumed) return false;
  const answered = createResponse(primitives, consumed, {
    ephemeralPrivateKey: randomBytes(32),
    localIndex: 2,
  });
  const finished = consumeResponse(primitives, begun.handshake, answered.message);
  if (!finished) return false;
  const [ours, theirs] = [finished, answered.handshake].map((handshake) => ({
    keys: deriveTransportKeys(primitives, handshake),
    remoteIndex: handshake.remoteIndex,
  }));
  if (!ours || !theirs) return false;
  const payload = randomBytes(64);
  const sealed = new TransportSession(primitives, ours).seal(payload);
  const opened = sealed && new TransportSession(primitives, theirs).open(sealed);
  return opened !== undefined && bytesEqual(opened.payload.subarray(0, payload.length), payload);
}
