import { createSocket, type Socket } from 'node:dgram';
import { createServer, type Server } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { askUpstream } from './upstream.ts';

const query = new Uint8Array([0x12, 0x34, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
const reply = (flags: number, id = 0x12) => new Uint8Array([id, 0x34, flags, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
const closing: { close(): unknown }[] = [];
afterEach(() => {
  for (const server of closing.splice(0)) server.close();
});

function udpServer(answer: (socket: Socket, port: number, address: string) => void): Promise<number> {
  const socket = createSocket('udp4');
  closing.push(socket);
  socket.on('message', (_, from) => answer(socket, from.port, from.address));
  return new Promise((resolve) => socket.bind(0, '127.0.0.1', () => resolve(socket.address().port)));
}

function tcpServer(port: number): Promise<Server> {
  const server = createServer((client) => {
    client.on('data', () => {
      // In two pieces, as a network may deliver it.
      client.write(Buffer.from([0]));
      setImmediate(() => client.write(Buffer.concat([Buffer.from([12]), reply(0x80)])));
    });
    client.on('error', () => undefined);
  });
  closing.push(server);
  return new Promise((resolve) => server.listen(port, '127.0.0.1', () => resolve(server)));
}

it('takes the answer with the id of the query and no other', async () => {
  const port = await udpServer((socket, to, address) => {
    socket.send(reply(0x80, 0x99), to, address);
    socket.send(reply(0x80), to, address);
  });
  expect(await askUpstream(query, { servers: () => ['127.0.0.1'], port })).toEqual(reply(0x80));
});

it('asks by TCP after a truncated answer', async () => {
  const port = await udpServer((socket, to, address) => socket.send(reply(0x82), to, address));
  await tcpServer(port);
  expect(await askUpstream(query, { servers: () => ['127.0.0.1'], port })).toEqual(reply(0x80));
});

it('hands on the truncated answer when TCP is refused', async () => {
  const port = await udpServer((socket, to, address) => socket.send(reply(0x82), to, address));
  expect(await askUpstream(query, { servers: () => ['127.0.0.1'], port })).toEqual(reply(0x82));
});

it('gives up when nobody answers', async () => {
  const port = await udpServer(() => undefined);
  expect(await askUpstream(query, { servers: () => ['127.0.0.1'], port, tryMs: 20 })).toBeUndefined();
  expect(await askUpstream(query, { servers: () => [] })).toBeUndefined();
});
