import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Capture, decode } from '../capture.ts';
import type { Lab } from '../lab.ts';

/** Captures what one does at a UDP port of a namespace as the sender's seeds: each a u16 of its length and its bytes. */
export async function captureSeeds(
  lab: Lab,
  of: { readonly namespace: string; readonly port: number; readonly name: string },
  done: () => Promise<void>,
): Promise<{ readonly path: string; readonly count: number }> {
  const capture = await Capture.start(lab, of.namespace, ['eth0'], of.name);
  await done();
  await capture.stop();
  // By its bytes alone: what a dissector makes of them would hide those that it does not understand.
  const preferences = [`udp.try_heuristic_first:FALSE`];
  const filter = `udp.port==${of.port}`;
  const rows = await decode(capture.path, { preferences, filter, fields: ['udp.payload'] });
  const datagrams = [...new Set(rows.flat())].map((hex) => Buffer.from(hex, 'hex'));
  const path = join(lab.directory, `${of.name}.seeds`);
  writeFileSync(path, Buffer.concat(datagrams.flatMap((one) => [lengthOf(one), one])));
  return { path, count: datagrams.length };
}

function lengthOf(datagram: Uint8Array): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(datagram.length);
  return length;
}
