import { createSocket, type Socket } from 'node:dgram';
import { createServer, type Server } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { askUpstream } from './upstream.ts';

const NAME = Buffer.from('\x03www\x07example\x04test\0\0\x01\0\x01', 'latin1');
const query = new Uint8Array([0x12, 0x34, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, ...NAME]);
/** What the one who asked gets. */
const reply = (flags: number) => new Uint8Array([0x12, 0x34, flags, ...query.subarray(3)]);
/** An honest answer to what came: the same id and question. */
const honest = (came: Uint8Array, flags: number) =>
  Buffer.from([...came.subarray(0, 2), flags, ...came.subarray(3)]);
/** With something of it changed. */
const changed = (answer: Buffer, at: number, by: number) => {
  const copy = Buffer.from(answer);
  copy.writeUInt8(copy.readUInt8(at) ^ by, at);
  return copy;
};
const closing: { close(): unknown }[] = [];
afterEach(() => {
  for (const server of closing.splice(0)) server.close();
});

function udpServer(
  answer: (socket: Socket, came: Buffer, port: number, address: string) => void,
): Promise<number> {
  const socket = createSocket('udp4');
  closing.push(socket);
  socket.on('message', (came, from) => answer(socket, came, from.port, from.address));
  return new Promise((resolve) => socket.bind(0, '127.0.0.1', () => resolve(socket.address().port)));
}

function tcpServer(port: number): Promise<Server> {
  const server = createServer((client) => {
    client.on('data', (came) => {
      const answer = honest(came.subarray(2), 0x80);
      // In two pieces, as a network may deliver it.
      client.write(Buffer.from([0]));
      setImmediate(() => client.write(Buffer.concat([Buffer.from([answer.length]), answer])));
    });
    client.on('error', () => undefined);
  });
  closing.push(server);
  return new Promise((resolve) => server.listen(port, '127.0.0.1', () => resolve(server)));
}

it('takes the answer with the id and the question that it sent, and no other', async () => {
  const port = await udpServer((socket, came, to, address) => {
    const answer = honest(came, 0x80);
    const forged = [
      changed(answer, 0, 1),
      changed(answer, 1, 1),
      changed(answer, 14, 1),
      changed(answer, query.length - 3, 28),
      changed(answer, query.length - 1, 2),
      changed(answer, 2, 0x80),
    ];
    for (const one of [...forged, answer.subarray(0, 20), answer]) socket.send(one, to, address);
  });
  expect(await askUpstream(query, { servers: () => ['127.0.0.1'], port })).toEqual(reply(0x80));
});

it('asks each time with another id and another spelling, which nobody sees in the answer', async () => {
  const seen: string[] = [];
  const port = await udpServer((socket, came, to, address) => {
    seen.push(came.toString('latin1'));
    socket.send(honest(came, 0x80), to, address);
  });
  for (let count = 0; count < 12; count++)
    expect(await askUpstream(query, { servers: () => ['127.0.0.1'], port })).toEqual(reply(0x80));
  expect(new Set(seen.map((text) => text.slice(0, 2))).size).toBeGreaterThan(10);
  expect(new Set(seen.map((text) => text.slice(12))).size).toBeGreaterThan(10);
  expect(new Set(seen.map((text) => text.slice(12).toLowerCase())).size).toBe(1);
});

it('does not believe an answer by UDP that spells the question otherwise, but asks by TCP', async () => {
  const port = await udpServer((socket, came, to, address) =>
    socket.send(changed(honest(came, 0x80), 14, 0x20), to, address),
  );
  const options = { servers: () => ['127.0.0.1'], port };
  expect(await askUpstream(query, options)).toBeUndefined();
  await tcpServer(port);
  expect(await askUpstream(query, options)).toEqual(reply(0x80));
});

it('takes none of many forged answers', async () => {
  const port = await udpServer((socket, came, to, address) => {
    for (let id = 0; id < 2_000; id++) {
      const answer = honest(came, 0x80);
      // A forger knows the name but neither id nor spelling.
      answer.set(Buffer.from(query.subarray(12)), 12);
      answer.writeUInt16BE((came.readUInt16BE(0) + 1 + id) % 65_536, 0);
      socket.send(answer, to, address);
    }
  });
  expect(await askUpstream(query, { servers: () => ['127.0.0.1'], port, tryMs: 500 })).toBeUndefined();
});

it('asks by TCP after a truncated answer', async () => {
  const port = await udpServer((socket, came, to, address) => socket.send(honest(came, 0x82), to, address));
  await tcpServer(port);
  expect(await askUpstream(query, { servers: () => ['127.0.0.1'], port })).toEqual(reply(0x80));
});

it('hands on the truncated answer when TCP is refused', async () => {
  const port = await udpServer((socket, came, to, address) => socket.send(honest(came, 0x82), to, address));
  expect(await askUpstream(query, { servers: () => ['127.0.0.1'], port })).toEqual(reply(0x82));
});

it('gives up when nobody answers', async () => {
  const port = await udpServer(() => undefined);
  expect(await askUpstream(query, { servers: () => ['127.0.0.1'], port, tryMs: 20 })).toBeUndefined();
  expect(await askUpstream(query, { servers: () => [] })).toBeUndefined();
});
