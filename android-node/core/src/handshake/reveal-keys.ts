import type { NodeServices } from '../services.ts';

/** Gives away the secrets of a handshake where the host asked for them, and does nothing anywhere else. */
export function revealKeys(
  services: Pick<NodeServices, 'outputs' | 'revealHandshakeKeys'>,
  remotePublicKey: Uint8Array,
  ephemeralPrivateKey: Uint8Array,
  presharedKey: Uint8Array | undefined,
): void {
  if (!services.revealHandshakeKeys) return;
  services.outputs.emit({
    kind: 'logHandshakeKeys',
    remotePublicKey,
    ephemeralPrivateKey,
    ...(presharedKey !== undefined && { presharedKey }),
  });
}
