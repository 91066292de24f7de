/**
 * Nodes that come one after the other: enrols so many and says `enrolled`; at SIGUSR2 starts each once the one before is
 * registered, and prints a line of JSON with the milliseconds that each took.
 *
 *   newcomers.ts ENROLMENT-STRING COUNT ADDRESS       ADDRESS of this machine, which they announce
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { ScaleFleet } from '../../scale/scale-fleet.ts';

const LOOK_MS = 5;

const [enrolment, count, address] = process.argv.slice(2);
if (enrolment === undefined || count === undefined || address === undefined)
  throw new Error('newcomers.ts needs an enrolment string, a count and an address');
const fleet = new ScaleFleet();
const interfaces = [{ name: 'eth0', addresses: [address] }];
await fleet.enrol(Number(count), enrolment, () => ({ interfaces }));
process.once('SIGUSR2', () => void arrive());
console.log('enrolled');
setInterval(() => {}, 60_000);

async function arrive(): Promise<void> {
  for (const node of fleet.nodes) {
    const begun = performance.now();
    node.start();
    while (!node.isRegistered) await sleep(LOOK_MS);
    console.log(JSON.stringify({ kind: 'newcomer', ms: Math.round(performance.now() - begun) }));
  }
}
