import { execFileSync } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { DataPlane } from '../src/index.ts';

/** Opens a port twice, at last when the system gives one file more only; prints the count each time. */
const plane = new DataPlane({
  identity: { publicKey: new Uint8Array(32) },
  tun: { kind: 'memory', mtu: 1440 },
  udp: 'system',
  onEvents: () => undefined,
});
const undivided = () => plane.counters().totals.portsUndivided;
plane.openSocket({ socket: 1, family: 4, address: '127.0.0.1', port: 0 });
const divided = undivided();
const highest = openSync('/dev/null', 'r');
execFileSync('prlimit', ['--pid', String(process.pid), `--nofile=${highest + 8}:`]);
const taken = [highest];
const takeAll = () => {
  for (;;) taken.push(openSync('/dev/null', 'r'));
};
try {
  takeAll();
} catch (error) {
  if ((error as NodeJS.ErrnoException).code !== 'EMFILE') throw error;
}
closeSync(taken.pop() ?? highest);
plane.openSocket({ socket: 2, family: 4, address: '127.0.0.1', port: 0 });
console.log(JSON.stringify([divided, undivided()]));
plane.close();
