import { MAX_PAYLOAD_BYTES } from './bounded-json.ts';

/** The part of an MQTT client that is watched; that of the `mqtt` package has it. */
export interface WatchedClient {
  on(event: 'packetsend', listener: (packet: { readonly cmd?: string | undefined }) => void): unknown;
  on(event: 'packetreceive', listener: () => void): unknown;
  /** The connection's bytes; another one at each connection. */
  readonly stream: {
    on(event: 'data', listener: (chunk: Uint8Array) => void): unknown;
    removeListener(event: 'data', listener: (chunk: Uint8Array) => void): unknown;
  };
}

/**
 * What may come without a whole packet in it. The client keeps a packet until all of it is there, and a head of five bytes
 * announces up to 256 MB (MQTT 5 section 1.5.5): a broker in the wrong hands must not take anybody its memory.
 */
export const MOST_UNREAD_BYTES = 4 * MAX_PAYLOAD_BYTES;

/**
 * Tells once a connection when a broker sends more than `mostBytes` that are no whole packet. Called before `connect()`,
 * for every connection of the client; each begins with its CONNECT.
 */
export function watchForOversized(
  client: WatchedClient,
  tell: () => void,
  mostBytes = MOST_UNREAD_BYTES,
): void {
  let unread = 0;
  client.on('packetreceive', () => {
    unread = 0;
  });
  client.on('packetsend', ({ cmd }) => {
    if (cmd !== 'connect') return;
    unread = 0;
    const { stream } = client;
    const count = (chunk: Uint8Array) => {
      unread += chunk.length;
      if (unread <= mostBytes) return;
      stream.removeListener('data', count);
      tell();
    };
    stream.on('data', count);
  });
}
