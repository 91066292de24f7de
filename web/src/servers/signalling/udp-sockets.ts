import { createSocket, type Socket } from 'node:dgram';
import { DecodeError, type Endpoint, formatIpAddress, parseEndpoint } from '@ntmobile/shared';
import { PortError } from '../expected-error.ts';

/** What the sockets hand on. */
export interface UdpSocketsOptions {
  /** 0 lets the system choose one, the same for both families. */
  readonly port: number;
  /** Local addresses of IPv4 and IPv6; every one where left out. */
  readonly addresses?: readonly [ipv4: string, ipv6: string];
  onDatagram(source: string, datagram: Uint8Array): void;
}

/** What the system did not take or give, since start. */
export interface UdpCounts {
  /** Datagrams that could not be sent, mostly for want of a way to their network. */
  datagramsNotSent: number;
  socketErrors: number;
}

/** Bytes that may wait in the system while this process is busy; the system may grant less. */
const RECEIVE_BUFFER_BYTES = 4 * 1024 * 1024;
/** Ports that the system is let choose before it is told that they are taken. */
const MOST_CHOSEN = 16;
const EVERYWHERE = ['0.0.0.0', '::'] as const;
/** What a machine without IPv6 says. */
const NO_IPV6 = ['EAFNOSUPPORT', 'EADDRNOTAVAIL', 'EPROTONOSUPPORT'];

/** One UDP port on IPv4 and, where the machine has it, on IPv6. */
export class UdpSockets {
  readonly counts: UdpCounts = { datagramsNotSent: 0, socketErrors: 0 };
  readonly #options: UdpSocketsOptions;
  #ipv4: Socket | undefined;
  #ipv6: Socket | undefined;

  constructor(options: UdpSocketsOptions) {
    this.#options = options;
  }

  /** Takes the port on both families and says which; PortError where it is taken. */
  async open(): Promise<{ port: number; ipv6: boolean }> {
    for (let tries = 1; ; tries++) {
      try {
        return await this.#open();
      } catch (error) {
        // One that the system chose for the first family may be somebody's of the other.
        const isOther = this.#options.port === 0 && error instanceof PortError && tries < MOST_CHOSEN;
        if (!isOther) throw error;
      }
    }
  }

  async #open(): Promise<{ port: number; ipv6: boolean }> {
    const [ipv4, ipv6] = this.#options.addresses ?? EVERYWHERE;
    this.#ipv4 = await this.#bind(createSocket({ type: 'udp4', lookup }), this.#options.port, ipv4);
    const { port } = this.#ipv4.address();
    try {
      this.#ipv6 = await this.#bind(createSocket({ type: 'udp6', ipv6Only: true, lookup }), port, ipv6);
    } catch (error) {
      if (!NO_IPV6.includes((error as NodeJS.ErrnoException).code ?? '')) {
        await this.close();
        throw error;
      }
    }
    return { port, ipv6: this.#ipv6 !== undefined };
  }

  /** Sends, or counts that it could not. `destination` as `192.0.2.1:5` or `[2001:db8::1]:5`. */
  send(destination: string, datagram: Uint8Array): void {
    const endpoint = endpointOf(destination);
    const socket = endpoint?.address.family === 6 ? this.#ipv6 : this.#ipv4;
    if (endpoint === undefined || endpoint.port === 0 || socket === undefined) {
      this.counts.datagramsNotSent++;
      return;
    }
    socket.send(datagram, endpoint.port, formatIpAddress(endpoint.address), (error) => {
      if (error !== null) this.counts.datagramsNotSent++;
    });
  }

  async close(): Promise<void> {
    const open = [this.#ipv4, this.#ipv6].filter((socket) => socket !== undefined);
    this.#ipv4 = undefined;
    this.#ipv6 = undefined;
    await Promise.all(open.map((socket) => new Promise<void>((resolve) => socket.close(resolve))));
  }

  #bind(socket: Socket, port: number, address: string): Promise<Socket> {
    return new Promise((resolve, reject) => {
      socket.once('error', (error: NodeJS.ErrnoException) => {
        socket.close();
        reject(refusal(error, port));
      });
      // Exclusive: two coordinators on one port would each get a part of the packets.
      socket.bind({ port, address, exclusive: true }, () => {
        socket.removeAllListeners('error');
        socket.on('error', () => {
          this.counts.socketErrors++;
        });
        socket.on('message', (datagram, { address: from, port: fromPort, family }) => {
          const source = family === 'IPv6' ? `[${withoutZone(from)}]:${fromPort}` : `${from}:${fromPort}`;
          // A plain view: `slice` of a Buffer would share its memory.
          this.#options.onDatagram(
            source,
            new Uint8Array(datagram.buffer, datagram.byteOffset, datagram.length),
          );
        });
        enlargeReceiveBuffer(socket);
        resolve(socket);
      });
    });
  }
}

// Destinations are addresses; asking the system's resolver for them would cost a thread each.
function lookup(
  address: string,
  _options: unknown,
  done: (error: NodeJS.ErrnoException | null, address: string, family: number) => void,
): void {
  done(null, address, address.includes(':') ? 6 : 4);
}

function endpointOf(text: string): Endpoint | undefined {
  try {
    return parseEndpoint(text);
  } catch (error) {
    if (error instanceof DecodeError) return undefined;
    throw error;
  }
}

function withoutZone(address: string): string {
  const zone = address.indexOf('%');
  return zone < 0 ? address : address.slice(0, zone);
}

function enlargeReceiveBuffer(socket: Socket): void {
  try {
    socket.setRecvBufferSize(RECEIVE_BUFFER_BYTES);
  } catch {
    // The system's own size does, with more loss under bursts.
  }
}

function refusal(error: NodeJS.ErrnoException, port: number): Error {
  if (error.code === 'EADDRINUSE') {
    return new PortError(
      `UDP port ${port} (signalling) is taken by another program. See which one with: ss -lunp 'sport = :${port}'. ` +
        'Stop it, or choose another port with NTM_SIGNALLING_PORT.',
    );
  }
  if (error.code === 'EACCES') {
    return new PortError(
      `UDP port ${port} (signalling) may not be used by this user. Choose one above 1023 with NTM_SIGNALLING_PORT.`,
    );
  }
  return error;
}
