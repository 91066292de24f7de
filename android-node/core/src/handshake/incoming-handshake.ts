import {
  type ConsumedInitiation,
  consumeInitiation,
  createResponse,
  deriveTransportKeys,
  identifyInitiator,
  type Tai64n,
} from '@ntmobile/shared';
import type { NodeServices } from '../services.ts';
import type { SessionKeys } from './outgoing-handshake.ts';
import type { IndexOwner } from './receiver-indices.ts';
import { revealKeys } from './reveal-keys.ts';

/** A message 1 whose sender holds the static key; it may still be a replay. */
export interface OpenedInitiation {
  readonly message: Uint8Array;
  readonly staticKey: Uint8Array;
  readonly stamp: Tai64n;
  readonly consumed: ConsumedInitiation;
}

/** Message 2 with the session that it makes. */
export interface InitiationAnswer extends SessionKeys {
  readonly message: Uint8Array;
  readonly localIndex: number;
}

/** Reads message 1; undefined when it is not authentic. `isWelcome` is asked before the second multiplication. */
export function openInitiation(
  services: NodeServices,
  message: Uint8Array,
  isWelcome: (staticKey: Uint8Array) => boolean,
): OpenedInitiation | 'unauthentic' | 'unwelcome' {
  const identified = identifyInitiator(services.primitives, services.identity, message);
  if (identified === undefined) return 'unauthentic';
  if (!isWelcome(identified.remotePublicKey)) return 'unwelcome';
  const consumed = consumeInitiation(services.primitives, services.identity, identified);
  if (consumed === undefined) return 'unauthentic';
  return { message, staticKey: consumed.remotePublicKey, stamp: consumed.timestamp, consumed };
}

/** Draws an index and an ephemeral key and makes message 2. */
export function answerInitiation(
  services: NodeServices,
  opened: OpenedInitiation,
  owner: IndexOwner,
  presharedKey?: Uint8Array,
): InitiationAnswer {
  const localIndex = services.indices.draw(owner);
  const ephemeralPrivateKey = services.randomBytes(32);
  revealKeys(services, opened.staticKey, ephemeralPrivateKey, presharedKey);
  const { message, handshake } = createResponse(services.primitives, opened.consumed, {
    ephemeralPrivateKey,
    localIndex,
    ...(presharedKey !== undefined && { presharedKey }),
  });
  const { remoteIndex } = handshake;
  return { message, localIndex, remoteIndex, ...deriveTransportKeys(services.primitives, handshake) };
}
