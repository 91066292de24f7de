import { utf8Encode } from '@ntmobile/shared';

/** A message of MQTT in one run of bytes, as hostile inputs are made: topic, a zero byte, payload. */
export function joinMessage(topic: string, payload: string | Uint8Array): Uint8Array {
  const body = typeof payload === 'string' ? utf8Encode(payload) : payload;
  return Uint8Array.of(...utf8Encode(topic), 0, ...body);
}

/** The inverse of `joinMessage`; without a zero byte all is topic. */
export function splitMessage(bytes: Uint8Array): { readonly topic: string; readonly payload: Uint8Array } {
  const zero = bytes.indexOf(0);
  const end = zero < 0 ? bytes.length : zero;
  return { topic: Buffer.from(bytes.subarray(0, end)).toString(), payload: bytes.subarray(end + 1) };
}
