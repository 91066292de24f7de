/**
 * Many nodes in one process: enrols and runs so many, and prints a line of JSON each second: how many are registered.
 *
 *   crowd.ts ENROLMENT-STRING COUNT ADDRESS       ADDRESS of this machine, which they announce
 */
import { ScaleFleet } from '../../scale/scale-fleet.ts';

const [enrolment, count, address] = process.argv.slice(2);
if (enrolment === undefined || count === undefined || address === undefined)
  throw new Error('crowd.ts needs an enrolment string, a count and an address');
const fleet = new ScaleFleet();
const interfaces = [{ name: 'eth0', addresses: [address] }];
await fleet.enrol(Number(count), enrolment, () => ({ interfaces }));
await fleet.start();
setInterval(() => {
  console.log(JSON.stringify({ kind: 'crowd', registered: fleet.counts.registered }));
}, 1_000);
