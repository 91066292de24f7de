import { createSocket, type Socket } from 'node:dgram';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { afterEach, expect, it, vi } from 'vitest';
import { Upstream, type UpstreamOptions } from './upstream.ts';

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
/** In the second byte of flags: where a forged answer tells that it is one. */
const FORGED = 0x05;
const OTHER_IDS = 65_535;
const QUERIES = 200;
/** Forged answers in one turn: fewer than a socket keeps for its reader, so that each is judged. */
const AT_ONCE = 16;
const askUpstream = (asked: Uint8Array, options: UpstreamOptions) => new Upstream(options).ask(asked);
const closing: { close(): unknown }[] = [];
afterEach(() => {
  for (const server of closing.splice(0)) server.close();
});

/** A port that TCP can have as well: many are kept for a minute by connections of other tests. */
function portOfTcp(): Promise<number> {
  const server = createServer();
  return new Promise((resolve) =>
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    }),
  );
}

async function udpServer(
  answer: (socket: Socket, came: Buffer, port: number, address: string) => void,
): Promise<number> {
  const port = await portOfTcp();
  const socket = createSocket('udp4');
  closing.push(socket);
  socket.on('message', (came, from) => answer(socket, came, from.port, from.address));
  return new Promise((resolve) => socket.bind(port, '127.0.0.1', () => resolve(port)));
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

/** A server by UDP whose answers spell the question otherwise as long as `respells` says so of their number. */
async function respellingServer(respells: (number: number) => boolean) {
  const seen: Buffer[] = [];
  const port = await udpServer((socket, came, to, address) => {
    seen.push(came);
    const answer = honest(came, 0x80);
    socket.send(respells(seen.length) ? changed(answer, 14, 0x20) : answer, to, address);
  });
  return { port, seen, servers: () => ['127.0.0.1'] };
}

it('does not believe an answer by UDP that spells the question otherwise, but asks by TCP', async () => {
  const { port, seen, servers } = await respellingServer(() => true);
  await tcpServer(port);
  const upstream = new Upstream({ servers, port });
  expect(await upstream.ask(query)).toEqual(reply(0x80));
  expect([seen.length, upstream.respelling()]).toEqual([1, undefined]);
});

it('believes one that spells otherwise, where TCP is refused, only when a second comes with another id and spelling', async () => {
  const { port, seen, servers } = await respellingServer(() => true);
  const told: string[] = [];
  const upstream = new Upstream({ servers, port, onRespelling: (sentence) => told.push(sentence) });
  for (let count = 0; count < 6; count++) expect(await upstream.ask(query)).toEqual(reply(0x80));
  expect(seen).toHaveLength(12);
  expect(new Set(seen.map((came) => came.toString('latin1'))).size).toBe(12);
  expect(told).toEqual([
    expect.stringMatching(/^the name server 127\.0\.0\.1 .* takes no TCP.*: let it take TCP/),
  ]);
  expect(upstream.respelling()).toEqual({ answers: 6, hints: told });
});

it('takes the answer of the server when a forged one that spells otherwise came before', async () => {
  const { port, seen, servers } = await respellingServer((number) => number === 1);
  const upstream = new Upstream({ servers, port });
  expect(await upstream.ask(query)).toEqual(reply(0x80));
  expect([seen.length, upstream.respelling()]).toEqual([2, undefined]);
});

it('does not believe a single one that spells otherwise', async () => {
  let asked = 0;
  const port = await udpServer((socket, came, to, address) => {
    if (++asked === 1) socket.send(changed(honest(came, 0x80), 14, 0x20), to, address);
  });
  const upstream = new Upstream({ servers: () => ['127.0.0.1'], port, tryMs: 50 });
  expect(await upstream.ask(query)).toBeUndefined();
  expect([asked, upstream.respelling()]).toEqual([2, undefined]);
});

it('tries TCP again after ten minutes', async () => {
  const { port, servers, seen } = await respellingServer(() => true);
  const upstream = new Upstream({ servers, port });
  await upstream.ask(query);
  await tcpServer(port);
  await upstream.ask(query);
  expect(seen).toHaveLength(4);
  const later = performance.now() + 600_000;
  const clock = vi.spyOn(performance, 'now').mockReturnValue(later);
  expect(await upstream.ask(query)).toEqual(reply(0x80));
  clock.mockRestore();
  expect([seen.length, upstream.respelling()]).toEqual([5, undefined]);
});

it('says nothing of a server that is asked no more', async () => {
  const { port } = await respellingServer(() => true);
  let servers = ['127.0.0.1'];
  const upstream = new Upstream({ servers: () => servers, port });
  await upstream.ask(query);
  expect(upstream.respelling()).toBeDefined();
  servers = ['192.0.2.53'];
  expect(upstream.respelling()).toBeUndefined();
});

it('takes no answer with another id, be it spelled as it was asked or not, but that of the server after them', async () => {
  let forged = 0;
  const port = await udpServer(async (socket, came, to, address) => {
    const asked = came.readUInt16BE(0);
    while (forged < OTHER_IDS) {
      forged++;
      const answer = honest(came, 0x80);
      answer.writeUInt16BE((asked + forged) % (OTHER_IDS + 1), 0);
      answer.writeUInt8(FORGED, 3);
      if (forged % 2 === 0) answer.set(NAME, 12);
      socket.send(answer, to, address);
      if (forged % AT_ONCE === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    socket.send(honest(came, 0x80), to, address);
  });
  const options = { servers: () => ['127.0.0.1'], port, tryMs: 60_000 };
  expect(await askUpstream(query, options)).toEqual(reply(0x80));
  expect(forged).toBe(OTHER_IDS);
}, 60_000);

it('draws id and source port of each query, so that those before tell nothing of the next', async () => {
  const seen: { readonly id: number; readonly port: number }[] = [];
  const port = await udpServer((socket, came, to, address) => {
    seen.push({ id: came.readUInt16BE(0), port: to });
    socket.send(honest(came, 0x80), to, address);
  });
  for (let count = 0; count < QUERIES; count++)
    expect(await askUpstream(query, { servers: () => ['127.0.0.1'], port })).toEqual(reply(0x80));
  for (const drawn of [seen.map(({ id }) => id), seen.map((one) => one.port)]) {
    const steps = drawn.slice(1).map((value, at) => value - (drawn[at] as number));
    // Of 200 drawn from 28,000 ports some are drawn twice; a counter or a socket that is kept would repeat its step.
    expect(new Set(drawn).size).toBeGreaterThan(QUERIES * 0.95);
    expect(new Set(steps).size).toBeGreaterThan(QUERIES * 0.95);
    expect(Math.max(...drawn) - Math.min(...drawn)).toBeGreaterThan(10_000);
  }
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

it('does not wait for the end of an answer by TCP that comes a byte now and then', async () => {
  const port = await udpServer((socket, came, to, address) => socket.send(honest(came, 0x82), to, address));
  let closed = () => {};
  const ended = new Promise<void>((resolve) => {
    closed = resolve;
  });
  const server = createServer((client) => {
    const dripping = setInterval(() => client.write(Buffer.from([0])), 10);
    client.on('error', () => undefined).resume();
    client.on('close', () => {
      clearInterval(dripping);
      closed();
    });
    client.write(Buffer.from([0xff, 0xff]));
  });
  closing.push(server);
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const begun = performance.now();
  const answer = await askUpstream(query, { servers: () => ['127.0.0.1'], port, tryMs: 50 });
  expect(answer).toEqual(reply(0x82));
  expect(performance.now() - begun).toBeGreaterThanOrEqual(140);
  await ended;
});

it('gives up when nobody answers', async () => {
  const port = await udpServer(() => undefined);
  expect(await askUpstream(query, { servers: () => ['127.0.0.1'], port, tryMs: 20 })).toBeUndefined();
  expect(await askUpstream(query, { servers: () => [] })).toBeUndefined();
});
