import { type ChildProcess, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ends, inside, setUp, start, stop, tearDown } from '../bench/namespaces.ts';
import { closeTunnel, inner, openTunnel } from '../bench/tunnel.ts';

/** Root with namespaces, the TUN device and the programs that the test uses. */
const possible =
  process.getuid?.() === 0 &&
  existsSync('/dev/net/tun') &&
  ['ip', 'ping'].every((program) => spawnSync('which', [program]).status === 0);

const size = 20_000_000;
/** Prints its port, takes one connection, prints the digest of what came. */
const receiver = `
  const hash = require('node:crypto').createHash('sha256');
  require('node:net').createServer((socket) => {
    socket.on('data', (data) => hash.update(data));
    socket.on('end', () => { socket.end(hash.digest('hex')); });
  }).listen(5900, '${inner.b}', () => console.log('ready'));`;
/** Sends bytes that a lost, doubled or swapped segment would change, and prints the digests of both sides. */
const sender = `
  const data = Buffer.alloc(${size});
  for (let i = 0; i < ${size}; i += 4) data.writeUInt32LE(i, i);
  const socket = require('node:net').connect(5900, '${inner.b}', () => socket.end(data));
  const digest = require('node:crypto').createHash('sha256').update(data).digest('hex');
  socket.on('data', (answer) => console.log(String(answer) === digest ? 'same' : 'different'));`;

describe.runIf(possible)('two data planes with TUN interfaces in two namespaces', () => {
  let programs: ChildProcess[] = [];

  beforeAll(async () => {
    setUp();
    programs = await openTunnel();
  }, 30_000);

  afterAll(async () => {
    await closeTunnel(programs);
    tearDown();
  }, 30_000);

  it('carry pings of the largest size', () => {
    const report = inside('a', 'ping', '-q', '-M', 'do', '-s', '1392', '-c', '5', '-i', '0.05', inner.b);
    expect(report).toContain(' 0% packet loss');
  });

  it('carry a TCP stream whole through segmentation and coalescing', async () => {
    const server = await start('b', [process.execPath, '-e', receiver], true);
    expect(inside('a', process.execPath, '-e', sender).trim()).toBe('same');
    await stop(server);
  }, 30_000);

  it('survive that one interface is removed', async () => {
    inside('b', 'ip', 'link', 'del', 'ntmbench');
    const b = programs[1];
    const counters = new Promise<string>((resolve) =>
      b?.stdout?.once('data', (text) => resolve(String(text))),
    );
    if (b) await stop(b);
    expect(JSON.parse(await counters)).toMatchObject({ tunGone: 1 });
    expect(inside('a', 'ping', '-q', '-c', '1', ends.b.address)).toContain(' 0% packet loss');
  });
});
