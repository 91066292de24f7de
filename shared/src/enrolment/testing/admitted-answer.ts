import type { AdmittedAnswer } from '../answer.ts';

/** An admission as the tests use it. */
export const ADMITTED: AdmittedAnswer = {
  v: 1,
  kind: 'admitted',
  nodeId: 'a'.repeat(26),
  name: 'till-3',
  realm: { domain: 'ntm.internal', prefixes: ['198.18.0.0/15', 'fd12:3456:789a::/64'] },
  coordinators: [{ endpoints: ['192.0.2.10:3479', '[2001:db8::1]:3479'], publicKey: 'A'.repeat(43) }],
  relays: [{ endpoints: ['192.0.2.20:3478'], region: 'eu', priority: 1 }],
  signingKeys: [{ keyId: '0123456789abcdef', publicKey: 'A'.repeat(43) }],
  broker: {
    endpoint: '192.0.2.10:8883',
    serverName: 'broker.ntm.internal',
    caCertificate: '-----BEGIN CERTIFICATE-----\nMII=\n-----END CERTIFICATE-----\n',
    username: 'a'.repeat(26),
    password: 'p'.repeat(43),
  },
  serverTime: 1_770_000_000_000,
};
