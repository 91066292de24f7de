/** What a kind of device does on the network, each value drawn between two ends. */
export interface DeviceKind {
  readonly name: string;
  /** Seconds without traffic between two conversations. */
  readonly quietSeconds: Range;
  readonly talkingSeconds: Range;
  readonly packetsPerSecond: Range;
  /** Bytes of payload that it sends, and that it asks to get back for each packet. */
  readonly sentBytes: Range;
  readonly answerBytes: Range;
}

export type Range = readonly [least: number, most: number];

/** Devices of the demonstration: bursts of pages, short transactions, uploads on the road, pictures, readings. */
export const DEVICE_KINDS: readonly DeviceKind[] = [
  {
    name: 'kiosk',
    quietSeconds: [5, 40],
    talkingSeconds: [4, 20],
    packetsPerSecond: [4, 30],
    sentBytes: [60, 300],
    answerBytes: [600, 1_150],
  },
  {
    name: 'till',
    quietSeconds: [8, 30],
    talkingSeconds: [2, 8],
    packetsPerSecond: [2, 12],
    sentBytes: [200, 700],
    answerBytes: [80, 300],
  },
  {
    name: 'van',
    quietSeconds: [20, 90],
    talkingSeconds: [15, 60],
    packetsPerSecond: [5, 35],
    sentBytes: [700, 1_150],
    answerBytes: [0, 60],
  },
  {
    name: 'camera',
    quietSeconds: [2, 15],
    talkingSeconds: [30, 120],
    packetsPerSecond: [10, 40],
    sentBytes: [900, 1_150],
    answerBytes: [0, 20],
  },
  {
    name: 'sensor',
    quietSeconds: [15, 45],
    talkingSeconds: [1, 4],
    packetsPerSecond: [1, 4],
    sentBytes: [40, 200],
    answerBytes: [20, 60],
  },
];

/** Kind of the device with this number, from 1. */
export function kindOf(number: number): DeviceKind {
  return DEVICE_KINDS[(number - 1) % DEVICE_KINDS.length] as DeviceKind;
}

/** Name of the device with this number, such as `demo-till-2`. */
export function deviceName(number: number): string {
  return `demo-${kindOf(number).name}-${number}`;
}
