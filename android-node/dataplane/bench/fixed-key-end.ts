import { execFileSync } from 'node:child_process';
import { bootTimeMs, DataPlane } from '../src/index.ts';

/**
 * One end of a tunnel with fixed keys, for benchmarks: `fixed-key-end.ts a|b <own address> <peer address>`, in the
 * namespace in which it is started. Ends on SIGTERM after printing its counters.
 */
const [side, ownAddress, peerAddress] = process.argv.slice(2);
const isA = side === 'a';
const device = 'ntmbench';
const port = 5182;
const mtu = 1420;
const keyOfA = new Uint8Array(32).fill(1);
const keyOfB = new Uint8Array(32).fill(2);

const plane = new DataPlane({
  identity: { publicKey: new Uint8Array(32) },
  tun: { kind: 'linux', name: device, mtu },
  udp: 'system',
  onEvents: () => undefined,
});
const ip = (...words: string[]) => execFileSync('ip', words);
ip('link', 'set', device, 'mtu', String(mtu), 'up');
ip('address', 'add', `${isA ? '198.18.0.1' : '198.18.0.2'}/24`, 'dev', device);
plane.openSocket({ socket: 1, family: 4, address: ownAddress ?? '', port });
plane.setPeer({
  peer: 1,
  prefixes: [isA ? '198.18.0.2/32' : '198.18.0.1/32'],
  kind: 'stock',
  pathMtu: mtu,
});

let generation = 0;
/** Sessions end after 180 s; both ends make the same new one each minute. */
function installSession(): void {
  generation++;
  plane.installSession({
    peer: 1,
    localIndex: generation * 2 + (isA ? 0 : 1),
    remoteIndex: generation * 2 + (isA ? 1 : 0),
    sendKey: isA ? keyOfA : keyOfB,
    receiveKey: isA ? keyOfB : keyOfA,
    role: 'initiator',
    socket: 1,
    endpoint: `${peerAddress}:${port}`,
    establishedAt: bootTimeMs(),
  });
}
installSession();
setInterval(installSession, 60_000);
console.log('ready');

process.once('SIGTERM', () => {
  const { totals } = plane.counters();
  console.log(JSON.stringify(Object.fromEntries(Object.entries(totals).filter(([, value]) => value > 0))));
  plane.close();
  process.exit(0);
});
