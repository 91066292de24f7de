/** Type byte of each exchange; an answer has the type of its request. 0x10 to 0x1F travel inside tunnels. */
export const FRAME_TYPE = {
  sessionHello: 0x10,
  mtuProbe: 0x11,
  pathChallenge: 0x12,
  pathResponse: 0x13,
  pathMove: 0x14,
  registration: 0x20,
  keepAlive: 0x21,
  direction: 0x22,
  routeDirection: 0x23,
  candidateUpdate: 0x24,
  routeWithdrawal: 0x25,
  tunnelReport: 0x26,
  deregistration: 0x27,
} as const;

/** Lowest and highest type byte that a frame may have. */
export const FRAME_TYPE_RANGE = { lowest: 0x10, highest: 0x3f } as const;

/** Bits of the header's flags; the others are sent as zero and ignored. */
export const FRAME_FLAG = { answer: 0x01, error: 0x02, lookup: 0x04 } as const;

/** Bytes of the header before the fields. */
export const FRAME_HEADER_LENGTH = 8;

/** Frames of one packet together, bytes: a UDP payload of 1,200 less the 32 of a type-4 packet. */
export const PACKET_LIMIT = 1168;

/** What the header of a frame says besides the length of its fields. */
export interface FrameHeader {
  readonly type: number;
  readonly flags: number;
  readonly transaction: number;
}
