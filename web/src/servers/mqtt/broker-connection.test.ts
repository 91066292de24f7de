import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { MOST_UNREAD_BYTES } from '@ntmobile/shared/fleet';
import { expect, it } from 'vitest';
import { BrokerConnection } from './broker-connection.ts';

/** CONNACK without properties (MQTT 5 section 3.2). */
const CONNACK = Buffer.from([0x20, 3, 0, 0, 0]);
/** PUBLISH with its longest length. */
const ENDLESS = Buffer.from([0x30, 0xff, 0xff, 0xff, 0x7f]);
const FILLER = Buffer.alloc(65_536, 0x61);

it.each([
  ['after', CONNACK],
  ['before', Buffer.alloc(0)],
])(
  'leaves a broker whose packet never ends, %s it was let in, says so and tries again',
  async (_, greeting) => {
    const written: number[] = [];
    const speak = (socket: Socket) => {
      const connection = written.push(0) - 1;
      socket.write(greeting);
      socket.write(ENDLESS);
      const fill = () => {
        while (!socket.destroyed && socket.write(FILLER)) written[connection] = socket.bytesWritten;
      };
      socket.on('drain', fill);
      fill();
    };
    const broker = createServer((socket) => socket.on('error', () => {}).once('data', () => speak(socket)));
    await once(broker.listen(0, '127.0.0.1'), 'listening');
    const failures: string[] = [];
    let failedTwice = () => {};
    const twice = new Promise<void>((resolve) => {
      failedTwice = resolve;
    });
    const connection = new BrokerConnection({
      url: `mqtt://127.0.0.1:${(broker.address() as AddressInfo).port}`,
      onConnected: () => {},
      onLost: () => {},
      onMessage: () => {},
      onFailed: ({ message }) => {
        if (!message.includes('too long')) return;
        if (failures.push(message) === 2) failedTwice();
      },
    });
    connection.start();
    await twice;
    await connection.stop();
    broker.close();
    expect(failures).toEqual(Array(2).fill('the broker sends a packet that is too long'));
    // What the system holds for a connection comes to it.
    for (const bytes of written) expect(bytes).toBeLessThan(MOST_UNREAD_BYTES + 16 * 1024 * 1024);
  },
);
