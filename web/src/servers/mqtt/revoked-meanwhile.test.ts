import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatNodeId } from '@ntmobile/shared';
import { connectAsync } from 'mqtt';
import { expect, it } from 'vitest';
import { brokerPassword } from '../../keys/broker-password.ts';
import { createMissingKeys } from '../../keys/create-missing-keys.ts';
import { loadKeys } from '../../keys/load-keys.ts';
import { EmbeddedBroker } from './embedded-broker.ts';

const NODE = formatNodeId(new Uint8Array(16).fill(1));

it.each([
  ['of this node', (broker: EmbeddedBroker) => broker.recheck(NODE)],
  ['of any', (broker: EmbeddedBroker) => broker.recheckAll()],
])(
  'a credential that is revoked while it is looked up admits nobody, told by a change %s',
  async (_, told) => {
    const directory = await mkdtemp(join(tmpdir(), 'ntm-broker-'));
    await createMissingKeys(directory, 'ntm.internal', new Date());
    const keys = await loadKeys(directory);
    let revoked = false;
    const broker: EmbeddedBroker = new EmbeddedBroker({
      plainPort: 0,
      tlsPort: 0,
      tlsAddress: '127.0.0.1',
      tls: keys.brokerTls,
      brokerSecret: keys.brokerSecret,
      epochOf: async () => {
        if (revoked) return undefined;
        revoked = true;
        await told(broker);
        return 1;
      },
      onRefused: () => {},
    });
    const { plainPort } = await broker.start();
    const password = brokerPassword(keys.brokerSecret, NODE, 1);
    const options = {
      protocolVersion: 5,
      clientId: NODE,
      username: NODE,
      password,
      reconnectPeriod: 0,
    } as const;
    await expect(connectAsync(`mqtt://127.0.0.1:${plainPort}`, options, false)).rejects.toThrow();
    await broker.stop();
    await rm(directory, { recursive: true });
  },
);
