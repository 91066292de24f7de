import { MAX_PAYLOAD_BYTES } from '@ntmobile/shared/fleet';
import type { MqttClient } from 'mqtt';

/**
 * What may come without a whole packet in it. The client keeps a packet until all of it is there, and a head of five bytes
 * announces up to 256 MB (MQTT 5 section 1.5.5): a broker in the wrong hands must not take a device its memory.
 */
export const MOST_UNREAD_BYTES = 4 * MAX_PAYLOAD_BYTES;

/** Tells once when a broker sends more than any packet of ours has. After `connect()`, for that connection. */
export function watchForOversized(client: MqttClient, tell: () => void): void {
  let unread = 0;
  client.on('packetreceive', () => {
    unread = 0;
  });
  const count = (chunk: Uint8Array) => {
    unread += chunk.length;
    if (unread <= MOST_UNREAD_BYTES) return;
    client.stream.removeListener('data', count);
    tell();
  };
  client.stream.on('data', count);
}
