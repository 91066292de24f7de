import { chmodSync, rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { createInterface } from 'node:readline';

/** What the command line asks a running node. */
export type ControlRequest = { readonly command: 'status' } | { readonly command: 'down' };
export type ControlAnswer =
  | { readonly ok: true; readonly result: unknown }
  | { readonly ok: false; readonly error: string };

const LONGEST_LINE = 4096;
const LONGEST_SILENCE_MS = 5_000;

/** The request in a line, or undefined: nothing but the known commands is taken. */
export function parseControlRequest(line: string): ControlRequest | undefined {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value !== 'object' || value === null || !('command' in value)) return undefined;
    return value.command === 'status' || value.command === 'down' ? { command: value.command } : undefined;
  } catch {
    return undefined;
  }
}

/** Serves a Unix socket of mode 0600: a line of JSON in, a line of JSON out. */
export function serveControl(
  path: string,
  answer: (request: ControlRequest) => Promise<unknown>,
): Promise<Server> {
  // Left by a crash; a living node is found by its lock before this is reached.
  rmSync(path, { force: true });
  const server = createServer((client) => serveClient(client, answer));
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    const before = process.umask(0o177);
    server.listen(path, () => {
      chmodSync(path, 0o600);
      resolve(server);
    });
    process.umask(before);
  });
}

function serveClient(client: Socket, answer: (request: ControlRequest) => Promise<unknown>): void {
  client.on('error', () => client.destroy());
  // Who says nothing is let go, so that nobody keeps a stopped node from ending.
  client.setTimeout(LONGEST_SILENCE_MS, () => client.destroy());
  let received = 0;
  client.on('data', (chunk) => {
    received += chunk.length;
    if (received > LONGEST_LINE) client.destroy();
  });
  const lines = createInterface({ input: client });
  lines.on('error', () => client.destroy());
  lines.on('line', async (line) => {
    received = 0;
    client.write(`${JSON.stringify(await answerLine(line, answer))}\n`);
  });
}

async function answerLine(
  line: string,
  answer: (request: ControlRequest) => Promise<unknown>,
): Promise<ControlAnswer> {
  const request = parseControlRequest(line);
  if (request === undefined) return { ok: false, error: 'unknown request' };
  try {
    return { ok: true, result: await answer(request) };
  } catch (error) {
    return { ok: false, error: error instanceof Error ? error.message : String(error) };
  }
}

/** Asks a running node; undefined when none listens. */
export function askControl(path: string, request: ControlRequest): Promise<ControlAnswer | undefined> {
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    socket.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'ECONNREFUSED') resolve(undefined);
      else reject(error);
    });
    // Only once connected: readline passes its input's errors on as its own.
    socket.once('connect', () => {
      socket.write(`${JSON.stringify(request)}\n`);
      createInterface({ input: socket })
        .once('line', (line) => {
          socket.end();
          resolve(JSON.parse(line));
        })
        .once('error', reject)
        .once('close', () => resolve({ ok: false, error: 'the node closed the connection' }));
    });
  });
}
