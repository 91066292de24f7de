import { base32Decode, base32Encode } from './bytes/bits-text.ts';
import { DecodeError } from './bytes/decode-error.ts';

/** 16 random bytes that name a node for its life. */
export type NodeId = Uint8Array;
/** 16 random bytes that name the tunnel of one pair of nodes. */
export type PathId = Uint8Array;

export const ID_LENGTH = 16;

/** An id as text: 26 characters of base32 in lower case. */
export function formatNodeId(id: NodeId): string {
  return base32Encode(id);
}

/** The id of its text in either case; DecodeError otherwise. */
export function parseNodeId(text: string): NodeId {
  const id = base32Decode(text);
  if (id.length !== ID_LENGTH || text.length !== 26) throw new DecodeError('an id has 26 characters');
  return id;
}

export const formatPathId: (id: PathId) => string = formatNodeId;
export const parsePathId: (text: string) => PathId = parseNodeId;
