import { createSocket, type Socket } from 'node:dgram';
import { bindingResponse } from '../../../web/src/servers/testing/stun-answers.ts';

/** A relay of the tests: it answers on a port of loopback until it is told to fall silent. */
export class TestRelay {
  readonly #socket: Socket;
  #silent = false;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('message', (request, { address, port }) => {
      if (this.#silent) return;
      const transactionId = new Uint8Array(request.subarray(8, 20));
      socket.send(bindingResponse(transactionId, `${address}:${port}`, 'test relay 1.0'), port, address);
    });
  }

  static async start(): Promise<TestRelay> {
    const socket = createSocket('udp4');
    await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
    return new TestRelay(socket);
  }

  get endpoint(): string {
    return `127.0.0.1:${this.#socket.address().port}`;
  }

  /** Takes requests and says nothing any more. */
  fallSilent(): void {
    this.#silent = true;
  }

  close(): void {
    this.#socket.close();
  }
}
