import { createSocket } from 'node:dgram';
import { connect, isIPv6 } from 'node:net';

const PORT = 53;
const TRY_MS = 1_000;
const HEADER_LENGTH = 12;
const TRUNCATED = 0x02;

/** Where to ask and how long to wait for each server. */
export interface UpstreamOptions {
  readonly servers: () => readonly string[];
  readonly port?: number;
  readonly tryMs?: number;
}

/** True when the answer belongs to the query: same id, answer bit set (RFC 1035 section 4.1.1). */
export function answers(query: Uint8Array, reply: Uint8Array): boolean {
  return (
    reply.length >= HEADER_LENGTH &&
    reply[0] === query[0] &&
    reply[1] === query[1] &&
    ((reply[2] ?? 0) & 0x80) !== 0
  );
}

/** Asks the servers in turn, by UDP and after a truncated answer by TCP; undefined when none answers. */
export async function askUpstream(
  query: Uint8Array,
  options: UpstreamOptions,
): Promise<Uint8Array | undefined> {
  const port = options.port ?? PORT;
  const tryMs = options.tryMs ?? TRY_MS;
  for (const server of options.servers()) {
    const reply = await askByUdp(query, server, port, tryMs);
    if (reply === undefined) continue;
    if (((reply[2] ?? 0) & TRUNCATED) === 0) return reply;
    // The truncated answer is still an answer: its reader may ask again by itself.
    return (await askByTcp(query, server, port, tryMs)) ?? reply;
  }
  return undefined;
}

function askByUdp(
  query: Uint8Array,
  server: string,
  port: number,
  tryMs: number,
): Promise<Uint8Array | undefined> {
  return new Promise((resolve) => {
    // Connected, so that only this server's datagrams arrive, and a refused port shows at once.
    const socket = createSocket(isIPv6(server) ? 'udp6' : 'udp4');
    const finish = (reply?: Uint8Array) => {
      clearTimeout(timer);
      socket.removeAllListeners();
      socket.on('error', () => undefined);
      socket.close();
      resolve(reply);
    };
    const timer = setTimeout(() => finish(), tryMs);
    socket.on('error', () => finish());
    socket.on('message', (reply) => {
      if (answers(query, reply)) finish(new Uint8Array(reply));
    });
    socket.connect(port, server, () => socket.send(query));
  });
}

function askByTcp(
  query: Uint8Array,
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
    socket.on('connect', () => socket.write(Buffer.concat([lengthPrefix(query.length), query])));
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk]);
      if (received.length < 2) return;
      const end = 2 + received.readUInt16BE(0);
      if (received.length < end) return;
      const reply = new Uint8Array(received.subarray(2, end));
      finish(answers(query, reply) ? reply : undefined);
    });
  });
}

/** DNS over TCP puts the length before each message (RFC 1035 section 4.2.2). */
function lengthPrefix(length: number): Buffer {
  const prefix = Buffer.alloc(2);
  prefix.writeUInt16BE(length);
  return prefix;
}
