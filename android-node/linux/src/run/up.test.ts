import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { askControl } from '../control/control-socket.ts';
import { lockInstance } from '../state/instance-lock.ts';
import { StateDirectory } from '../state/state-directory.ts';
import { portFailure, tunFailure } from './start-failure.ts';
import { serveUntilStopped, up } from './up.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'ntm-up-'));
});
afterEach(() => rmSync(root, { recursive: true }));

const options = () => ({ state: root, tun: 'ntm0', listenPort: 0, addresses: [], resolver: 'none' });
const failure = (code: string) => Object.assign(new Error(code), { code });

describe('up', () => {
  it('says how to enrol where there is nothing to serve, and leaves no lock behind', async () => {
    await expect(up(options(), () => undefined)).rejects.toThrow(
      /npx --no ntm-node enrol 'ENROLMENT-STRING' --state/,
    );
    expect(readdirSync(root).filter((name) => name.startsWith('running'))).toEqual([]);
  });

  it('names the process that runs with this directory, and does not end its lock', async () => {
    const unlock = lockInstance(new StateDirectory(root));
    await expect(up(options(), () => undefined)).rejects.toThrow(`process ${process.pid}`);
    expect(readdirSync(root).filter((name) => name.startsWith('running'))).toHaveLength(1);
    unlock();
  });
});

it('a node whose system never takes its addresses ends by Ctrl-C all the same', {
  timeout: 5_000,
}, async () => {
  const said: string[] = [];
  let stopped = 0;
  const node = {
    status: () => {
      throw new Error('nobody asks');
    },
    configured: () => new Promise<void>(() => undefined),
    stop: async () => {
      stopped += 1;
    },
  };
  const say = (line: string) => said.push(line);
  const served = serveUntilStopped(new StateDirectory(root), node, { tun: 'ntm0', say });
  // Its control socket is there before it waits for the addresses.
  await vi.waitFor(() => expect(readdirSync(root)).toContain('control.sock'));
  process.emit('SIGINT');
  await served;
  expect([said, stopped]).toEqual([['leaving (SIGINT)'], 1]);
});

it('a node that cannot take everything back leaves no control socket open, which would keep its process', async () => {
  const node = {
    status: () => {
      throw new Error('nobody asks');
    },
    configured: async () => undefined,
    stop: async () => {
      throw new Error('EROFS: read-only file system');
    },
  };
  const served = serveUntilStopped(new StateDirectory(root), node, { tun: 'ntm0', say: () => undefined });
  const outcome = expect(served).rejects.toThrow('EROFS');
  const socket = join(root, 'control.sock');
  await vi.waitFor(() => expect(readdirSync(root)).toContain('control.sock'));
  process.emit('SIGINT');
  await outcome;
  expect(await askControl(socket, { command: 'status' })).toBeUndefined();
});

describe('a node that cannot start', () => {
  it.each([
    ['EPERM', 'sudo'],
    ['ENOENT', 'modprobe tun'],
    ['EBUSY', '--tun'],
    ['EINVAL', '--tun'],
    ['EIO', 'EIO'],
  ])('says after %s what to do', (code, words) => {
    expect(tunFailure('ntm0', failure(code)).message).toContain(words);
  });

  it('lives with a missing address family, and without the port of its choice only', () => {
    expect(portFailure(51_820, failure('EAFNOSUPPORT'))).toBeUndefined();
    expect(portFailure(0, failure('EADDRINUSE'))).toBeUndefined();
    expect(portFailure(51_820, failure('EADDRINUSE'))?.message).toContain('--listen-port');
    expect(portFailure(500, failure('EACCES'))?.message).toContain('root');
  });
});
