import { chownSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { loadOrCreatePrivateKey } from './identity.ts';
import { KeyValueStore } from './key-value-store.ts';
import { encodeTai64n, nextEnrolmentStamp } from './stamp.ts';
import { StateDirectory } from './state-directory.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'ntm-state-'));
});
afterEach(() => rmSync(root, { recursive: true }));

describe('state directory', () => {
  it('is closed to others, and so are its files', () => {
    const directory = new StateDirectory(join(root, 'node'));
    directory.write('secret', 'x');
    expect(statSync(directory.path).mode & 0o777).toBe(0o700);
    expect(statSync(join(directory.path, 'secret')).mode & 0o777).toBe(0o600);
  });

  it.skipIf(process.getuid?.() !== 0)('is refused where another user owns it, with what to do', () => {
    const path = join(root, 'foreign');
    mkdirSync(path);
    chownSync(path, 12_345, 12_345);
    expect(() => new StateDirectory(path)).toThrow(/belongs to user 12345, not to user 0 .*chown -R 0/);
    expect(() => new StateDirectory(root).child('foreign')).toThrow(/belongs to user 12345/);
  });

  it('is made with those above it, and is one and no file', () => {
    expect(statSync(new StateDirectory(join(root, 'a', 'b')).path).isDirectory()).toBe(true);
    writeFileSync(join(root, 'file'), '');
    for (const path of [join(root, 'file'), join(root, 'file', 'node')])
      expect(() => new StateDirectory(path)).toThrow(/cannot be made \(ENOTDIR\): .*--state/);
  });

  it('replaces content whole and forgets a half-written file', () => {
    const directory = new StateDirectory(root);
    directory.write('a', 'long content');
    writeFileSync(join(root, 'a.new'), 'ha');
    directory.write('b', '1');
    expect(directory.read('a')).toBe('long content');
    expect(directory.list().sort()).toEqual(['a', 'b']);
    expect(directory.read('absent')).toBeUndefined();
  });
});

describe('key-value store', () => {
  it('gives back what was saved, under any key, inside its directory', () => {
    const store = new KeyValueStore(new StateDirectory(join(root, 'core')));
    store.save('../escape', '1');
    store.save('stamp:abc/def=', '2');
    store.save('gone.new', '3');
    store.save('gone.new', '');
    expect(store.all()).toEqual({ '../escape': '1', 'stamp:abc/def=': '2' });
    expect(existsSync(join(root, 'escape'))).toBe(false);
  });
});

describe('what is to be saved soon', () => {
  it('is on disk after a flush, and never over what was saved since', () => {
    const directory = new StateDirectory(join(root, 'core'));
    const store = new KeyValueStore(directory);
    store.save('a', 'old', 'soon');
    store.save('b', '1', 'soon');
    expect(store.all()).toEqual({});
    store.save('a', 'new', 'now');
    store.flush();
    expect(new KeyValueStore(directory).all()).toEqual({ a: 'new', b: '1' });
  });

  it('is on disk by itself within a second', async () => {
    const store = new KeyValueStore(new StateDirectory(join(root, 'core')));
    store.save('a', '1', 'soon');
    await vi.waitFor(() => expect(store.all()).toEqual({ a: '1' }), 2_000);
  });
});

describe('a disk that takes nothing', () => {
  it('does not end the node; what was to be saved follows when it takes it again', () => {
    const directory = new StateDirectory(join(root, 'core'));
    const failures: string[] = [];
    const store = new KeyValueStore(directory, ({ message }) => failures.push(message));
    const write = vi.spyOn(directory, 'write').mockImplementation(() => {
      throw new Error('ENOSPC: no space left on device');
    });
    store.save('a', '1', 'now');
    store.save('a', '2', 'soon');
    store.save('b', '3', 'soon');
    store.flush();
    expect(failures).toEqual(Array(2).fill('ENOSPC: no space left on device'));
    expect(store.all()).toEqual({});
    write.mockRestore();
    store.flush();
    expect(store.all()).toEqual({ a: '2', b: '3' });
  });
});

describe('identity', () => {
  it('stays the same over starts and refuses a damaged file', () => {
    const directory = new StateDirectory(root);
    const key = loadOrCreatePrivateKey(directory);
    expect(loadOrCreatePrivateKey(directory)).toEqual(key);
    directory.write('node.key', 'c2hvcnQ');
    expect(() => loadOrCreatePrivateKey(directory)).toThrow(/32-byte/);
  });
});

describe('the first key', () => {
  it('is that of the process that was first, for all that start at once', () => {
    const directory = new StateDirectory(root);
    let other: Uint8Array | undefined;
    const read = vi.spyOn(directory, 'read').mockImplementationOnce(() => {
      read.mockRestore();
      // Another process looked, found nothing and drew one, just now.
      other = loadOrCreatePrivateKey(new StateDirectory(root));
      return undefined;
    });
    expect(loadOrCreatePrivateKey(directory)).toEqual(other);
    expect(statSync(join(root, 'node.key')).mode & 0o777).toBe(0o600);
    expect(directory.list()).toEqual(['node.key']);
  });
});

describe('enrolment stamp', () => {
  it('rises even when the wall clock goes back', () => {
    const directory = new StateDirectory(root);
    const first = nextEnrolmentStamp(directory, 1_700_000_000_000);
    const second = nextEnrolmentStamp(directory, 1_600_000_000_000);
    expect(Buffer.compare(second, first)).toBe(1);
  });

  it('encodes seconds from 2^62 + 10 and nanoseconds, big-endian', () => {
    expect(Buffer.from(encodeTai64n(1_000_000_001n)).toString('hex')).toBe('400000000000000b00000001');
  });
});
