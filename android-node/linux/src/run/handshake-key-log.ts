import { appendFileSync, chmodSync, writeFileSync } from 'node:fs';
import type { HandshakeKeys } from '../host/ports.ts';

/**
 * A file from which Wireshark (`wg.keylog_file`) reads a capture of this node's handshakes and packets. For debugging
 * only: whoever has it reads everything. One block of lines for each handshake, keys in base64; mode 0600.
 */
export class HandshakeKeyLog {
  readonly #path: string;
  readonly #privateKey: Uint8Array;

  constructor(path: string, privateKey: Uint8Array) {
    this.#path = path;
    this.#privateKey = privateKey;
    writeFileSync(path, '', { mode: 0o600 });
    chmodSync(path, 0o600);
  }

  /** Written when it returns: a reader that follows the capture finds the keys before the message. */
  add(keys: HandshakeKeys): void {
    const { remotePublicKey, ephemeralPrivateKey, presharedKey } = keys;
    const lines = [
      line('LOCAL_STATIC_PRIVATE_KEY', this.#privateKey),
      line('REMOTE_STATIC_PUBLIC_KEY', remotePublicKey),
      line('LOCAL_EPHEMERAL_PRIVATE_KEY', ephemeralPrivateKey),
      // Belongs to the ephemeral key before it.
      ...(presharedKey ? [line('PRESHARED_KEY', presharedKey)] : []),
    ];
    appendFileSync(this.#path, lines.join(''));
  }
}

function line(name: string, key: Uint8Array): string {
  return `${name} = ${Buffer.from(key).toString('base64')}\n`;
}
