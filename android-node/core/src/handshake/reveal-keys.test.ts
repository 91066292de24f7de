import { noblePrimitives } from '@ntmobile/shared/noble';
import { expect, it } from 'vitest';
import { NtmNode } from '../node/node.ts';
import type { NodeOutput } from '../outputs.ts';
import { seededBytes, seededRandom } from '../testing/virtual-network.ts';

const presharedKey = new Uint8Array(32).fill(5);
const remote = noblePrimitives.x25519PublicKey(new Uint8Array(32).fill(2));

/** Everything a node asks for until its first message 1 to a stock peer is out. */
function outputsOfFirstHandshake(revealHandshakeKeys?: boolean): NodeOutput[] {
  const node = new NtmNode({
    primitives: noblePrimitives,
    randomBytes: seededBytes(seededRandom(1)),
    privateKey: new Uint8Array(32).fill(1),
    agent: 'test 1',
    ...(revealHandshakeKeys !== undefined && { revealHandshakeKeys }),
  });
  const peer = {
    name: 'p',
    publicKey: remote,
    prefixes: ['10.0.0.2/32'],
    endpoint: '192.0.2.2:5',
    presharedKey,
  };
  const configuration = {
    listenPort: 0,
    tunMtu: 1420,
    staticAddresses: [],
    peers: [peer],
    allowedTestPrefixes: [],
  };
  const outputs: NodeOutput[] = [];
  for (const input of [
    { kind: 'started', wallClockMs: 1_700_000_000_000, state: {} },
    { kind: 'configured', configuration },
    { kind: 'socketOpened', socket: 4, port: 5000 },
    { kind: 'missed', destination: '10.0.0.2' },
  ] as const) {
    node.handleInput(input, 0);
    for (let output = node.pollOutput(); output.kind !== 'armTimer'; output = node.pollOutput())
      outputs.push(output);
  }
  return outputs;
}

it('gives away the keys of a handshake before its message, where the host asked for them', () => {
  const outputs = outputsOfFirstHandshake(true);
  const keys = outputs.findIndex((output) => output.kind === 'logHandshakeKeys');
  const sent = outputs.findIndex((output) => output.kind === 'sendDatagram');
  expect(keys).toBeGreaterThanOrEqual(0);
  expect(keys).toBeLessThan(sent);
  const [log, message] = [outputs[keys], outputs[sent]];
  if (log?.kind !== 'logHandshakeKeys' || message?.kind !== 'sendDatagram') throw new Error('not found');
  expect(log).toMatchObject({ remotePublicKey: remote, presharedKey });
  // Message 1 carries the public half at 8 (WireGuard whitepaper 5.4.2).
  expect(noblePrimitives.x25519PublicKey(log.ephemeralPrivateKey)).toEqual(message.datagram.slice(8, 40));
});

it('keeps them to itself everywhere else', () => {
  const kinds = outputsOfFirstHandshake().map((output) => output.kind);
  expect(kinds).toContain('sendDatagram');
  expect(kinds).not.toContain('logHandshakeKeys');
});
