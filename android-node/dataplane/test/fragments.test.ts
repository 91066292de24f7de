import { expect, it } from 'vitest';
import { ipPacket } from './inner-packets.ts';
import { correspondent, MemoryPlane, own, seal } from './memory-plane.ts';

const FRAGMENTS = 100_000;
const MORE_FRAGMENTS = 0x2000;

/** A fragment of a packet of its own, of which no other comes: first ones, and ones from the middle. */
function fragment(number: number): Buffer {
  const packet = ipPacket({
    source: correspondent,
    destination: own,
    protocol: 17,
    payload: Buffer.alloc(24),
  });
  packet.writeUInt16BE(number & 0xffff, 4);
  packet.writeUInt16BE(MORE_FRAGMENTS | (number % 2 === 0 ? 0 : 3), 6);
  return packet;
}

// Sealing so many takes seconds, unless the machine is busy.
it('hands each half-made fragment on as it came: nothing is kept for what would complete it', {
  timeout: 60_000,
}, () => {
  const host = new MemoryPlane().addPeer('ntm').addSession();
  let different = 0;
  for (let number = 0; number < FRAGMENTS; number++) {
    const sent = fragment(number);
    host.receive(seal(BigInt(number), sent));
    const [handedOn, ...more] = host.tunPackets.splice(0);
    if (more.length > 0 || handedOn === undefined || !handedOn.equals(sent)) different++;
  }
  expect(different).toBe(0);
});
