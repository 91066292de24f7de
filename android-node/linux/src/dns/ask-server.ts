import { createSocket } from 'node:dgram';
import { connect, isIPv6 } from 'node:net';
import type { DisguisedQuery } from './disguised-query.ts';

/** A server that says a byte now and then would be waited for as long as it likes: in all, a multiple of `withinMs`. */
const TCP_IN_ALL = 3;

/** A server, and how long to wait for it in milliseconds. */
export interface Place {
  readonly server: string;
  readonly port: number;
  readonly withinMs: number;
}

/** An answer by UDP; `respelled` when it has the question in another case than it was sent. */
export interface UdpAnswer {
  readonly reply: Uint8Array;
  readonly respelled: boolean;
}

/** Asks once by UDP; undefined after `withinMs` and where it is refused. */
export function askByUdp(
  query: DisguisedQuery,
  { server, port, withinMs }: Place,
): Promise<UdpAnswer | undefined> {
  return new Promise((resolve) => {
    // Connected, so that only this server's datagrams arrive, and a refused port shows at once.
    const socket = createSocket(isIPv6(server) ? 'udp6' : 'udp4');
    const finish = (answer?: UdpAnswer) => {
      clearTimeout(timer);
      socket.removeAllListeners();
      socket.on('error', () => undefined);
      socket.close();
      resolve(answer);
    };
    const timer = setTimeout(() => finish(), withinMs);
    socket.on('error', () => finish());
    socket.on('message', (reply) => {
      const verdict = query.judge(reply);
      if (verdict !== 'other') finish({ reply: query.reveal(reply), respelled: verdict === 'respelled' });
    });
    socket.connect(port, server, () => socket.send(query.sent));
  });
}

/** Asks once by TCP; undefined where it is refused, when nothing comes for `withinMs`, and after three times that. */
export function askByTcp(
  query: DisguisedQuery,
  { server, port, withinMs }: Place,
): Promise<Uint8Array | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ host: server, port });
    let received = Buffer.alloc(0);
    const finish = (reply?: Uint8Array) => {
      clearTimeout(timer);
      socket.removeAllListeners();
      socket.on('error', () => undefined);
      socket.destroy();
      resolve(reply);
    };
    const timer = setTimeout(() => finish(), TCP_IN_ALL * withinMs);
    socket.setTimeout(withinMs, () => finish());
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
