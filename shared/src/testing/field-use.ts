import golden from '../../vectors/signalling-frames.json' with { type: 'json' };
import { hexDecode } from '../bytes/bits-text.ts';
import { concatBytes } from '../bytes/bytes.ts';
import { DecodeError } from '../bytes/decode-error.ts';
import { Reader } from '../bytes/reader.ts';
import { Writer } from '../bytes/writer.ts';
import * as tables from '../wire/fields.ts';
import { decodeFrames } from '../wire/frame.ts';

/** A field of a frame or record as the code declares it. */
export interface DeclaredField {
  readonly name: string;
  readonly tag: number;
  /** Most items, for a list. */
  readonly limit: number | undefined;
}

/** Every field of the tables in fields.ts. */
export const DECLARED_FIELDS: readonly DeclaredField[] = [
  tables.REGISTRATION_FIELD,
  tables.DIRECTION_FIELD,
  tables.ROUTE_FIELD,
  tables.ERROR_FIELD,
  tables.CONTROL_FIELD,
  tables.RECORD_FIELD,
].flatMap((table) =>
  Object.entries(table).map(([name, one]) => ({
    name,
    tag: one.tag,
    limit: 'limit' in one ? one.limit : undefined,
  })),
);

/** `if any`: a list that is left out when empty; `by case`: needed or absent by what the frame says otherwise. */
export type Need = 'always' | 'optional' | 'if any' | 'by case';

/** Fields in the order of the bytes: tag and value. */
export function fieldsOf(bytes: Uint8Array): Map<number, Uint8Array> {
  const reader = new Reader(bytes);
  const fields = new Map<number, Uint8Array>();
  while (reader.remaining > 0) {
    const tag = reader.u16();
    fields.set(tag, reader.bytes(reader.u16()));
  }
  return fields;
}

/** Which fields a kind of frame has, and how far the decoder needs each, found by leaving them out of golden frames. */
export function usedFields(kind: string): Map<number, Need> {
  const packets = golden.frames
    .filter(({ frame }) => frame.kind === kind)
    .map(({ packet }) => hexDecode(packet));
  const tags = new Set(packets.flatMap((packet) => [...fieldsOf(packet.subarray(8)).keys()]));
  return new Map([...tags].map((tag) => [tag, needOf(tag, packets)]));
}

function needOf(tag: number, packets: readonly Uint8Array[]): Need {
  if (DECLARED_FIELDS.find((one) => one.tag === tag)?.limit !== undefined) return 'if any';
  const having = packets.filter((packet) => fieldsOf(packet.subarray(8)).has(tag));
  if (having.every((packet) => isDecoded(without(packet, tag)))) return 'optional';
  return having.length === packets.length ? 'always' : 'by case';
}

function without(packet: Uint8Array, left: number): Uint8Array {
  const writer = new Writer();
  for (const [tag, value] of fieldsOf(packet.subarray(8)))
    if (tag !== left) writer.u16(tag).u16(value.length).bytes(value);
  const header = packet.slice(0, 8);
  new DataView(header.buffer).setUint16(2, writer.length);
  return concatBytes(header, writer.finish());
}

function isDecoded(packet: Uint8Array): boolean {
  try {
    return decodeFrames(packet).frames.length === 1;
  } catch (error) {
    if (error instanceof DecodeError) return false;
    throw error;
  }
}
