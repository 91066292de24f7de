import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { connect, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { askControl, parseControlRequest, serveControl } from './control-socket.ts';

let root: string;
let server: Server | undefined;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'ntm-control-'));
});
afterEach(() => {
  server?.close();
  server = undefined;
  rmSync(root, { recursive: true });
});

it('answers over a socket that only its owner can open', async () => {
  const path = join(root, 'control.sock');
  server = await serveControl(path, async (request) => ({ asked: request.command }));
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(await askControl(path, { command: 'status' })).toEqual({ ok: true, result: { asked: 'status' } });
});

it('hands a failure to whoever asked', async () => {
  const path = join(root, 'control.sock');
  server = await serveControl(path, async () => {
    throw new Error('not now');
  });
  expect(await askControl(path, { command: 'down' })).toEqual({ ok: false, error: 'not now' });
});

it('says that no node runs', async () => {
  expect(await askControl(join(root, 'none.sock'), { command: 'status' })).toBeUndefined();
});

it('lets go of whoever sends more than a line may have, and answers others', async () => {
  const path = join(root, 'control.sock');
  server = await serveControl(path, async (request) => ({ asked: request.command }));
  const endless = connect(path).on('error', () => {});
  let sent = 0;
  await new Promise<void>((resolve) => {
    const more = setInterval(() => {
      sent += 1_000;
      endless.write('x'.repeat(1_000));
    }, 1);
    endless.on('close', () => {
      clearInterval(more);
      resolve();
    });
  });
  expect(sent).toBeGreaterThan(4_096);
  expect(await askControl(path, { command: 'status' })).toEqual({ ok: true, result: { asked: 'status' } });
});

it.each(['', '{', 'null', '[]', '{"command":"format"}', '{"command":1}'])(
  'takes no request from %j',
  (line) => {
    expect(parseControlRequest(line)).toBeUndefined();
  },
);
