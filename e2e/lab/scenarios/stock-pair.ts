import { ping } from '../ping.ts';
import type { Scenario } from '../scenario.ts';
import { lastHandshakes, makeKeyPair, startStock } from '../stock-wireguard.ts';

/** Two stock wireguard-go peers: shows that this machine and the lab carry WireGuard before ours is measured. */
export const stockPair: Scenario = {
  name: 'stock-pair',
  summary: 'two stock wireguard-go peers ping each other: the control for the interoperability scenarios',
  programs: ['ip', 'ethtool', 'wireguard-go', 'wg', 'ping'],
  async run(lab) {
    const left = await lab.namespace('left');
    const right = await lab.namespace('right');
    await lab.link(
      { namespace: left, device: 'eth0', addresses: ['10.9.0.1/24'] },
      { namespace: right, device: 'eth0', addresses: ['10.9.0.2/24'] },
    );
    const [a, b] = [await makeKeyPair(lab, 'left'), await makeKeyPair(lab, 'right')];
    const [deviceA, deviceB] = [`ntml${process.pid}a`, `ntml${process.pid}b`];
    await startStock(lab, {
      namespace: left,
      device: deviceA,
      addresses: ['10.77.0.1/24'],
      listenPort: 51_820,
      privateKey: a.privateKey,
      peers: [{ publicKey: b.publicKey, allowedIps: '10.77.0.2/32', endpoint: '10.9.0.2:51820' }],
    });
    await startStock(lab, {
      namespace: right,
      device: deviceB,
      addresses: ['10.77.0.2/24'],
      listenPort: 51_820,
      privateKey: b.privateKey,
      peers: [{ publicKey: a.publicKey, allowedIps: '10.77.0.1/32' }],
    });
    const plain = await ping(lab, left, '10.9.0.2', { count: 20, everyS: 0.05 });
    const tunnel = await ping(lab, left, '10.77.0.2', { count: 20, everyS: 0.05 });
    const [handshake = 0] = await lastHandshakes(lab, right, deviceB);
    return {
      pass: plain.received === plain.sent && tunnel.received === tunnel.sent && handshake > 0,
      figures: {
        plainRttMs: plain.averageMs ?? -1,
        tunnelRttMs: tunnel.averageMs ?? -1,
        received: tunnel.received,
        sent: tunnel.sent,
      },
    };
  },
};
