import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { utf8Encode } from '@ntmobile/shared';
import { askControl, serveControl } from '../../../android-node/linux/src/control/control-socket.ts';
import type { HostileTarget } from '../hostile-target.ts';

/** What fits into a connection: whoever sends more without waiting for a line's end is let go. */
const BYTES_OF_A_CONNECTION = 4_000;
const [LINE_FEED, CARRIAGE_RETURN, SPACE] = [0x0a, 0x0d, 0x20];

/** Sends lines over a connection of their own and resolves with the number of answers. */
async function answersTo(path: string, lines: Buffer, expected: number): Promise<number> {
  const socket = connect(path);
  let answers = 0;
  socket.on('data', (chunk: Buffer) => {
    for (const byte of chunk) if (byte === LINE_FEED) answers += 1;
    if (answers === expected) socket.end();
  });
  socket.write(lines);
  await once(socket, 'close');
  return answers;
}

/** The socket by which `ntm-node status` and `ntm-node down` reach a running node. */
export const controlSocket: HostileTarget = {
  name: "node: the control socket's lines",
  inputs: 1_000_000,
  longest: 1_000,
  async start() {
    const root = mkdtempSync(join(tmpdir(), 'ntm-hostile-'));
    const path = join(root, 'control.sock');
    const server = await serveControl(path, async ({ command }) => ({ command }));
    let answers = 0;
    let waiting: Buffer[] = [];
    let bytes = 0;
    const send = async () => {
      const [lines, count] = [Buffer.concat(waiting), waiting.length];
      waiting = [];
      bytes = 0;
      if (count > 0) answers += await answersTo(path, lines, count);
    };
    return {
      seeds: ['{"command":"status"}', '{"command":"down"}', '{"command":["down"],"x":{"y":[null,1e9]}}'].map(
        (line) => utf8Encode(line),
      ),
      take(input) {
        // One line each: what would end it is made a space, and what is not ASCII would be cut anywhere.
        const line = input.map((byte) => byte & 0x7f);
        for (const end of [LINE_FEED, CARRIAGE_RETURN])
          for (let at = line.indexOf(end); at >= 0; at = line.indexOf(end)) line[at] = SPACE;
        const full = bytes + line.length + 1 > BYTES_OF_A_CONNECTION ? send() : undefined;
        waiting.push(Buffer.of(...line, LINE_FEED));
        bytes += line.length + 1;
        return full;
      },
      settle: send,
      processed: () => answers,
      held: () => ({ listening: server.listening, mode: statSync(path).mode & 0o777 }),
      async serves() {
        const answer = await askControl(path, { command: 'status' });
        if (answer?.ok !== true) throw new Error('the socket does not answer any more');
      },
      stop() {
        server.close();
        rmSync(root, { recursive: true });
      },
    };
  },
};
