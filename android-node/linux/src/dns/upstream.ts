import { createSocket } from 'node:dgram';
import { connect, isIPv6 } from 'node:net';
import { type DisguisedQuery, disguise } from './disguised-query.ts';

const PORT = 53;
const TRY_MS = 1_000;
const TRUNCATED = 0x02;

/** Where to ask and how long to wait for each server. */
export interface UpstreamOptions {
  readonly servers: () => readonly string[];
  readonly port?: number;
  readonly tryMs?: number;
}

/**
 * Asks the servers in turn, by UDP and, after an answer that is truncated or spells the question otherwise, by TCP;
 * undefined when none answers. What is sent has an id and a spelling of its own, so that answers cannot be guessed.
 */
export async function askUpstream(
  query: Uint8Array,
  options: UpstreamOptions,
): Promise<Uint8Array | undefined> {
  const port = options.port ?? PORT;
  const tryMs = options.tryMs ?? TRY_MS;
  for (const server of options.servers()) {
    const disguised = disguise(query);
    const reply = await askByUdp(disguised, server, port, tryMs);
    if (reply === 'respelled') {
      const certain = await askByTcp(disguised, server, port, tryMs);
      if (certain !== undefined) return certain;
      continue;
    }
    if (reply === undefined) continue;
    if (((reply[2] ?? 0) & TRUNCATED) === 0) return reply;
    // The truncated answer is still an answer: its reader may ask again by itself.
    return (await askByTcp(disguised, server, port, tryMs)) ?? reply;
  }
  return undefined;
}

function askByUdp(
  query: DisguisedQuery,
  server: string,
  port: number,
  tryMs: number,
): Promise<Uint8Array | 'respelled' | undefined> {
  return new Promise((resolve) => {
    // Connected, so that only this server's datagrams arrive, and a refused port shows at once.
    const socket = createSocket(isIPv6(server) ? 'udp6' : 'udp4');
    const finish = (reply?: Uint8Array | 'respelled') => {
      clearTimeout(timer);
      socket.removeAllListeners();
      socket.on('error', () => undefined);
      socket.close();
      resolve(reply);
    };
    const timer = setTimeout(() => finish(), tryMs);
    socket.on('error', () => finish());
    socket.on('message', (reply) => {
      const verdict = query.judge(reply);
      if (verdict === 'answers') finish(query.reveal(reply));
      else if (verdict === 'respelled') finish(verdict);
    });
    socket.connect(port, server, () => socket.send(query.sent));
  });
}

function askByTcp(
  query: DisguisedQuery,
  server: string,
  port: number,
  tryMs: number,
): Promise<Uint8Array | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ host: server, port });
    let received = Buffer.alloc(0);
    const finish = (reply?: Uint8Array) => {
      socket.removeAllListeners();
      socket.on('error', () => undefined);
      socket.destroy();
      resolve(reply);
    };
    socket.setTimeout(tryMs, () => finish());
    socket.on('error', () => finish());
    socket.on('end', () => finish());
    socket.on('connect', () => socket.write(Buffer.concat([lengthPrefix(query.sent.length), query.sent])));
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk]);
      if (received.length < 2) return;
      const end = 2 + received.readUInt16BE(0);
      if (received.length < end) return;
      const reply = received.subarray(2, end);
      // Whoever is at the end of a TCP connection need not guess: spelling does not matter here.
      finish(query.judge(reply) === 'other' ? undefined : query.reveal(reply));
    });
  });
}

/** DNS over TCP puts the length before each message (RFC 1035 section 4.2.2). */
function lengthPrefix(length: number): Buffer {
  const prefix = Buffer.alloc(2);
  prefix.writeUInt16BE(length);
  return prefix;
}
