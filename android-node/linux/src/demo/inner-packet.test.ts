import { formatIpAddress, parseIpAddress, utf8Decode, utf8Encode } from '@ntmobile/shared';
import { expect, it } from 'vitest';
import { echoReply, readUdp, udpPacket } from './inner-packet.ts';

const hex = (text: string) => new Uint8Array(Buffer.from(text.replaceAll(' ', ''), 'hex'));
const PAIRS = [
  ['198.18.0.5', '198.18.0.6'],
  ['fd00:1:2:3::5', 'fd00:1:2:3::6'],
] as const;

/** Ones' complement sum over all words: 0xffff where the checksum inside is right. */
function sumOf(...parts: Uint8Array[]): number {
  const all = Buffer.concat(parts);
  let sum = 0;
  for (let at = 0; at < all.length; at += 2) sum += (all[at] as number) * 256 + (all[at + 1] ?? 0);
  return (sum % 0xffff) + (sum % 0xffff === 0 ? 0xffff : 0);
}

it.each(PAIRS)('a datagram from %s to %s reads as it was written, with right checksums', (from, to) => {
  const [source, destination] = [parseIpAddress(from), parseIpAddress(to)];
  const packet = udpPacket({
    source,
    destination,
    sourcePort: 40_000,
    destinationPort: 7,
    payload: utf8Encode('odd'),
  });
  const read = readUdp(packet);
  expect(read).toMatchObject({ sourcePort: 40_000, destinationPort: 7 });
  expect(read && [formatIpAddress(read.source), formatIpAddress(read.destination)]).toEqual([from, to]);
  expect(read && utf8Decode(read.payload)).toBe('odd');
  const headerLength = source.family === 4 ? 20 : 40;
  if (source.family === 4) expect(sumOf(packet.subarray(0, 20))).toBe(0xffff);
  const segment = packet.subarray(headerLength);
  const pseudo = Uint8Array.of(0, segment.length, 0, 17);
  expect(sumOf(source.bytes, destination.bytes, pseudo, segment)).toBe(0xffff);
});

it('answers a ping of each family with the same bytes, the other way round', () => {
  const request4 = hex('45000020 00004000 4001ae97 c6120005 c6120006 0800f7f2 00050003 6869');
  const reply = echoReply(request4.subarray(0, 30)) ?? new Uint8Array();
  expect(reply).toHaveLength(0);
  const whole = hex('4500001e 00004000 40010000 c6120005 c6120006 08008f90 00050003 6869');
  const answer = echoReply(whole) as Uint8Array;
  expect(answer.slice(12, 20)).toEqual(hex('c6120006c6120005'));
  expect(answer.slice(20, 21)).toEqual(hex('00'));
  expect(sumOf(answer.subarray(20))).toBe(0xffff);
  expect(answer.slice(24)).toEqual(hex('0005 0003 6869'));
  const addresses = `${'fd00000100020003'.padEnd(31, '0')}5${'fd00000100020003'.padEnd(31, '0')}6`;
  const request6 = hex(`60000000 000a 3a 40 ${addresses} 8000 0000 0005 0003 6869`);
  const answer6 = echoReply(request6) as Uint8Array;
  expect(answer6[40]).toBe(129);
  const pseudo = Uint8Array.of(0, 10, 0, 58);
  expect(sumOf(answer6.subarray(8, 40), pseudo, answer6.subarray(40))).toBe(0xffff);
});

it('reads nothing out of other packets, fragments and packets cut short', () => {
  const [from, to] = PAIRS[0];
  const packet = udpPacket({
    source: parseIpAddress(from),
    destination: parseIpAddress(to),
    sourcePort: 1,
    destinationPort: 2,
    payload: new Uint8Array(20),
  });
  for (let length = 0; length < packet.length; length++)
    expect(readUdp(packet.subarray(0, length))).toBeUndefined();
  const fragment = packet.slice();
  fragment[6] = 0x20;
  expect(readUdp(fragment)).toBeUndefined();
  expect(echoReply(packet)).toBeUndefined();
  const tooLong = packet.slice();
  tooLong[25] = 0xff;
  expect(readUdp(tooLong)).toBeUndefined();
  expect(readUdp(packet)).toBeDefined();
});
