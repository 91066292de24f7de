import { makeKeyPair, startStock } from '../stock-wireguard.ts';
import { type Contender, endpointText, type Ground, OUTER } from './contender.ts';

const PORT = 51_901;
const INNER = ['10.72.0.1', '10.72.0.2'] as const;

/** Two ends of this wireguard-go. */
export function wireguardPair({ lab, left, right }: Ground, program: string): Contender {
  return {
    name: 'wireguardGo',
    async open(family) {
      const keys = [await makeKeyPair(lab, 'left'), await makeKeyPair(lab, 'right')] as const;
      const started = await Promise.all(
        ([left, right] as const).map((namespace, end) =>
          startStock(lab, {
            program,
            namespace,
            device: `wg${process.pid}${end}`,
            addresses: [`${INNER[end]}/24`],
            listenPort: PORT,
            privateKey: (keys[end] as (typeof keys)[0]).privateKey,
            peers: [
              {
                publicKey: (keys[1 - end] as (typeof keys)[0]).publicKey,
                allowedIps: `${INNER[1 - end]}/32`,
                endpoint: endpointText(OUTER[family][1 - end] as string, PORT),
              },
            ],
          }),
        ),
      );
      return {
        target: INNER[1],
        close: async () => void (await Promise.all(started.map((one) => one.stop()))),
      };
    },
  };
}
