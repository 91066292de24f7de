import { createSocket, Socket } from 'node:dgram';
import { afterEach, expect, it, vi } from 'vitest';
import { PortError } from '../expected-error.ts';
import { UdpSockets } from './udp-sockets.ts';

const LOOPBACK = ['127.0.0.1', '::1'] as const;
const opened: { close(): unknown }[] = [];

afterEach(async () => {
  for (const socket of opened.splice(0)) await socket.close();
});

function sockets(port: number, onDatagram: (source: string, datagram: Uint8Array) => void = () => {}) {
  const made = new UdpSockets({ port, addresses: LOOPBACK, onDatagram });
  opened.push(made);
  return made;
}

async function client(type: 'udp4' | 'udp6', address: string): Promise<{ socket: Socket; heard: Buffer[] }> {
  const socket = createSocket(type);
  const heard: Buffer[] = [];
  socket.on('message', (datagram) => heard.push(datagram));
  await new Promise<void>((resolve) => socket.bind(0, address, resolve));
  opened.push(socket);
  return { socket, heard };
}

it('hands on what comes over IPv4 and IPv6 with its source, and sends back there', async () => {
  const received: [string, string][] = [];
  const both = sockets(0, (source, datagram) => {
    received.push([source, Buffer.from(datagram).toString()]);
    expect(datagram.constructor).toBe(Uint8Array);
    both.send(source, datagram);
  });
  const { port, ipv6 } = await both.open();
  const four = await client('udp4', '127.0.0.1');
  four.socket.send('four', port, '127.0.0.1');
  await vi.waitFor(() => expect(four.heard.map(String)).toEqual(['four']));
  expect(received).toEqual([[`127.0.0.1:${four.socket.address().port}`, 'four']]);
  if (!ipv6) return;
  const six = await client('udp6', '::1');
  six.socket.send('six', port, '::1');
  await vi.waitFor(() => expect(six.heard.map(String)).toEqual(['six']));
  expect(received[1]).toEqual([`[::1]:${six.socket.address().port}`, 'six']);
});

it('refuses a port that is taken in a sentence with the next step', async () => {
  const { port } = await sockets(0).open();
  const second = sockets(port).open();
  await expect(second).rejects.toBeInstanceOf(PortError);
  await expect(second).rejects.toThrow(`UDP port ${port} (signalling) is taken`);
  await expect(second).rejects.toThrow('NTM_SIGNALLING_PORT');
});

it('counts what it cannot send', async () => {
  const both = sockets(0);
  await both.open();
  both.send('nowhere', new Uint8Array(1));
  both.send('127.0.0.1:0', new Uint8Array(1));
  both.send('127.0.0.1:9', new Uint8Array(70_000));
  await vi.waitFor(() => expect(both.counts.datagramsNotSent).toBe(3));
});

it('lets the system choose again where the port of the first family is taken in the other', async () => {
  const somebody = await client('udp6', '::1').catch(() => undefined);
  if (somebody === undefined) return;
  const { bind } = Socket.prototype;
  const refused: number[] = [];
  const taking = vi.spyOn(Socket.prototype, 'bind').mockImplementation(function (this: Socket, ...words) {
    const [options] = words as unknown as [{ port: number; address: string }];
    const isFirst = options.address === '::1' && refused.length < 3;
    if (isFirst) refused.push(options.port);
    // The system really refuses: somebody has this one.
    const port = isFirst ? somebody.socket.address().port : options.port;
    return Reflect.apply(bind, this, [{ ...options, port }, ...words.slice(1)]);
  });
  const { port, ipv6 } = await sockets(0).open();
  taking.mockRestore();
  expect(ipv6).toBe(true);
  expect(refused).toHaveLength(3);
  expect(port).toBeGreaterThan(0);
});

it('gives up on a port that somebody chose, at once', async () => {
  const somebody = await client('udp6', '::1').catch(() => undefined);
  if (somebody === undefined) return;
  await expect(sockets(somebody.socket.address().port).open()).rejects.toThrow(PortError);
});
