import { LabNode } from '../ntm-node.ts';
import { type Contender, endpointText, type Ground, INNER_MTU, OUTER } from './contender.ts';

const PORT = 51_900;
const INNER = ['10.70.0.1', '10.70.0.2'] as const;

/** Two nodes of ours that have each other as plain WireGuard peers: ChaCha20-Poly1305, the MTU of all. */
export function ownPair({ lab, left, right }: Ground): Contender {
  let opened = 0;
  return {
    name: 'own',
    async open(family) {
      opened++;
      const nodes = [left, right].map((namespace, end) => new LabNode(lab, namespace, `own${opened}-${end}`));
      const keys = await Promise.all(nodes.map((node) => node.publicKey()));
      await Promise.all(
        nodes.map(async (node, end) => {
          await node.addPeer({
            name: 'other',
            publicKey: keys[1 - end] as string,
            prefixes: [`${INNER[1 - end]}/32`],
            endpoint: endpointText(OUTER[family][1 - end] as string, PORT),
            mtu: INNER_MTU,
          });
          const words = ['--tun', `own${end}`, '--listen-port', String(PORT), '--resolver', 'none'];
          await node.up(...words, '--address', `${INNER[end]}/32`);
        }),
      );
      return {
        target: INNER[1],
        close: async () => void (await Promise.all(nodes.map((node) => node.down()))),
      };
    },
  };
}
